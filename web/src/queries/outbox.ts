import type { Answers, messages, OutboxLine } from '../../../src/api/contract.ts';
import type { Asked } from './ask.ts';
import { useList, useOne } from './client.ts';

export type OutboxMessage = Answers<typeof messages.outboxMessage>;

/** What leaves and what left. */
export const useOutbox = (asked: Asked) => useList<OutboxLine>('/api/outbox', asked, { refetchInterval: 15_000 });

/** One message as it was made. */
export const useOutboxMessage = (key: string) => useOne<OutboxMessage>(`/api/outbox/${key}`);
