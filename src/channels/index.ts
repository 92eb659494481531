/** The door of channels: how the shop can reach people, each way behind one interface. */
/** What an adapter takes and answers; a Message-ID that is the same for the same message key. */
export {
  type Adapter,
  isOfTheWay,
  messageIdFor,
  type OutgoingMessage,
  type SendResult,
  type Signer,
  type Trouble,
} from './adapter.ts';
/** Canonical addresses, or a sentence that says why not. */
export { type AddressResult, normaliseEmail, normalisePhone, normalisePostal } from './address.ts';
/** What a channel declares of itself. */
export {
  type AddressKind,
  CHANNEL_KINDS,
  type Channel,
  type ChannelKind,
  type ChannelSettings,
  type ChannelSheet,
  type ConsentKind,
  type HoursRule,
  MEASURE_PURPOSE,
  SIGN_UP_PURPOSE,
  STANDARD_PURPOSE,
} from './channel.ts';
/** What mail servers answer, judged: at once, or in a message that came back. */
export { classifyReply, type SmtpStep, type Verdict } from './email/bounces/classify.ts';
export { type BouncedRecipient, parseReport, type Report } from './email/bounces/parse.ts';
export { type BounceReason, type Hardness, saysOfAddress } from './email/bounces/reasons.ts';
/** The envelope sender of a message, and the message that a bounce to it is about. */
export { readReturnPath, returnPathFor } from './email/return-path.ts';
/** Plain SMTP from a URL; `openAdapters` opens it by itself when the settings hold one. */
export { readSmtpUrl, type SmtpOptions, smtpAdapter, standardConnections } from './email/smtp.ts';
/** Accepts everything, sends nothing: messages stay readable in the product. */
export { localAdapter } from './local.ts';
/** All channels by kind, and one adapter per channel for a process. */
export { channelOf, channels, isChannelKind, openAdapters } from './registry.ts';
