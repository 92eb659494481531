/** One message that somebody waits for, over the way that any message of its kind would take. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingMessage, SendResult } from '../channels/index.ts';
import type { Parcel } from './provider.ts';
import type { Providers } from './providers.ts';

/** Whoever waits is told after this long that every way is busy. */
const PATIENCE_MS = 8_000;
const LOOK_EVERY_MS = 100;

/**
 * Within limits, and not over a way that fails. Null where there is no mail server at all.
 * @param wall asked anew at each look
 */
export async function sendNow(
  providers: Pick<Providers, 'refresh' | 'any' | 'choose' | 'send' | 'letGo'>,
  message: OutgoingMessage,
  parcel: Omit<Parcel, 'key' | 'from' | 'to'>,
  wall: () => Date,
): Promise<SendResult | null> {
  const whole: Parcel = { ...parcel, key: message.key, from: message.from.address, to: message.to };
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_EVERY_MS) {
    await providers.refresh(wall());
    if (!providers.any) return null;
    const choice = providers.choose(whole, wall());
    if ('taken' in choice) {
      try {
        return await providers.send(choice.taken, message);
      } finally {
        providers.letGo(choice.taken);
      }
    }
    if (!('busy' in choice)) return { state: 'failed', retryable: true, reason: choice.reason };
    await sleep(LOOK_EVERY_MS);
  }
  return { state: 'failed', retryable: true, reason: 'busy' };
}
