/** The end of sign-ups: what was typed in goes after its time, and with it whoever is known by nothing else. */
import { forgetUnconfirmed } from '../people/index.ts';
import { count, run, statements, type Tx } from '../store/index.ts';

const sql = statements(import.meta.url, 'signup-retention.sql');

/** Counts sign-ups past their time, by bucket. */
export const oldSignups = sql('signups-old');

/** Deletes at most `most` sign-ups of a bucket whose lock is held; answers how many went. */
export async function dropSignups(
  tx: Tx,
  { bucket, before, most }: { bucket: number | null; before: Date; most: number },
): Promise<number> {
  const found = await run<{ id: string; personId: string; open: boolean }>(tx, sql('signups-find'), {
    bucket,
    before,
    most,
  });
  if (found.length === 0 || bucket === null) return 0;
  const gone = await count(tx, sql('signups-drop'), { bucket, ids: found.map(({ id }) => id) });
  const people = [...new Set(found.filter(({ open }) => open).map(({ personId }) => personId))];
  const asked = await run<{ personId: string }>(tx, sql('still-asked'), { bucket, people });
  const later = new Set(asked.map(({ personId }) => personId));
  const forgotten = await forgetUnconfirmed(
    tx,
    bucket,
    people.filter((id) => !later.has(id)),
    before,
  );
  if (forgotten.length === 0) return gone;
  for (const name of LEFT_BEHIND) await count(tx, sql(name), { bucket, people: forgotten });
  return gone;
}

/** What the other rooms noted of somebody who is known by a form alone, visits before the entries that they belong to. */
const LEFT_BEHIND = [
  'messages-drop',
  'hits-drop',
  'wishes-drop',
  'events-drop',
  'memberships-drop',
  'movements-drop',
  'positions-drop',
  'dates-drop',
  'visits-drop',
  'entries-drop',
];
