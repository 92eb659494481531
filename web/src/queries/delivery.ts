import type { Answers, Asks, delivery } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useOne } from './client.ts';

export type Delivery = Answers<typeof delivery.delivery>;

/** What is stopped or paused, and how much waits for it. */
export const useDelivery = () => useOne<Delivery>('/api/delivery', {}, { refetchInterval: 15_000 });

export const useStopEverything = () =>
  useChange(
    (given: Asks<typeof delivery.stop>) => ask<Delivery>('POST', '/api/delivery/stop', given),
    ['/api/delivery', '/api/outbox'],
  );

export const useResumeEverything = () =>
  useChange(() => ask<Delivery>('POST', '/api/delivery/resume'), ['/api/delivery', '/api/outbox']);

/** Lets one send, or the promotional mail of a sender’s domain, go on. */
export const useResumeSend = () =>
  useChange(
    ({ kind, key }: Delivery['paused'][number]) =>
      ask<Delivery>('POST', `/api/delivery/${kind}/${encodeURIComponent(key)}/resume`, {}),
    ['/api/delivery', '/api/outbox'],
  );
