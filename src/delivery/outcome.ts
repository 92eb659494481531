/** What becomes of a message after its adapter answered; pure. */
import type { SendResult } from '../channels/index.ts';
import type { Settlement } from './outbox.ts';

/** Tries before a message that a provider puts off is given up. */
export const mostAttempts = 6;
/** First pause after a provider said "later"; it doubles with each try. */
export const firstRetryAfter = 60_000;

/** The settlement of a message that was handed over. `filled` is kept with it, so that it can be shown again. */
export function outcomeOf(
  one: { key: string; attempts: number; address: string; filled: Record<string, unknown> },
  result: SendResult,
  wall: Date,
): Settlement {
  const base = { key: one.key, address: one.address, filled: one.filled, providerId: result.providerId ?? null };
  const reason = result.reason ?? result.state;
  if (result.state === 'sent') return { ...base, state: 'sent', reason: null };
  if (result.state === 'uncertain') return { ...base, state: 'uncertain', reason };
  if (result.state === 'rejected' || !result.retryable || one.attempts >= mostAttempts) {
    return { ...base, state: 'failed', reason };
  }
  const pause = firstRetryAfter * 2 ** (one.attempts - 1);
  return { ...base, state: 'ready', reason, retryAt: new Date(wall.getTime() + pause) };
}
