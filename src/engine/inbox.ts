import type { Applier, Bite, BiteChanges, Changes, InboxEntry } from '../store/index.ts';
import { countOnce, dropInbox, noChanges, readInbox } from '../store/index.ts';

/** Most inbox rows applied in one transaction: keeps it near 200 ms. */
export const inboxBite = 2_000;

/** What phase 1 needs of the rooms. */
export type InboxRooms = {
  /**
   * Sends entries of merged people on, makes people who are new; answers the entries that belong to this bucket, and whom
   * that changed.
   */
  welcome: (bite: Bite, entries: readonly InboxEntry[]) => Promise<{ entries: InboxEntry[]; changed: string[] }>;
  kinds: Readonly<Record<string, Applier>>;
};

/** A row of a kind that no room knows was put there by a newer program: it must wait, and is nobody's fault. */
export class UnknownKind extends Error {}

/**
 * Phase 1: applies the next rows of the bucket's inbox and deletes them, in this transaction.
 * @param afterRead called between reading and applying; what it throws undoes the bite
 * @returns what changed, and how many rows were taken (0 = the inbox was empty)
 */
export async function applyInbox(
  bite: Bite,
  rooms: InboxRooms,
  most = inboxBite,
  afterRead: () => Promise<void> = async () => {},
): Promise<BiteChanges & { taken: number }> {
  const entries = await readInbox(bite.tx, bite.bucket, most);
  await afterRead();
  if (entries.length === 0) return { ...noChanges(), wide: [], history: new Set(), taken: 0 };
  const own = await rooms.welcome(bite, entries);
  const fresh = await withoutRepeats(bite, own.entries);
  const all = { ...noChanges(), wide: own.changed };
  const gone = new Set<string>();
  for (const [kind, ofKind] of runsOfKind(fresh, Object.keys(rooms.kinds))) {
    const applier = Object.hasOwn(rooms.kinds, kind) ? rooms.kinds[kind] : undefined;
    if (!applier) throw new UnknownKind(`No room applies inbox rows of kind “${kind}” (bucket ${bite.bucket})`);
    const part = await applier(bite, ofKind);
    for (const personId of part.touched) all.touched.push(personId);
    for (const personId of part.wide ?? part.touched) all.wide.push(personId);
    all.events.push(...part.events);
    all.lists.push(...part.lists);
    for (const personId of part.gone ?? []) gone.add(personId);
  }
  await dropInbox(bite.tx, bite.bucket, entries);
  const changes = gone.size === 0 ? all : without(all, gone);
  const touched = [...new Set(changes.touched)];
  const live = new Set(fresh.filter(({ origin }) => origin === 'live').map(({ personId }) => personId));
  const history = new Set(touched.filter((personId) => !live.has(personId)));
  return { ...changes, touched, history, taken: entries.length };
}

/** What changed, without those who are gone. */
function without<All extends Changes & { wide: string[] }>(all: All, gone: ReadonlySet<string>): All {
  const here = ({ personId }: { personId: string }) => !gone.has(personId);
  const stays = (personId: string) => !gone.has(personId);
  const { touched, events, lists, wide } = all;
  return {
    ...all,
    touched: touched.filter(stays),
    events: events.filter(here),
    lists: lists.filter(here),
    wide: wide.filter(stays),
  };
}

/** Takes out what was counted before, in earlier bites or earlier in this one. */
async function withoutRepeats(bite: Bite, entries: readonly InboxEntry[]): Promise<InboxEntry[]> {
  const fresh = await countOnce(
    bite,
    entries.flatMap((entry) => entry.messageId ?? []),
  );
  return entries.filter((entry) => entry.messageId === null || fresh.delete(entry.messageId));
}

/**
 * Entries by kind, kinds in the order of the registry: bites that write to the same shared tables (lists, companies) come to
 * them in the same order and cannot wait for each other in a circle. Kinds do not read each other's rows while they are
 * applied (each fact carries its own time and the latest wins), so for the result their order does not matter.
 */
function runsOfKind(entries: readonly InboxEntry[], kinds: readonly string[]): [string, InboxEntry[]][] {
  const place = new Map(kinds.map((kind, at) => [kind, at]));
  const unknownLast = (kind: string) => place.get(kind) ?? kinds.length;
  return [...Map.groupBy(entries, (entry) => entry.kind)].sort(([a], [b]) => unknownLast(a) - unknownLast(b));
}
