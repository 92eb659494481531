/**
 * One message to one person that a program asks for. The request and its inbox row are written in one transaction; the tick of the
 * person's bucket utters the wish, in the lane of what is transactional, and from there it is a message like any other.
 */
import { putWishes, wishAlone } from '../pressure/index.ts';
import {
  type Applier,
  bucketOfText,
  type InboxRow,
  lanes,
  noChanges,
  type Queryable,
  run,
  type Store,
  statements,
  type Tx,
} from '../store/index.ts';
import type { CameBack, OutboxState } from './outbox.ts';

const sql = statements(import.meta.url, 'requests.sql');

/** Kind of the inbox row that asks for a message. */
export const sendKind = 'send';

/** What is asked for, with the template's version in force at that moment. */
export type SendRequest = {
  /** Made from the caller's key; the key of the message. */
  id: string;
  /** Of all that was asked: the same key with another digest is another wish. */
  digest: Buffer;
  template: { id: number; version: number; channel: string; purpose: string };
  person: { personId: string; bucket: number };
  who: Record<string, string | undefined>;
  data: Record<string, unknown>;
};

type SendBody = {
  who: SendRequest['who'];
  template: SendRequest['template'];
  data: SendRequest['data'];
};

type Kept = {
  id: string;
  digest: Buffer;
  template: string;
  templateVersion: number;
  personBucket: number;
  personId: string;
  acceptedAt: Date;
};

const homeOf = (id: string, buckets: number): number => bucketOfText(id, buckets);

/** The request that was kept under an id, or null. */
export async function findRequest(store: Pick<Store, 'pool' | 'buckets'>, id: string): Promise<Kept | null> {
  return (await run<Kept>(store.pool, sql('find'), { bucket: homeOf(id, store.buckets), id }))[0] ?? null;
}

/**
 * Keeps a request; what it puts into the inbox is answered, to be written in the same transaction. Null when the key was used before.
 */
export async function noteRequest(tx: Tx, buckets: number, request: SendRequest, now: Date): Promise<InboxRow | null> {
  const { id, digest, template, person, who, data } = request;
  const noted = await run(tx, sql('note'), {
    bucket: homeOf(id, buckets),
    id,
    digest,
    template: template.id,
    version: template.version,
    person_bucket: person.bucket,
    person: person.personId,
    now,
  });
  if (noted.length === 0) return null;
  const body: SendBody = { who, template, data };
  return {
    bucket: person.bucket,
    lane: lanes.transactional,
    kind: sendKind,
    personId: person.personId,
    messageId: id,
    origin: 'live',
    occurredAt: now,
    receivedAt: now,
    body,
  };
}

/** Utters the wishes; the gates of this very bite decide them. */
export const applySends: Applier = async (bite, entries) => {
  const asked = entries.filter((entry) => entry.personId !== null && entry.messageId !== null);
  putWishes(
    bite,
    asked.map(({ messageId, personId, occurredAt, body }) => {
      const { template, data } = body as SendBody;
      const asked = { key: messageId!, personId: personId!, wishedAt: occurredAt, context: { data } };
      return wishAlone({ ...template, class: 'transactional' }, asked);
    }),
  );
  return { ...noChanges(), touched: [...new Set(asked.map(({ personId }) => personId!))], wide: [] };
};

/** What became of a message that was asked for. `accepted`: it is on its way to the gates. */
export type Sent = {
  id: string;
  template: string;
  templateVersion: number;
  acceptedAt: Date;
  personId: string;
  state: 'accepted' | 'refused' | OutboxState;
  paused: boolean;
  reason: string | null;
  address: string | null;
  sentAt: Date | null;
  providerId: string | null;
} & CameBack;

type Became = Omit<Sent, 'id' | 'template' | 'templateVersion' | 'acceptedAt' | 'state'> & {
  wish: 'pending' | 'awarded' | 'refused';
  refusal: string | null;
  state: OutboxState | null;
};

/** Merges that are followed from one person to the next. */
const mostForwards = 8;

/** Answers what became of a request, wherever its person went; null for an id that nobody asked for, or that is forgotten. */
export async function whatBecame(store: Pick<Store, 'pool' | 'buckets'>, id: string): Promise<Sent | null> {
  const kept = await findRequest(store, id);
  if (!kept) return null;
  const found = await became(store.pool, id, { personId: kept.personId, bucket: kept.personBucket }, mostForwards);
  const { template, templateVersion, acceptedAt } = kept;
  const base = { id, template, templateVersion, acceptedAt, personId: kept.personId };
  if (!found) return { ...base, state: 'accepted', ...nothingYet };
  const { wish, refusal, state, ...rest } = found;
  if (wish === 'refused') return { ...base, ...rest, ...nothingYet, state: 'refused', reason: refusal };
  return { ...base, ...rest, paused: rest.paused ?? false, state: state ?? 'accepted' };
}

const nothingYet = {
  paused: false,
  reason: null,
  address: null,
  sentAt: null,
  providerId: null,
  outcome: null,
  outcomeReason: null,
  outcomeAt: null,
};

async function became(
  on: Queryable,
  id: string,
  { personId, bucket }: { personId: string; bucket: number },
  hops: number,
): Promise<Became | null> {
  const [row] = await run<Became>(on, sql('became'), { bucket, id });
  if (row) return row;
  const [next] = await run<{ personId: string; bucket: number }>(on, sql('went-to'), { bucket, person: personId });
  return next && hops > 0 ? became(on, id, next, hops - 1) : null;
}
