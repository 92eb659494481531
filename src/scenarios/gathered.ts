/** What a pulse gathers while people walk, and how it is written at its end: each row once. */
import { putWishes, type Wish } from '../pressure/index.ts';
import { type Bite, type InboxRow, run as query } from '../store/index.ts';
import { releaseLate, type Walker } from './arrive.ts';
import { type Ended, endEntries } from './ends.ts';
import { type Entering, insertEntries, type NewEntry } from './enter.ts';
import type { Published } from './load.ts';
import { entrySql } from './people.ts';
import { clearEntries, endPaths, insertPositions, movePositions } from './positions.ts';

/** What a pulse gathers and writes at its end. */
export type Gathered = {
  /** Entries that are not written yet. */
  entering: ReadonlyMap<string, Entering>;
  moved: Map<string, Walker>;
  added: Map<string, Walker>;
  gone: Map<string, { entryId: string; path: string }>;
  ended: Ended[];
  walked: Map<string, { at: Date; reason: string }>;
  wishes: Wish[];
  rows: InboxRow[];
  held: Set<string>;
};

export const placeOf = ({ entryId, path }: { entryId: string; path: string }) => `${entryId}|${path}`;

export const gather = (entering: ReadonlyMap<string, Entering>): Gathered => ({
  entering,
  moved: new Map(),
  added: new Map(),
  gone: new Map(),
  ended: [],
  walked: new Map(),
  wishes: [],
  rows: [],
  held: new Set(),
});

/** A path that is no more. One that was added in this very pulse was never written. */
export function forget(gathered: Gathered, position: Walker): void {
  const key = placeOf(position);
  gathered.moved.delete(key);
  if (!gathered.added.delete(key) && !position.unwritten) gathered.gone.set(key, position);
}

/** Where a position stands at the end, as far as it is known now. */
export function place(gathered: Gathered, position: Walker): void {
  const key = placeOf(position);
  if (position.unwritten || gathered.added.has(key)) gathered.added.set(key, position);
  else gathered.moved.set(key, position);
}

export async function write(bite: Bite, published: Published, gathered: Gathered): Promise<void> {
  await writeEntering(bite, published, gathered);
  const moved = await releaseLate(bite, published, [...gathered.moved.values()]);
  const added = await releaseLate(bite, published, [...gathered.added.values()]);
  await endPaths(bite, [...gathered.gone.values()]);
  await movePositions(bite, moved);
  await insertPositions(bite, added);
  await finishWalked(bite, gathered);
  putWishes(bite, gathered.wishes);
  if (gathered.rows.length > 0) await bite.emit(gathered.rows);
  await endEntries(
    bite,
    gathered.ended.filter((one) => !gathered.entering.has(one.entryId)),
    'walked',
  );
}

/** Writes new entries once, those that are over with their end. */
async function writeEntering(bite: Bite, published: Published, gathered: Gathered): Promise<void> {
  const { entering, added, walked } = gathered;
  if (entering.size === 0) return;
  const over = new Map(gathered.ended.map((one) => [one.entryId, one]));
  for (const [key, one] of added) if (entering.has(one.entryId) && over.has(one.entryId)) added.delete(key);
  const onTheWay = new Set([...added.values()].map((one) => one.entryId));
  const entries = [...entering.values()].map((one) => {
    const end = over.get(one.entryId) ?? (onTheWay.has(one.entryId) ? null : walked.get(one.entryId)) ?? null;
    return { entering: one, end };
  });
  await insertEntries(bite, entries);
  const counted = ({ entering: one, end }: NewEntry) =>
    end !== null && published.versions.get(one.versionId)!.revisited.size > 0;
  await clearEntries(
    bite,
    entries.filter(counted).map((entry) => entry.entering.entryId),
  );
}

/** Ends the entries whose last path ended; new ones were written with their end. */
async function finishWalked(bite: Bite, gathered: Gathered): Promise<void> {
  const walked = [...gathered.walked].filter(([entryId]) => !gathered.entering.has(entryId));
  if (walked.length === 0) return;
  const rows = await query<{ id: string }>(bite.tx, entrySql('finish-walked'), {
    bucket: bite.bucket,
    ids: walked.map(([entryId]) => entryId),
    moments: walked.map(([, end]) => end.at),
    reasons: walked.map(([, end]) => end.reason),
  });
  await clearEntries(
    bite,
    rows.map((row) => row.id),
  );
}
