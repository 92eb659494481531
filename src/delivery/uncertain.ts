/** Messages of which nobody knows whether they left: those that may go again by themselves, and what somebody found out about one. */
import { z } from 'zod';
import { defineSetting, readSetting } from '../settings/index.ts';
import { count, run, type Store, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import { settled } from './last-look.ts';
import { giveAddressesBack } from './once.ts';
import { forgetSent, outboxMessage } from './outbox.ts';
import { tell } from './tell.ts';

const sql = statements(import.meta.url, 'uncertain.sql');

/**
 * A password that comes twice harms less than one that never comes, and mail programs show one message for one Message-ID; still it is
 * the shop's decision, and never one for what sells.
 */
export const uncertainTries = defineSetting({
  key: 'delivery.uncertainTries',
  about:
    'how often a transactional message goes again, with the same Message-ID, when nobody knows whether it left; 0 for never',
  schema: z.number().int().min(0).max(3, 'at most 3'),
  standard: 0,
});
/** What people were waiting for is of no use to them later than this after its first try. */
export const uncertainFor = 60 * 60_000;

/** Lets transactional messages go again whose fate is unknown, as far as the shop wants it; answers how many. */
export async function sendUncertainAgain(store: Store): Promise<number> {
  const tries = await readSetting(store.pool, uncertainTries);
  if (tries === 0) return 0;
  const since = new Date(store.clock.wall().getTime() - uncertainFor);
  let again = 0;
  for (const { bucket } of await run<{ bucket: number }>(store.pool, sql('buckets'), { tries, since })) {
    again += await count(store.pool, sql('again'), { bucket, tries, since });
  }
  return again;
}

/** What can be said of a message whose fate was unknown, and where that leads. */
const resolutions = {
  sent: { state: 'sent', reason: null },
  again: { state: 'ready', reason: null },
  failed: { state: 'failed', reason: 'given_up_by_hand' },
} as const;
export const resolutionNames = ['sent', 'again', 'failed'] as const satisfies (keyof typeof resolutions)[];
export type Resolution = (typeof resolutionNames)[number];

/**
 * Settles an uncertain message by hand: it had left, it had not and goes again, or it had not and nobody wants it any more.
 * @returns false when there is no such message
 * @throws DELIVERY_NOT_UNCERTAIN
 */
export async function resolveUncertain(store: Store, key: string, as: Resolution): Promise<boolean> {
  const message = await outboxMessage(store.pool, key);
  if (!message) return false;
  const { bucket } = message;
  const { state, reason } = resolutions[as];
  const now = store.clock.now();
  await store.bite(async (tx) => {
    // Asked in the statement: a slow worker may have said meanwhile what became of it.
    const resolved = await count(tx, sql('resolve'), { bucket, key, state, reason, now });
    if (resolved === 0) throw errors.DELIVERY_NOT_UNCERTAIN({ key, state: message.state });
    if (state !== 'sent') await forgetSent(tx, bucket, [key]);
    if (state === 'failed') await giveAddressesBack(store, tx, [{ message, address: message.address }]);
    await tell(tx, [{ settlement: settled(key, state, reason ?? '', message.address), message, bucket }], now);
  });
  store.wake([bucket]);
  return true;
}
