/** The door of the delivery room: from the outbox to the provider. */

/** What comes back after a message has left. */
export { keysSentTo, type Outcome, type OutcomeBody, outcomeKind } from './came-back.ts';
/** The loop: claim, commit, render, hand over, settle. */
export {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
} from './deliver.ts';
/** What comes back from messages: opens and clicks, judged once it is known whose they were. */
export { agentOf } from './engagement/agents.ts';
export {
  type Answer,
  bucketOfMessage,
  bucketsToJudge,
  type Engagement,
  HIT,
  type Hit,
  judgeDue,
  nextJudgement,
  withEngagement,
} from './engagement/hits.ts';
export { networkHash, type Ranges, rangesOf, within } from './engagement/networks.ts';
export { type ResultsOfDay, resultsOfDays, type TemplateResults, templateResults } from './engagement/results.ts';
export { appleNetworks, gatewayNetworks } from './engagement/settings.ts';
/** Export and erasure: this room's share of what is known of a person. */
export { personParts } from './erase.ts';
/** Appliers by kind of inbox entry. */
export { inboxKinds } from './kinds.ts';
/** What merged people take along. */
export { mergeParts } from './merge.ts';
/** Claims of processes that are gone. */
export { claimLease } from './orphans.ts';
/** Reading the outbox, and delivery's phase of the tick. */
export {
  type Addressee,
  type Claimed,
  enqueue,
  type OutboxMessage,
  type OutboxState,
  outboxMessage,
  outboxStats,
} from './outbox.ts';
/** Pages of the outbox. */
export { listOutbox, type OutboxLine } from './outbox-list.ts';
/** When a message that was put off is tried again. */
export { mostAttempts } from './outcome.ts';
/** Pausing a send, and stopping everything. */
export {
  cancelSend,
  cancelSendIn,
  deliveryStatus,
  type PausableKind,
  type PausedLine,
  pausableKinds,
  pauseSend,
  pauseSendIn,
  resumeAll,
  resumeSend,
  resumeSendIn,
  type SendKind,
  sendKinds,
  stopAll,
} from './pauses.ts';
/** One message to one person, asked for by a program. */
export { findRequest, noteRequest, type SendRequest, type Sent, whatBecame } from './requests.ts';
/** Who messages come from. */
export { readShop, type Speaker, senderAddress } from './sender.ts';
/** Complaints about the mail of each sender's domain. */
export { senders } from './senders/standings.ts';
/** Messages of which nobody knows whether they left. */
export { type Resolution, resolutionNames, resolveUncertain } from './uncertain.ts';
/** Making a message, and making it again to show it. */
export { createWriter, type Filled, renderAgain, type Write, type WriterOptions, type Written } from './write.ts';
