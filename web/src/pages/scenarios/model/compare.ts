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

/** What a published version says and a draft may leave out. */
const DEFAULTS = { reentry: { kind: 'never' }, exits: [] };
const STEP_DEFAULTS: Record<string, object> = { list: { action: 'add' } };

export function compare(before: Draft, after: Draft): Difference {
  const [old, now] = [before.steps, after.steps];
  const both = Object.keys(now).filter((key) => old[key]);
  return {
    added: Object.keys(now).filter((key) => !old[key]),
    removed: Object.keys(old).filter((key) => !now[key]),
    changed: both
      .map((key) => ({ key, fields: fieldsOf(whole(old[key]!), whole(now[key]!)) }))
      .filter(({ fields }) => fields.length > 0),
    scenario: fieldsOf({ ...DEFAULTS, ...before }, { ...DEFAULTS, ...after }).filter((field) => !DRAWING.has(field)),
  };
}

const whole = (step: Step): Step => ({ ...STEP_DEFAULTS[step.kind], ...step });

export const isSame = ({ added, removed, changed, scenario }: Difference): boolean =>
  added.length + removed.length + changed.length + scenario.length === 0;

function fieldsOf(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
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
