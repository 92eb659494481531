/**
 * Merges. A person is one bucket's, so two people become one by messages between their buckets:
 *
 *     intake ──merge.ask──▶ A ──merge.offer(A's rank)──▶ B
 *     B loses: packs itself into merge.take for A, and leaves a forwarding row
 *     B wins:  merge.offer(B's rank) ──▶ A, which then loses, or answers in its turn when it has risen meanwhile
 *
 * Ranks (has a shop id, first seen earlier, smaller id) only rise, and somebody packs only when the rank they have now
 * is below one that the other had before. So forwarding rows always lead to a higher rank and never in a circle, and
 * the exchange ends. Whoever was merged away already is reached through their forwarding row.
 */
import {
  type Applier,
  type Bite,
  bucketOfText,
  type InboxEntry,
  type InboxRow,
  type Origin,
  run,
  statements,
} from '../store/index.ts';
import { internalRow } from './addresses.ts';
import type { MergeAsk } from './asks.ts';
import type { LinkReason, Repoint } from './book.ts';
import { identifierKey } from './identity.ts';
import { type MergePart, ownParts } from './merge-parts.ts';
import { type Profile, readProfiles, removePeople } from './persons.ts';

const sql = statements(import.meta.url, 'merge.sql');

/** Rows of a packed person in one inbox entry: keeps an entry near a hundred kilobytes. */
const rowsPerTake = 500;

/** What decides a merge; `firstSeen` is ISO text. */
export type Rank = { personId: string; bucket: number; external: boolean; known: boolean; firstSeen: string };
type Offer = { from: Rank; reason: LinkReason };
type Take = { part: string; rows: unknown[] };
/** A person of this bucket who becomes part of another. */
export type Merge = { personId: string; to: string; toBucket: number; origin: Origin };

/** Whether `a` gives way to `b`. */
function givesWay(a: Rank, b: Rank): boolean {
  if (a.external !== b.external) return b.external;
  if (a.firstSeen !== b.firstSeen) return b.firstSeen < a.firstSeen;
  return b.personId < a.personId;
}

/**
 * Two shop ids are two people, whatever address they share, unless the shop itself says that one is the other's
 * previous id. A browser attaches its visitor to somebody and never joins two people who are known.
 */
function mayMerge(a: Rank, b: Rank, reason: LinkReason): boolean {
  if (reason === 'previous') return true;
  if (a.external && b.external) return false;
  return !(reason === 'anonymous' && a.known && b.known);
}

/** Answers requests and offers among the entries; people who give way are packed and gone from this bucket. */
export async function settleMerges(
  bite: Bite,
  entries: readonly InboxEntry[],
  parts: readonly MergePart[],
): Promise<InboxEntry[]> {
  const asked = entries.filter(({ kind }) => kind === 'merge.ask' || kind === 'merge.offer');
  if (asked.length === 0) return [...entries];
  const profiles = await readProfiles(bite.tx, bite.bucket, [
    ...new Set(asked.flatMap(({ personId }) => personId ?? [])),
  ]);
  const gone = new Map<string, Merge>();
  const replies: InboxRow[] = [];
  for (const entry of asked) {
    const profile = entry.personId === null ? undefined : profiles.get(entry.personId);
    if (!profile) continue;
    const before = gone.get(profile.id);
    if (before) replies.push({ ...entry, personId: before.to, bucket: before.toBucket });
    else replies.push(...answer(bite, entry, rankOf(profile, bite.bucket), gone));
  }
  await bite.emit(replies);
  if (gone.size > 0) await packPeople(bite, [...gone.values()], profiles, parts);
  return entries.filter(({ kind }) => kind !== 'merge.ask' && kind !== 'merge.offer');
}

function answer(bite: Bite, entry: InboxEntry, mine: Rank, gone: Map<string, Merge>): InboxRow[] {
  if (entry.kind === 'merge.ask') {
    const { other, otherBucket, reason } = entry.body as MergeAsk;
    return other === mine.personId
      ? []
      : [offerRow(bite, entry, { personId: other, bucket: otherBucket }, mine, reason)];
  }
  const { from, reason } = entry.body as Offer;
  if (from.personId === mine.personId || !mayMerge(mine, from, reason)) return [];
  if (!givesWay(mine, from)) return [offerRow(bite, entry, from, mine, reason)];
  gone.set(mine.personId, { personId: mine.personId, to: from.personId, toBucket: from.bucket, origin: entry.origin });
  return [];
}

function offerRow(
  bite: Bite,
  entry: InboxEntry,
  to: { personId: string; bucket: number },
  from: Rank,
  reason: LinkReason,
): InboxRow {
  const body: Offer = { from, reason };
  const row = internalRow(bite, to.bucket, to.personId, 'merge.offer', body, entry.occurredAt);
  return { ...row, lane: entry.lane, origin: entry.origin };
}

function rankOf(profile: Profile, bucket: number): Rank {
  return {
    personId: profile.id,
    bucket,
    external: profile.externalId !== null,
    known: profile.externalId !== null || profile.email !== null || profile.phone !== null,
    firstSeen: profile.firstSeen.toISOString(),
  };
}

async function packPeople(
  bite: Bite,
  merges: readonly Merge[],
  profiles: ReadonlyMap<string, Profile>,
  parts: readonly MergePart[],
): Promise<void> {
  const targets = new Map(merges.map((merge) => [merge.personId, merge]));
  // The room's own parts come first: a person's addresses decide which of their permissions hold.
  for (const part of [...ownParts, ...parts]) {
    const packed = await part.pack(bite, merges);
    await bite.emit(takeRows(bite, part.name, packed, targets));
  }
  const ids = [...targets.keys()];
  await removePeople(bite, ids);
  const rows = merges.map(({ personId, to, toBucket }) => ({
    person_id: personId,
    to_person: to,
    to_bucket: toBucket,
  }));
  await run(bite.tx, sql('leave-forward'), { bucket: bite.bucket, now: bite.now, rows: JSON.stringify(rows) });
  await repointBook(
    bite,
    merges.flatMap((merge) => bookRows(merge, profiles.get(merge.personId)!)),
  );
}

function takeRows(
  bite: Bite,
  part: string,
  packed: readonly { personId: string; row: unknown }[],
  targets: ReadonlyMap<string, Merge>,
): InboxRow[] {
  const rows: InboxRow[] = [];
  for (const [personId, items] of Map.groupBy(packed, (item) => item.personId)) {
    const { to, toBucket, origin } = targets.get(personId)!;
    for (let from = 0; from < items.length; from += rowsPerTake) {
      const body: Take = { part, rows: items.slice(from, from + rowsPerTake).map(({ row }) => row) };
      rows.push({ ...internalRow(bite, toBucket, to, 'merge.take', body), origin });
    }
  }
  return rows;
}

function bookRows({ personId, to, toBucket }: Merge, profile: Profile): Repoint[] {
  const pairs: [string, string | null][] = [
    ['external', profile.externalId],
    ['email', profile.email],
    ['phone', profile.phone],
    ...profile.anonymousIds.map((value): [string, string] => ['anonymous', value]),
  ];
  return pairs.flatMap(([kind, value]) =>
    value === null ? [] : [{ kind, value, personId: to, personBucket: toBucket, was: personId }],
  );
}

/** Tells the buckets of identifiers where they belong now; until they know, forwarding rows serve. */
export async function repointBook(bite: Bite, rows: readonly Repoint[]): Promise<void> {
  const byBucket = Map.groupBy(rows, ({ kind, value }) => bucketOfText(identifierKey(kind, value), bite.buckets));
  await bite.emit(
    [...byBucket].map(([bucket, items]) => internalRow(bite, bucket, null, 'book.repoint', { rows: items })),
  );
}

/** Unpacks what merged people left to people of this bucket. */
export function takeApplier(parts: readonly MergePart[]): Applier {
  return async (bite, entries) => {
    for (const part of [...ownParts, ...parts]) {
      const rows = entries.flatMap(({ personId, body }) => {
        const take = body as Take;
        return personId && take.part === part.name ? take.rows.map((row) => ({ personId, row })) : [];
      });
      if (rows.length > 0) await part.unpack(bite, rows);
    }
    return { touched: [...new Set(entries.flatMap(({ personId }) => personId ?? []))], events: [], lists: [] };
  };
}
