import { createHash, type KeyObject } from 'node:crypto';

/** One message, rendered, to one address. Everything an adapter may use is here. */
export type OutgoingMessage = {
  /** The ledger's key; the same key is the same message for ever. */
  key: string;
  from: { address: string; name?: string };
  replyTo?: string;
  to: string;
  subject?: string;
  html?: string;
  text?: string;
  headers?: Record<string, string>;
  /** Taken from the key when absent. */
  messageId?: string;
  /** Envelope sender, where what comes back goes to; the sender when absent. */
  returnPath?: string;
  /** E-mail: who signs for it. */
  signer?: Signer;
};

/** A DKIM key: `s=` and `d=` of the signature. */
export type Signer = { domain: string; selector: string; privateKey: KeyObject };

/**
 * sent      the provider took responsibility
 * failed    it certainly did not leave; `retryable` says whether trying again makes sense
 * rejected  it certainly did not leave, and never will to this address or in this form
 * uncertain the connection was lost after the body began: it may have left, nobody knows
 */
export type SendResult = {
  state: 'sent' | 'failed' | 'uncertain' | 'rejected';
  providerId?: string;
  reason?: string;
  retryable?: boolean;
  /** What a failure says of the way; absent where it speaks of this message alone. */
  trouble?: Trouble;
  /** Milliseconds that the server asked to be left alone with this message. */
  waitMs?: number;
};

/**
 * unreachable  no connection, or refused before any message was spoken of
 * login        the sign-in was refused
 * crowded      too many connections, or closing for now (421)
 * sender       who sends is refused: the next message would hear the same
 * broken       the connection was lost in the middle of this message
 */
export type Trouble = 'unreachable' | 'login' | 'crowded' | 'sender' | 'broken';

/** Troubles in which nobody's message would have left: the try is not the message's own. */
export const isOfTheWay = (trouble: Trouble | undefined): boolean =>
  trouble === 'unreachable' || trouble === 'login' || trouble === 'crowded';

export type Adapter = {
  name: string;
  /** False for the local outbox: shown to the marketer as “not connected”. */
  connected: boolean;
  /** Messages that it takes side by side; more than these are never in hand. */
  connections?: number;
  send(message: OutgoingMessage): Promise<SendResult>;
  /** Tries the connection without sending; the settings page's test button. */
  check(): Promise<{ ok: true } | { ok: false; reason: string }>;
  close(): Promise<void>;
};

/**
 * Message-ID of a message key. Stable, so that a transactional message sent again after a crash is the same
 * message for the mail programs that already have it; hashed, so that no internal id leaves.
 */
export function messageIdFor(key: string, fromAddress: string): string {
  const domain = /@([A-Za-z0-9.-]+)$/.exec(fromAddress.trim())?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain.toLowerCase()}>`;
}
