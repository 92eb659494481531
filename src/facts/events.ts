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
} from '../store/index.ts';

const sql = statements(import.meta.url, 'events.sql');

/** Name of an event that came without one. */
const unnamed: Readonly<Record<string, string>> = { page: 'Page Viewed', screen: 'Screen Viewed' };
/** What a message sent before Déclic is called on the timeline. */
const pastMessage = 'Message Sent';
/** What came back of a message has a name of its own, for timelines, triggers and rules. */
const cameBack: Readonly<Record<string, string>> = {
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
  const events = entries.flatMap((entry) => (entry.personId === null ? [] : [eventOf(entry, entry.personId)]));
  await insertEvents(bite, events);
  return events;
}

/** Writes rows of table event; one that is there already stays as it is. */
export async function insertEvents(bite: Bite, events: readonly AppliedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await count(bite.tx, sql('insert'), {
    bucket: bite.bucket,
    people: events.map((event) => event.personId),
    occurred: events.map((event) => event.occurredAt.toISOString()),
    ids: events.map((event) => event.id),
    types: events.map((event) => event.type),
    names: events.map((event) => event.name),
    properties: jsonList(events.map((event) => JSON.stringify(event.properties))),
    origins: events.map((event) => event.origin),
    received: events.map((event) => event.receivedAt.toISOString()),
  });
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
  return (channel === 'email' ? cameBackOfEmail[state] : undefined) ?? cameBack[state] ?? pastMessage;
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
