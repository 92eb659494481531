/** What becomes of a message after its adapter answered; pure. */
import { hash } from 'node:crypto';
import { isOfTheWay, type SendResult } from '../channels/index.ts';
import type { Settlement } from './outbox.ts';

/** Tries of its own before a message that is put off each time is given up. */
export const mostAttempts = 10;
/** First pause after a server said "later"; it doubles with each try. */
const firstRetryAfter = 60_000;
/** Pauses grow no longer than this. */
const longestPause = 4 * 3_600_000;
/** After this long since the first try it is given up too, with fewer tries: what a shop says is stale by then. */
const giveUpAfter = 48 * 3_600_000;
/** Messages that were put off together do not come back together: each pause is longer by up to this share. */
const spread = 0.1;

type Tried = {
  key: string;
  attempts: number;
  firstAt: Date | null;
  address: string;
  filled: Record<string, unknown>;
};

/**
 * The settlement of a message that was handed over. `filled` is kept with it, so that it can be shown again.
 * @param again when the way may be tried again, where the way failed and not the message
 */
export function outcomeOf(one: Tried, result: SendResult, wall: Date, again: Date): Settlement {
  const base = { key: one.key, address: one.address, filled: one.filled, providerId: result.providerId ?? null };
  const reason = result.reason ?? result.state;
  if (result.state === 'sent') return { ...base, state: 'sent', reason: null };
  if (result.state === 'uncertain') return { ...base, state: 'uncertain', reason };
  if (result.state === 'rejected' || !result.retryable) return { ...base, state: 'failed', reason };
  if (isOfTheWay(result.trouble)) return { ...base, state: 'ready', reason, retryAt: again, uncounted: true };
  const retryAt = new Date(wall.getTime() + pauseBefore(one, result.waitMs ?? 0));
  const end = (one.firstAt ?? wall).getTime() + giveUpAfter;
  if (one.attempts >= mostAttempts || retryAt.getTime() > end)
    return { ...base, state: 'failed', reason: `gave_up: ${reason}` };
  return { ...base, state: 'ready', reason, retryAt };
}

/** What the server asked for, or longer where the message has been put off often already. */
function pauseBefore({ key, attempts }: Tried, asked: number): number {
  const first = asked > 0 ? Math.min(asked, firstRetryAfter) : firstRetryAfter;
  const doubled = first * 2 ** (attempts - 1);
  const pause = Math.min(longestPause, Math.max(doubled, asked));
  const drawn = Number.parseInt(hash('md5', `${key}|${attempts}`, 'hex').slice(0, 8), 16) / 2 ** 32;
  return Math.round(pause * (1 + spread * drawn));
}
