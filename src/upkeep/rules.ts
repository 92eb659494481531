/** What is deleted after which time: one line a sort. A new table that grows gets its line here, and two statements. */
import { dropLeases, dropRates, oldLeases, oldRates } from '../banks/index.ts';
import { bounceDays, dropJobs, dropOldUploads, oldUploads } from '../intake/index.ts';
import { dropSignups, oldSignups } from '../pages/index.ts';
import type { Setting } from '../settings/index.ts';
import { count, run, type Statement, statements, type Tx } from '../store/index.ts';
import * as keep from './settings.ts';

const sql = statements(import.meta.url, 'retention.sql');

/** A bite of one bucket (null for tables without one). */
export type BiteOf = { bucket: number | null; before: Date; most: number };

export type KeepRule = {
  /** What the report calls it. */
  name: string;
  setting: Setting<number>;
  /** The clock by which its rows are dated. */
  clock: 'now' | 'wall';
  /** Counts rows past their time, by bucket. */
  old: Statement;
  /** Deletes at most a bite; answers how many rows went. */
  drop: (tx: Tx, bite: BiteOf) => Promise<number>;
};

const bucketed = (name: string, setting: Setting<number>): KeepRule => ({
  name,
  setting,
  clock: 'now',
  old: sql(`${name}-old`),
  drop: (tx, bite) => count(tx, sql(`${name}-drop`), bite),
});

const shared = (name: string, setting: Setting<number>, clock: 'now' | 'wall'): KeepRule => ({
  name,
  setting,
  clock,
  old: sql(`${name}-old`),
  drop: (tx, { before, most }) => count(tx, sql(`${name}-drop`), { before, most }),
});

/** Events that no partition took, which are dropped whole before. */
export const eventsRule = bucketed('events', keep.keepEvents);

export const keepRules: readonly KeepRule[] = [
  eventsRule,
  bucketed('messages', keep.keepMessages),
  bucketed('awards', keep.keepMessages),
  bucketed('content', keep.keepContent),
  // The wish that a message came from holds what it was to be filled with, too.
  bucketed('contexts', keep.keepContent),
  // What came back of a message says something about its reader, as long as the message does.
  bucketed('hits', keep.keepMessages),
  // Where a message went with its person is asked as long as something may come back of it.
  bucketed('moved', keep.keepMessages),
  bucketed('sent', keep.keepSent),
  bucketed('addresses', keep.keepSent),
  bucketed('seen', keep.keepSeen),
  { name: 'signups', setting: keep.keepSignups, clock: 'now', old: oldSignups, drop: dropSignups },
  bucketed('recalls', keep.keepRecalls),
  bucketed('requests', keep.keepRequests),
  bucketed('refusals', keep.keepRefusals),
  bucketed('movements', keep.keepMovements),
  { ...bucketed('entries', keep.keepEntries), drop: dropEntries },
  { name: 'leases', setting: keep.keepLeases, clock: 'wall', old: oldLeases, drop: dropLeases },
  bucketed('holds', keep.keepLeases),
  // A key that has spent is answered as then, as long as a key that left is remembered.
  bucketed('uses', keep.keepSent),
  { name: 'rates', setting: keep.keepRates, clock: 'wall', old: oldRates, drop: dropRates },
  shared('rejected', keep.keepRejected, 'now'),
  shared('reports', bounceDays, 'now'),
  { ...shared('imports', keep.keepImports, 'wall'), drop: dropImports },
  { name: 'uploads', setting: keep.keepUploads, clock: 'wall', old: oldUploads, drop: dropOldUploads },
  shared('audit', keep.keepAudit, 'wall'),
  // Whoever looks has them counted anew: what they told of may be gone.
  shared('figures', keep.keepFigures, 'wall'),
];

/** Runs of imports go with what was wrong in them. */
async function dropImports(tx: Tx, { before, most }: BiteOf): Promise<number> {
  const found = await run<{ id: string }>(tx, sql('imports-find'), { before, most });
  const ids = found.map(({ id }) => id);
  await dropJobs(tx, ids);
  return count(tx, sql('imports-drop'), { ids });
}

/** Entries go with the count of their visits. */
async function dropEntries(tx: Tx, bite: BiteOf): Promise<number> {
  const found = await run<{ id: string }>(tx, sql('entries-find'), bite);
  const rows = { bucket: bite.bucket, ids: found.map(({ id }) => id) };
  await count(tx, sql('visits-drop'), rows);
  return count(tx, sql('entries-drop'), rows);
}
