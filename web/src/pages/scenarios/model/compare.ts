/** What two versions of a scenario differ in. Pure. */
import type { Draft, Step } from './draft.ts';

export type Difference = {
  added: string[];
  removed: string[];
  changed: { key: string; fields: string[] }[];
  /** Fields of the scenario itself: its triggers, goal, name … */
  scenario: string[];
};

/** Where steps stand is no difference. */
const DRAWING = new Set(['steps', 'layout', '$schema', 'key']);

export function compare(before: Draft, after: Draft): Difference {
  const [old, now] = [before.steps, after.steps];
  const both = Object.keys(now).filter((key) => old[key]);
  return {
    added: Object.keys(now).filter((key) => !old[key]),
    removed: Object.keys(old).filter((key) => !now[key]),
    changed: both
      .map((key) => ({ key, fields: fieldsOf(old[key]!, now[key]!) }))
      .filter(({ fields }) => fields.length > 0),
    scenario: fieldsOf(before, after).filter((field) => !DRAWING.has(field)),
  };
}

function fieldsOf(before: Step | Draft, after: Step | Draft): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => canonical(before[name]) !== canonical(after[name])).sort();
}

/** JSON with sorted keys: the database does not keep their order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? '';
