/** Where campaigns stand: it follows from entries, messages and moments, and is never stored. */
import { type Closed, type Found, insideOf, isWaiting, messagesOf } from './figures.ts';

export const campaignStates = ['draft', 'planned', 'running', 'paused', 'done', 'cancelled'] as const;
export type CampaignState = (typeof campaignStates)[number];

/**
 * `inside`: on the way to their message; `waiting`: messages that have not left. `asOf`: the moment `entered` and `sent` are true of
 * where they are counted behind the screen, null while that is done for the first time.
 */
export type Standing = { entered: number; inside: number; waiting: number; sent: number; asOf?: Date | null };

type Dated = { plannedAt: Date | null; pausedAt: Date | null; cancelledAt: Date | null; closed: Closed | null };

/** The state of a campaign; `found` of one that has begun and is not known to be over. */
export function stateOf({ plannedAt, pausedAt, cancelledAt, closed }: Dated, found: Found | undefined): CampaignState {
  if (cancelledAt) return 'cancelled';
  if (!plannedAt) return 'draft';
  if (pausedAt) return 'paused';
  if (closed || found?.settled) return 'done';
  return found && hasBegun(found) ? 'running' : 'planned';
}

/** Who lets so many in that they are still being counted has let somebody in. */
const hasBegun = ({ figures, asOf }: Found): boolean => figures.entered > 0 || asOf === null;

export function standingOf(closed: Closed | null, found: Found | undefined): Standing {
  if (closed) return { entered: closed.entered, inside: 0, waiting: 0, sent: closed.sent };
  if (!found) return { entered: 0, inside: 0, waiting: 0, sent: 0 };
  const { figures, asOf } = found;
  const waiting = messagesOf(figures, isWaiting);
  const sent = messagesOf(figures, ({ state }) => state === 'sent');
  return { entered: figures.entered, inside: insideOf(figures), waiting, sent, asOf };
}
