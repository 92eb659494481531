/** The claim: takes due messages of one bucket in a short transaction and looks at each a last time. */
import type { Lane, Store, Tx } from '../store/index.ts';
import { type LostClaims, release } from './hand.ts';
import { lastLook, type Ready } from './last-look.ts';
import { askToFollow } from './merge.ts';
import { giveAddressesBack } from './once.ts';
import { newClaimId } from './orphans.ts';
import { addressees, type Claimed, claim, noteAddresses, recalled, settle } from './outbox.ts';
import { pausedNow } from './pauses.ts';
import { readShop, type Speaker } from './sender.ts';
import { tell } from './tell.ts';

/** A claimed message that may leave; only in memory until it is handed over. */
export type Item = Ready & { bucket: number; claimId: string; claimedAt: number; speaker: Speaker };

/** What may be claimed: so many, none of a later lane, none of the channels that are `shut`. */
export type Claimable = { most: number; lane: Lane; shut: readonly string[] };

/**
 * Claims messages of a bucket; `taken` counts those too that were stopped here.
 * @param looked is awaited between the claim and what is claimed: what was decided before a message was queued is known then
 * @param lost takes note of the claim if it fails, whatever became of it in the database
 */
export async function claimBucket(
  store: Store,
  bucket: number,
  claimable: Claimable,
  looked: (wall: Date) => Promise<void>,
  lost: LostClaims,
): Promise<{ taken: number; ready: Item[] }> {
  const claimId = newClaimId(await store.presence.here());
  const wall = store.clock.wall();
  try {
    const claimed = await store.bite((tx) => claimIn(store, tx, { bucket, claimId, wall, ...claimable }));
    if (!claimed) return { taken: 0, ready: [] };
    if (claimed.told) store.wake([bucket]);
    await looked(wall);
    // Once per claim, not per message: a shop's settings change by hand.
    const speaker = await readShop(store.pool);
    const of = { bucket, claimId, claimedAt: wall.getTime(), speaker };
    return { taken: claimed.taken, ready: claimed.ready.map((one) => ({ ...one, ...of })) };
  } catch (error) {
    lost.add(bucket, claimId);
    throw error;
  }
}

type Claim = Claimable & { bucket: number; claimId: string; wall: Date };

async function claimIn(store: Store, tx: Tx, { bucket, claimId, wall, ...claimable }: Claim) {
  const now = store.clock.now();
  const claimed = await claim(tx, { bucket, claimId, now, wall, ...claimable });
  if (claimed.length === 0) return null;
  const people = claimed.map((message) => message.personId);
  const { here, gone } = await addressees(tx, bucket, people);
  const messages = claimed.filter(({ personId }) => !gone.has(personId));
  if (gone.size > 0) {
    const left = claimed.filter(({ personId }) => gone.has(personId));
    await sendAfter(tx, { bucket, claimId, now }, left);
  }
  const keys = messages.map((message) => message.key);
  const back = await recalled(tx, bucket, keys);
  const { ready, stopped } = await lastLook(store, tx, messages, here, back);
  if (stopped.length > 0) {
    const byKey = new Map(messages.map((message) => [message.key, message]));
    const held = stopped.map((one) => ({ ...one, claimId }));
    await settle(tx, { bucket, now }, held);
    // An earlier claim may have taken it, and kept with the message which it was.
    const before = stopped.map(({ key }) => ({ message: byKey.get(key)!, address: byKey.get(key)!.address }));
    await giveAddressesBack(store, tx, before);
    await tell(
      tx,
      stopped.map((settlement) => ({ settlement, message: byKey.get(settlement.key)!, bucket })),
      now,
    );
  }
  const going = await withoutPaused(tx, bucket, claimId, ready);
  await noteAddresses(tx, bucket, going);
  return { taken: claimed.length, told: stopped.length + gone.size > 0, ready: going };
}

/**
 * A message that stayed in a bucket when its person became part of somebody else (it was in hand, and the server said “later”) is put
 * aside until the bucket's tick sends it after them: what they are now decides whether it may still leave.
 */
async function sendAfter(
  tx: Tx,
  { bucket, claimId, now }: { bucket: number; claimId: string; now: Date },
  left: readonly Claimed[],
): Promise<void> {
  const held = left.map(({ key }) => ({ key, claimId, aside: true }));
  await release(tx, bucket, held);
  await askToFollow(tx, bucket, left, now);
}

/** Puts what is paused aside; answers the others. */
async function withoutPaused(tx: Tx, bucket: number, claimId: string, ready: readonly Ready[]): Promise<Ready[]> {
  const paused = await pausedNow(tx);
  const [aside, going] = [true, false].map((wanted) => ready.filter(({ message }) => paused(message) === wanted));
  if (aside!.length > 0) {
    const held = aside!.map(({ message }) => ({ key: message.key, claimId, aside: true }));
    await release(tx, bucket, held);
  }
  return going!;
}
