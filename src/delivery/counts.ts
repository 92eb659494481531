/** What delivery counts of itself. */
import { defineCounter, defineTimes } from '../metrics/index.ts';
import type { OutboxState } from './outbox.ts';

const messages = defineCounter({
  name: 'declic_messages_total',
  help: 'Messages whose way was settled, by channel, transport and outcome; “retry” comes again',
  labels: ['channel', 'transport', 'outcome'],
});

/** A message that is ready again will be tried again. */
export function countMessage(channel: string, transport: string, state: OutboxState): void {
  messages.inc({ channel, transport, outcome: state === 'ready' ? 'retry' : state });
}

export const handing = defineTimes({
  name: 'declic_handing_seconds',
  help: 'Time from handing a message over to the answer of its provider',
  labels: ['transport'],
  bounds: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
});

export const ledgerFailures = defineCounter({
  name: 'declic_ledger_failures_total',
  help: 'Commits of the ledger of messages that failed; they are tried again',
});
