/** The claim: takes due messages of one bucket in a short transaction and looks at each a last time. */
import { randomUUID } from 'node:crypto';
import type { Store } from '../store/index.ts';
import { lastLook, type Ready } from './last-look.ts';
import { addressees, claim, noteAddresses, recalled, settle } from './outbox.ts';
import { readShop, type Speaker } from './sender.ts';
import { tell } from './tell.ts';

/** A claimed message that may leave; only in memory until it is handed over. */
export type Item = Ready & { bucket: number; claimId: string; claimedAt: number; speaker: Speaker };

/** Claims up to `most` messages of a bucket; `taken` counts those too that were stopped here. */
export async function claimBucket(
  store: Store,
  bucket: number,
  most: number,
): Promise<{ taken: number; ready: Item[] }> {
  const claimId = randomUUID();
  const wall = store.clock.wall();
  const claimed = await store.bite(async (tx) => {
    const now = store.clock.now();
    const messages = await claim(tx, { bucket, claimId, now, wall, most });
    if (messages.length === 0) return null;
    const people = messages.map((message) => message.personId);
    const keys = messages.map((message) => message.key);
    const { ready, stopped } = await lastLook(
      store,
      tx,
      messages,
      await addressees(tx, bucket, people),
      await recalled(tx, bucket, keys),
    );
    if (stopped.length > 0) {
      const byKey = new Map(messages.map((message) => [message.key, message]));
      const held = stopped.map((one) => ({ ...one, claimId }));
      await settle(tx, { bucket, now }, held);
      await tell(
        tx,
        stopped.map((settlement) => ({ settlement, message: byKey.get(settlement.key)!, bucket })),
        now,
      );
    }
    await noteAddresses(tx, bucket, ready);
    return { taken: messages.length, ready };
  });
  if (!claimed) return { taken: 0, ready: [] };
  if (claimed.ready.length < claimed.taken) store.wake([bucket]);
  // Once per claim, not per message: a shop's settings change by hand.
  const speaker = await readShop(store.pool);
  const claimedAt = wall.getTime();
  return {
    taken: claimed.taken,
    ready: claimed.ready.map((one) => ({ ...one, bucket, claimId, claimedAt, speaker })),
  };
}
