import type { Answers, Asks, messages, OutboxLine } from '../../../src/api/contract.ts';
import { type Asked, ask } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

export type OutboxMessage = Answers<typeof messages.outboxMessage>;

export type Resolution = Asks<typeof messages.resolution>['as'];

/** What leaves and what left. */
export const useOutbox = (asked: Asked) => useList<OutboxLine>('/api/outbox', asked, { refetchInterval: 15_000 });

/** One message as it was made. */
export const useOutboxMessage = (key: string) => useOne<OutboxMessage>(`/api/outbox/${key}`);

/** What somebody found out of a message that may or may not have left. */
export const useResolve = (key: string) =>
  useChange(
    (as: Resolution) => ask('POST', `/api/outbox/${key}/resolve`, { as }),
    ['/api/outbox', '/api/stats', '/api/campaigns', '/api/people'],
  );
