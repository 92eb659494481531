/** What is kept of a bucket, moved on to a later moment: only the people are asked whose own moment has passed. */
import type { Store } from '../store/index.ts';
import { compileRules } from './compile.ts';
import type { Part, Soon } from './parts.ts';
import { type Patience, patiently } from './patience.ts';
import { runTouched } from './refresh.ts';
import type { Rule } from './rule.ts';

type Asked = { rule: Rule; args: { asOf: Date; timezone: string; zones: readonly string[] } };

/** Whose moment has come by `now`. */
export const passed = (soon: readonly Soon[], now: Date): Soon[] => soon.filter(([, at]) => new Date(at) <= now);

/**
 * Parts as they are at the moment that is asked about. Each person who is asked counts as found now and no more as kept, so that
 * nobody counts twice even if a fact comes in between; the mark under which the part is kept tells the next question.
 */
export function advance<P extends Part>(
  store: Store,
  { rule, args }: Asked,
  parts: readonly P[],
  patience: Patience,
): Promise<P[]> {
  const compiled = compileRules([rule], 'touched');
  const { asOf, timezone, zones } = args;
  return patiently(store, patience, async (tx) => {
    const moved: P[] = [];
    for (const part of parts) {
      const due = new Map(passed(part.soon, asOf).map(([id, , member]) => [id, member]));
      const touched = [...due.keys()].map((personId) => ({ personId, asOf }));
      const rows = await runTouched({ tx, bucket: part.bucket, timezone }, compiled, zones, touched);
      const now = rows.map((row) => ({ id: row.id, member: row.m0 as boolean, at: row.r0 as Date | null }));
      const before = [...due.values()].filter(Boolean).length;
      const again = now.filter(({ at }) => at !== null && (part.until === null || at < part.until));
      const soon = [
        ...part.soon.filter(([id]) => !due.has(id)),
        ...again.map(({ id, at, member }): Soon => [id, at!.toISOString(), member]),
      ];
      moved.push({ ...part, soon, people: part.people - before + now.filter(({ member }) => member).length });
    }
    return moved;
  });
}
