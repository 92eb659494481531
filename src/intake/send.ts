/** The door for one message to one person: checked, its person found or made, durable when this returns, and once per key. */
import { createHash } from 'node:crypto';
import { findRequest, noteRequest } from '../delivery/index.ts';
import { getTemplate, getTemplateVersion } from '../messages/index.ts';
import { cacheOf, canonical, getPerson, mergeAsks, peopleErrors, rememberAsks, resolve } from '../people/index.ts';
import { type InboxRow, keyOf, newId, putInbox, type Store } from '../store/index.ts';
import { identityFault } from './check.ts';
import { clean, TooDeep } from './clean.ts';
import { errors } from './errors.ts';
import { deepest } from './limits.ts';

/** Characters of the JSON of `data`: it is kept with the request, the wish and the message. */
const longestData = 65_536;

/** Who a message is for: a person’s id, or what the shop knows them by. */
export type Recipient = { id?: string; externalId?: string; email?: string; phone?: string };

export type SendAsked = {
  /** The caller's own key: asked again under it, the same message is answered. Without one, each request is a new message. */
  key: string | null;
  template: string;
  to: Recipient;
  /** What the message says of its occasion: `{{ data.… }}`. */
  data: Record<string, unknown>;
};

/**
 * Takes a request for a message.
 * @returns the id to ask for it by, and whether it had been asked for before
 * @throws INTAKE_SEND_KEY when the key was used for another message; TEMPLATE_UNKNOWN, INTAKE_SEND_UNPUBLISHED,
 * INTAKE_SEND_CLASS, INTAKE_SEND_NOBODY, INTAKE_SEND_DATA, PEOPLE_UNKNOWN
 */
export async function acceptSend(store: Store, asked: SendAsked): Promise<{ id: string; repeated: boolean }> {
  const id = asked.key === null ? newId() : keyOf('send', asked.key);
  const { key: _, ...wish } = asked;
  const digest = createHash('sha256').update(canonical(wish)).digest();
  // Asked before anything is checked: a template that was put away since does not change what was accepted.
  if (await isRepeat(store, id, digest, asked)) return { id, repeated: true };
  const data = dataOf(asked);
  const template = await templateOf(store, asked.template);
  const { who, person, rows, remember } = await personOf(store, asked.to);
  const now = store.clock.now();
  const request = { id, digest, template, person, who, data };
  const noted = await store.transaction(async (tx) => {
    const row = await noteRequest(tx, store.buckets, request, now);
    if (row) await putInbox(tx, [row, ...rows]);
    return row !== null;
  });
  if (!noted) {
    // Somebody asked under the same key at the same moment: theirs holds.
    await isRepeat(store, id, digest, asked);
    return { id, repeated: true };
  }
  remember();
  store.wake(new Set([person.bucket, ...rows.map(({ bucket }) => bucket)]));
  return { id, repeated: false };
}

async function isRepeat(store: Store, id: string, digest: Buffer, { key }: SendAsked): Promise<boolean> {
  if (key === null) return false;
  const known = await findRequest(store, id);
  if (known && !known.digest.equals(digest)) {
    throw errors.INTAKE_SEND_KEY({ key, at: known.acceptedAt.toISOString() });
  }
  return known !== null;
}

function dataOf({ data }: SendAsked): SendAsked['data'] {
  const { length } = JSON.stringify(data);
  if (length > longestData)
    throw errors.INTAKE_SEND_DATA({ reason: `it has ${length} characters and may have ${longestData}` });
  try {
    return clean(data) as SendAsked['data'];
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    throw errors.INTAKE_SEND_DATA({ reason: `it nests more than ${deepest} levels` });
  }
}

/** What is in force of the template. Its class decides: nothing else may pass the gates that only promotion has to. */
async function templateOf(store: Store, key: string) {
  const { id, publishedVersion, archivedAt } = await getTemplate(store.pool, key);
  if (publishedVersion === null || archivedAt !== null) throw errors.INTAKE_SEND_UNPUBLISHED({ template: key });
  const { class: kind, channel, purpose } = await getTemplateVersion(store.pool, id, publishedVersion);
  if (kind !== 'transactional') throw errors.INTAKE_SEND_CLASS({ template: key, class: kind });
  return { id, version: publishedVersion, channel, purpose };
}

type Found = {
  who: Record<string, string | undefined>;
  person: { personId: string; bucket: number };
  rows: InboxRow[];
  remember: () => void;
};

/** The person, made when only an address is known; asks to merge those who turn out to share one. */
async function personOf(store: Store, { id, ...given }: Recipient): Promise<Found> {
  const nothing = { rows: [], remember: () => {} };
  if (id !== undefined) {
    const person = await getPerson(store, { id });
    if (!person) throw peopleErrors.PEOPLE_UNKNOWN({ person: id });
    return { who: {}, person: { personId: person.id, bucket: person.bucket }, ...nothing };
  }
  const who = clean(given) as typeof given;
  const fault = identityFault(who);
  if (fault) throw errors.INTAKE_SEND_NOBODY({ reason: fault.reason });
  const cache = await cacheOf(store.pool);
  const [person] = await resolve(store.pool, store.buckets, [who], cache);
  const now = store.clock.now();
  const asks = mergeAsks(cache, [{ occurredAt: now, receivedAt: now, origin: 'live' }], [person!]);
  return { who, person: person!, rows: asks.rows, remember: () => rememberAsks(cache, asks.pairs) };
}
