/** The one transaction between two hand-overs: what came back is settled, what goes next is marked as handed. */
import { putInbox, type Store, type Tx } from '../store/index.ts';
import { refusedForGood } from './came-back.ts';
import type { Item } from './feed.ts';
import { type Handed, hand, release } from './hand.ts';
import { settled, unwantedSince } from './last-look.ts';
import { giveAddressesBack } from './once.ts';
import { forgetSent, noteSent, recalled, type Settlement, settle } from './outbox.ts';
import { pausedNow } from './pauses.ts';
import { tell } from './tell.ts';

/** A message whose way is known. */
export type Finished = { item: Item; settlement: Settlement };
/** A message that is to leave now, by which way, and the domain of who it is from. */
export type Going = { item: Item; transport: string; sender: string | null };
/** A message that goes back into the outbox, because its way does not take it before a moment of the wall clock. */
export type Waiting = { item: Item; until: Date; reason: string | null };

/**
 * Settles and hands over in one commit. Almost always all rows are of one or two buckets, because claims are worked off in order.
 * @returns the messages that may leave, by key; one that is missing was recalled or paused, or is no longer ours
 */
export async function commitRound(
  store: Store,
  finished: readonly Finished[],
  going: readonly Going[],
  waiting: readonly Waiting[] = [],
): Promise<Map<string, Handed>> {
  const now = store.clock.now();
  const stopped: number[] = [];
  const handed = await store.bite(async (tx) => {
    const found = new Map<string, Handed>();
    for (const [bucket, group] of Map.groupBy(finished, ({ item }) => item.bucket)) {
      await settleGroup(store, tx, bucket, group, now);
    }
    for (const [bucket, group] of Map.groupBy(waiting, ({ item }) => item.bucket)) await putBack(tx, bucket, group);
    for (const [bucket, group] of Map.groupBy(going, ({ item }) => item.bucket)) {
      const rows = await handGroup(store, tx, bucket, group, now);
      for (const row of rows) found.set(row.key, row);
      if (rows.length < group.length) stopped.push(bucket);
    }
    return found;
  });
  const told = finished.filter(({ settlement }) => settlement.state !== 'ready').map(({ item }) => item.bucket);
  if (told.length + stopped.length > 0) store.wake(new Set([...told, ...stopped]));
  return handed;
}

const putBack = (tx: Tx, bucket: number, group: readonly Waiting[]) =>
  release(
    tx,
    bucket,
    group.map(({ item, until, reason }) => ({ key: item.message.key, claimId: item.claimId, retryAt: until, reason })),
  );

/** What was taken over meanwhile (this process was taken for dead) is another's to settle, to note and to tell. */
async function settleGroup(
  store: Store,
  tx: Tx,
  bucket: number,
  finished: readonly Finished[],
  now: Date,
): Promise<void> {
  const ours = await settle(
    tx,
    { bucket, now },
    finished.map(({ item, settlement }) => ({ ...settlement, claimId: item.claimId })),
  );
  const group = finished.filter(({ item }) => ours.has(item.message.key));
  // What never was handed to a network (the local outbox) is noted together with its end.
  const local = group.filter(({ settlement: { state, transport } }) => state === 'sent' && transport !== undefined);
  if (local.length > 0) {
    await noteSent(
      tx,
      bucket,
      local.map(({ item }) => item.message.key),
      now,
    );
  }
  // What certainly did not leave is not noted as sent.
  const stayed = group.filter(({ settlement: { state } }) => state !== 'sent' && state !== 'uncertain');
  if (stayed.length > 0) {
    await forgetSent(
      tx,
      bucket,
      stayed.map(({ item }) => item.message.key),
    );
  }
  const over = stayed.filter(({ settlement: { state } }) => state !== 'ready').map(({ item }) => item);
  if (over.length > 0) await giveAddressesBack(store, tx, over);
  await tell(
    tx,
    group.map(({ item, settlement }) => ({ settlement, message: item.message, bucket })),
    now,
  );
  const failed = group.filter(({ settlement }) => settlement.state === 'failed');
  const refused = failed.map(({ item, settlement }) => ({ ...item.message, ...settlement }));
  await putInbox(tx, refusedForGood({ bucket, buckets: store.buckets, now }, refused));
}

async function handGroup(store: Store, tx: Tx, bucket: number, group: readonly Going[], now: Date): Promise<Handed[]> {
  const unwanted = await unwantedSince(
    store,
    tx,
    group.map(({ item }) => item),
  );
  const held = group
    .filter(({ item }) => !unwanted.has(item.message.key))
    .map(({ item, transport, sender }) => ({ key: item.message.key, claimId: item.claimId, transport, sender }));
  const rows = await hand(tx, bucket, store.clock.wall(), held);
  if (rows.length > 0) {
    await noteSent(
      tx,
      bucket,
      rows.map((row) => row.key),
      now,
    );
  }
  if (rows.length < group.length) await stayBehind(store, tx, bucket, missing(group, rows), unwanted, now);
  return rows;
}

const missing = (group: readonly Going[], rows: readonly Handed[]): Going[] => {
  const there = new Set(rows.map((row) => row.key));
  return group.filter(({ item }) => !there.has(item.message.key));
};

/**
 * What did not leave although it was claimed: what was recalled or is unwanted by now is settled, what was paused is put aside. The
 * rest belongs to another process and is left alone.
 */
async function stayBehind(
  store: Store,
  tx: Tx,
  bucket: number,
  group: readonly Going[],
  unwanted: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const why = await recalled(
    tx,
    bucket,
    group.map(({ item }) => item.message.key),
  );
  const ended = group.flatMap(({ item }) => {
    const { key } = item.message;
    const recall = why.get(key);
    const reason = recall ?? unwanted.get(key);
    if (reason === undefined) return [];
    const settlement = settled(key, recall === undefined ? 'skipped' : 'recalled', reason, item.address);
    return [{ item, settlement }];
  });
  if (ended.length > 0) await settleGroup(store, tx, bucket, ended, now);
  const isEnded = new Set(ended.map(({ item }) => item.message.key));
  const paused = await pausedNow(tx);
  const held = group
    .filter(({ item, sender }) => !isEnded.has(item.message.key) && paused({ ...item.message, senderDomain: sender }))
    .map(({ item: { message, claimId }, sender }) => {
      const reason = paused({ ...message, senderDomain: null }) ? null : 'sender_paused';
      return { key: message.key, claimId, aside: true, sender, reason };
    });
  if (held.length > 0) await release(tx, bucket, held);
}
