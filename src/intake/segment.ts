/**
 * The tracking protocol of Segment: what its libraries send → facts. Pure, and without a schema library, because it runs
 * for every event. Whatever is not understood becomes a fault of that one event.
 */
import type { Fact, Who } from '../facts/index.ts';
import type { Fault } from './check.ts';

const messageTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type MessageType = (typeof messageTypes)[number];

/** What the request says for all its events. */
export type Envelope = {
  /** `live`, or `import` for the historical door. */
  origin: 'live' | 'import';
  receivedAt: Date;
  /** When the sender's clock sent the request; null when it does not say. */
  sentAt: Date | null;
  /** Defaults of a batch: `context` and `integrations` of all its events. */
  context?: Record<string, unknown>;
};

type Raw = Record<string, unknown>;

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ids come as text or as numbers. */
function idText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const objectOf = (value: unknown): Raw => (isObject(value) ? value : {});

/** Reads one event. `type` is the door's own type; a batch's events say theirs. */
export function readMessage(raw: unknown, envelope: Envelope, type?: MessageType): Fact | Fault {
  if (!isObject(raw)) return { code: 'bad_event', reason: 'It is no JSON object.' };
  const kind = type ?? raw.type;
  if (!isMessageType(kind)) {
    return {
      code: 'bad_type',
      reason: `“${String(kind).slice(0, 50)}” is no type of event: ${messageTypes.join(', ')}.`,
    };
  }
  const context = { ...envelope.context, ...objectOf(raw.context) };
  const time = occurredAt(raw, envelope);
  if (time === null) return { code: 'bad_time', reason: 'Its timestamp is not a date of ISO 8601.' };
  const body = bodies[kind](raw, context);
  const fact = {
    kind,
    messageId: idText(raw.messageId ?? raw.message_id),
    origin: envelope.origin,
    occurredAt: time,
    receivedAt: envelope.receivedAt,
    who: whoOf(kind, raw, context),
    body,
  };
  return fact as unknown as Fact;
}

const isMessageType = (value: unknown): value is MessageType => (messageTypes as readonly unknown[]).includes(value);

/** The sender's clock may be wrong: what counts is how long before the sending it happened. */
function occurredAt(raw: Raw, { origin, receivedAt, sentAt }: Envelope): Date | null {
  const given = raw.timestamp ?? raw.originalTimestamp;
  if (given === undefined || given === null || given === '') return receivedAt;
  const at = dateOf(given);
  if (at === null) return null;
  const sent = dateOf(raw.sentAt) ?? sentAt;
  // History keeps its own times: the clock that noted them is not the one that sends them.
  if (!sent || origin === 'import') return at < receivedAt ? at : receivedAt;
  const before = Math.max(0, sent.getTime() - at.getTime());
  return new Date(receivedAt.getTime() - before);
}

export function dateOf(value: unknown): Date | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  if (typeof value === 'string' && !/^\d{4}-\d\d/.test(value)) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Addresses are taken from traits too: they say who it is. */
function whoOf(kind: MessageType, raw: Raw, context: Raw): Who {
  const said = kind === 'identify' ? objectOf(raw.traits) : objectOf(context.traits);
  const who: Who = {};
  const externalId = idText(raw.userId ?? raw.user_id);
  const anonymousId = idText(raw.anonymousId ?? raw.anonymous_id);
  const email = text(said.email);
  const phone = idText(said.phone);
  if (externalId) who.externalId = externalId;
  if (anonymousId) who.anonymousId = anonymousId;
  if (email) who.email = email;
  if (phone) who.phone = phone;
  return who;
}

/** What the person's device says of them, where their traits do not. */
function traitsOf(raw: Raw, context: Raw): Raw {
  const traits = objectOf(raw.traits);
  const { timezone, locale } = context;
  return { ...(timezone ? { timezone } : {}), ...(locale ? { locale } : {}), ...traits };
}

const bodies: Readonly<Record<MessageType, (raw: Raw, context: Raw) => unknown>> = {
  identify: (raw, context) => ({ traits: traitsOf(raw, context) }),
  track: (raw) => ({ event: idText(raw.event), properties: objectOf(raw.properties) }),
  page: (raw) => ({ name: text(raw.name) ?? '', category: text(raw.category), properties: objectOf(raw.properties) }),
  screen: (raw) => ({ name: text(raw.name) ?? '', category: text(raw.category), properties: objectOf(raw.properties) }),
  group: (raw) => ({ groupId: idText(raw.groupId ?? raw.group_id), traits: objectOf(raw.traits) }),
  alias: (raw) => ({ previousId: idText(raw.previousId ?? raw.previous_id) }),
};
