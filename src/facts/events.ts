/** Events of people: what they did, as their senders named it. */
import {
  type AppliedEvent,
  type Applier,
  type Bite,
  count,
  type InboxEntry,
  jsonList,
  keyOf,
  newId,
  statements,
  toldOnce,
  unlessThere,
} from '../store/index.ts';

const sql = statements(import.meta.url, 'events.sql');

/** Name of an event that came without one. */
const unnamed: Readonly<Record<string, string>> = { page: 'Page Viewed', screen: 'Screen Viewed' };
/** What a message sent before Déclic is called on the timeline. */
const pastMessage = 'Message Sent';
/** What came of a message has a name of its own, for timelines, triggers and rules: only one that left is called sent. */
const outcomes: Readonly<Record<string, string>> = {
  skipped: 'Message Skipped',
  failed: 'Message Failed',
  recalled: 'Message Recalled',
  uncertain: 'Message Uncertain',
  bounced: 'Message Bounced',
  bounced_soft: 'Message Bounced',
  bounced_hard: 'Message Bounced',
  complained: 'Message Complained',
  delivered: 'Message Delivered',
  opened: 'Message Opened',
  clicked: 'Message Clicked',
  unsubscribed: 'Message Unsubscribed',
};
/** Opens and clicks of e-mails are called as those that are measured here, so that one rule hears of both. */
const cameBackOfEmail: Readonly<Record<string, string>> = { opened: 'Email Opened', clicked: 'Email Clicked' };

type Body = {
  event?: string;
  name?: string;
  category?: string;
  properties?: Record<string, unknown>;
  channel?: string;
  template?: string;
  state?: string;
};

/** Writes events; answers those that belong to somebody, in the order of their entries. */
export async function writeEvents(bite: Bite, entries: readonly InboxEntry[]): Promise<AppliedEvent[]> {
  const events: AppliedEvent[] = [];
  const counted: AppliedEvent[] = [];
  const uncounted: AppliedEvent[] = [];
  for (const entry of entries) {
    if (entry.personId === null) continue;
    const event = eventOf(entry, entry.personId);
    events.push(event);
    (entry.messageId === null ? uncounted : counted).push(event);
  }
  await insertEvents(bite, counted);
  if (uncounted.length > 0) await count(bite.tx, sql('insert-missing'), columnsOf(bite, uncounted));
  return events;
}

/**
 * Writes events whose ids were counted now. Should one be there all the same (its id was forgotten after `keep.seen`), it stays as
 * it is. It was 7 µs an event dearer to let every insert look for that by itself.
 */
export async function insertEvents(bite: Bite, events: readonly AppliedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const columns = columnsOf(bite, events);
  await unlessThere(
    bite.tx,
    () => count(bite.tx, sql('insert'), columns),
    () => count(bite.tx, sql('insert-missing'), columns),
  );
}

function columnsOf({ bucket }: Bite, events: readonly AppliedEvent[]): Record<string, unknown> {
  const { kinds, told } = toldOnce(events, ({ origin, type, name }) => `${origin}|${type}|${name}`);
  return {
    bucket,
    kinds,
    types: told.map((event) => event.type),
    names: told.map((event) => event.name),
    origins: told.map((event) => event.origin),
    people: events.map((event) => event.personId),
    occurred: events.map((event) => event.occurredAt.getTime()),
    ids: events.map((event) => event.id),
    properties: jsonList(events.map((event) => JSON.stringify(event.properties))),
    received: events.map((event) => event.receivedAt.getTime()),
  };
}

function eventOf(entry: InboxEntry, personId: string): AppliedEvent {
  const body = entry.body as Body;
  const { kind, occurredAt, receivedAt, origin } = entry;
  const name = nameOf(kind, body);
  const properties = propertiesOf(kind, body);
  return { id: idOf(entry, name), personId, type: kind, name, occurredAt, receivedAt, origin, properties };
}

function nameOf(kind: string, body: Body): string {
  if (kind === 'message') return messageName(body);
  return (kind === 'track' ? body.event : body.name) || (unnamed[kind] ?? kind);
}

function messageName({ state = '', channel }: Body): string {
  return (channel === 'email' ? cameBackOfEmail[state] : undefined) ?? outcomes[state] ?? pastMessage;
}

function propertiesOf(kind: string, body: Body): Record<string, unknown> {
  const properties = body.properties ?? {};
  if (kind === 'message') {
    return { ...properties, channel: body.channel, template: body.template, state: body.state };
  }
  if (body.category !== undefined && properties.category === undefined) {
    return { ...properties, category: body.category };
  }
  return properties;
}

/** Past messages are the same message when person, channel, template and moment are the same. */
function idOf(entry: InboxEntry, name: string): string {
  if (entry.messageId) return entry.messageId;
  const { channel, template } = entry.body as Body;
  if (entry.kind !== 'message') return newId();
  return keyOf('message', entry.personId ?? '', name, channel ?? '', template ?? '', entry.occurredAt.toISOString());
}

/** Pages, screens and messages of the past. */
export const applyEvents: Applier = async (bite, entries) => {
  const events = await writeEvents(bite, entries);
  const touched = [...new Set(events.map(({ personId }) => personId))];
  return { touched, events, lists: [], wide: [] };
};
