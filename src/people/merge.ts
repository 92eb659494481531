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
  type AppliedEvent,
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
import { type MergePart, ownParts, type Take, takeKind } from './merge-parts.ts';
import { type Profile, readProfiles, removePeople } from './persons.ts';

const sql = statements(import.meta.url, 'merge.sql');

/** Characters of a packed person in one inbox entry: of events that is some hundreds, of messages with what they said some dozens. */
const takeSize = 100_000;

/** Kind of the inbox row that says of a merged person: something of theirs is still here, and may follow them. */
export const followKind = 'merge.follow';

/** What decides a merge; `firstSeen` is ISO text. */
export type Rank = { personId: string; bucket: number; external: boolean; known: boolean; firstSeen: string };
type Offer = { from: Rank; reason: LinkReason };
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
  // The room's own parts come first: a person's addresses decide which of their permissions hold.
  await takeAlong(bite, merges, [...ownParts, ...parts]);
  await removePeople(
    bite,
    merges.map(({ personId }) => personId),
  );
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

/** Packs what rooms hold of these people, and sends it after them. */
export async function takeAlong(bite: Bite, merges: readonly Merge[], parts: readonly MergePart[]): Promise<void> {
  const targets = new Map(merges.map((merge) => [merge.personId, merge]));
  for (const part of parts) {
    const packed = await part.pack(bite, merges);
    await bite.emit(takeRows(bite, part.name, packed, targets));
  }
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
    for (const portion of portions(items.map(({ row }) => row))) {
      const body: Take = { part, rows: portion };
      rows.push({ ...internalRow(bite, toBucket, to, takeKind, body), origin });
    }
  }
  return rows;
}

/** Rows in their order, cut where an inbox entry is full. */
function portions(rows: readonly unknown[]): unknown[][] {
  const cut: unknown[][] = [];
  let size = takeSize;
  for (const row of rows) {
    if (size >= takeSize) {
      cut.push([]);
      size = 0;
    }
    cut.at(-1)!.push(row);
    size += JSON.stringify(row).length;
  }
  return cut;
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
    const events: AppliedEvent[] = [];
    const peopleOf = (some: typeof entries) => [...new Set(some.flatMap(({ personId }) => personId ?? []))];
    for (const part of [...ownParts, ...parts]) {
      const own = entries.filter(({ personId, body }) => personId && (body as Take).part === part.name);
      const rows = own.flatMap(({ personId, body }) =>
        (body as Take).rows.map((row) => ({ personId: personId!, row })),
      );
      if (rows.length > 0) await part.unpack(bite, rows);
      if (rows.length > 0 && part.happened) events.push(...(await part.happened(bite, peopleOf(own))));
    }
    return { touched: peopleOf(entries), events, lists: [] };
  };
}
