/** Tells what became of messages as facts about the people. */
import { channelOf } from '../channels/index.ts';
import { keyOf, lanes, putInbox, type Tx } from '../store/index.ts';
import type { Claimed, Settlement } from './outbox.ts';

/** A settlement and the message it is about. */
export type Told = { settlement: Settlement; message: Claimed; bucket: number };

/** Puts one fact into the inbox for each message whose way has ended. */
export async function tell(tx: Tx, told: readonly Told[], now: Date): Promise<void> {
  const rows = told
    // A fact makes its person exist: who is no more is not brought back.
    .filter(({ settlement: { state, reason } }) => state !== 'ready' && reason !== 'person_unknown')
    .map(({ settlement: { key, state, reason, address }, message, bucket }) => ({
      bucket,
      lane: lanes.internal,
      kind: 'message',
      personId: message.personId,
      messageId: keyOf('outcome', key, state),
      origin: 'live' as const,
      occurredAt: now,
      receivedAt: now,
      body: {
        who: whoOf(message.channel, address),
        channel: message.channel,
        state,
        properties: outcomeProperties(message, reason),
      },
    }));
  if (rows.length > 0) await putInbox(tx, rows);
}

/** The address is part of the fact: what happens to it must not be taken for a newer address of the person. */
function whoOf(channel: string, address: string | null): { email?: string; phone?: string } {
  if (address === null) return {};
  const { addressKind } = channelOf(channel);
  if (addressKind === 'email') return { email: address };
  return addressKind === 'phone' ? { phone: address } : {};
}

const outcomeProperties = (message: Claimed, reason: string | null) => ({
  key: message.key,
  template: message.templateId,
  class: message.class,
  scenario: message.scenarioId,
  step: message.step,
  ...(reason ? { reason } : {}),
});
