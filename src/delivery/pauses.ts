/**
 * What may not leave for now: a class of messages, or one send. A pause is one row. The claim looks at it, and the statement that
 * hands over looks again, so it acts in every process from its commit on; only what is in hand still leaves. What waits of it is
 * put aside, because a claim would otherwise read past a million paused messages to find ten others.
 */
import type { MessageClass } from '../compliance/index.ts';
import {
  type Applier,
  commandRow,
  count,
  type InboxRow,
  lanes,
  noChanges,
  putInbox,
  type Queryable,
  run,
  type Store,
  statements,
  type Tx,
} from '../store/index.ts';
import { errors } from './errors.ts';
import { letGo } from './senders/standings.ts';

const sql = statements(import.meta.url, 'pauses.sql');

/** Kinds of sends that can be paused as one. A kind to come gets its line here, in `subjectsOf` and beside `scenario:` in the SQL. */
export const sendKinds = ['scenario'] as const;
export type SendKind = (typeof sendKinds)[number];

/** What can be paused by its key: a send, or the promotional mail of a sender's domain. */
export const pausableKinds = [...sendKinds, 'sender'] as const;
export type PausableKind = (typeof pausableKinds)[number];

/** What a pause is asked about. The sender's domain is known once the message is written. */
export type Pausable = { class: string; scenarioId: number | null; senderDomain: string | null };

/** The promotional mail of a domain, as a pause names it. */
export const senderSubject = (domain: string): string => `sender:${domain}`;

/** What a message belongs to, as pauses name it. */
const subjectsOf = (message: Pausable): string[] => [
  `class:${message.class}`,
  ...(message.scenarioId === null ? [] : [`scenario:${message.scenarioId}`]),
  ...(message.class === 'promotional' && message.senderDomain !== null ? [senderSubject(message.senderDomain)] : []),
];

export type Pause = { subject: string; reason: string; by: string; at: Date };

const listPauses = (on: Queryable): Promise<Pause[]> => run<Pause>(on, sql('list'), {});

/** Says of a message whether it is paused at this moment. */
export async function pausedNow(on: Queryable): Promise<(message: Pausable) => boolean> {
  const paused = new Set((await listPauses(on)).map(({ subject }) => subject));
  return (message) => paused.size > 0 && subjectsOf(message).some((subject) => paused.has(subject));
}

/** Who pauses, and why. */
export type Said = { by: string; reason?: string };

/** Stops everything: what is promotional and service, and what is transactional only when that is said. */
export async function stopAll(store: Store, said: Said & { transactional?: boolean }): Promise<void> {
  const classes: MessageClass[] = ['promotional', 'service', ...(said.transactional ? ['transactional' as const] : [])];
  await add(
    store.pool,
    store,
    classes.map((one) => `class:${one}`),
    said,
  );
}

/** Lets every class go again; sends that were paused one by one stay so. */
export async function resumeAll(store: Store): Promise<void> {
  const subjects = (await listPauses(store.pool)).map(({ subject }) => subject);
  await count(store.pool, sql('remove'), { subjects: subjects.filter((one) => one.startsWith('class:')) });
}

/** Holds back what waits of a send or a sender, and what will come. @throws DELIVERY_NO_SUCH_SEND */
export async function pauseSend(store: Store, kind: PausableKind, key: string, said: Said): Promise<void> {
  if (kind === 'sender') await pauseSubject(store.pool, store, senderSubject(domainAsked(key)), said);
  else await pauseSendIn(store.pool, store, kind, await idOf(store.pool, kind, key), said);
}

/** Pauses what a subject names, within somebody's transaction. */
export const pauseSubject = (on: Queryable, store: Store, subject: string, said: Said): Promise<void> =>
  add(on, store, [subject], said);

/** Ends a pause that was made by `by`. */
export async function endPause(on: Queryable, subject: string, by: string): Promise<void> {
  await count(on, sql('remove-of'), { subject, by });
}

/** The same by its number, within somebody's transaction. */
export const pauseSendIn = (on: Queryable, store: Store, kind: SendKind, id: number, said: Said): Promise<void> =>
  add(on, store, [`${kind}:${id}`], said);

/**
 * Lets a send go on, or a sender: what people complained of until now is not held against it any more.
 * @throws DELIVERY_NO_SUCH_SEND
 */
export async function resumeSend(store: Store, kind: PausableKind, key: string): Promise<void> {
  if (kind !== 'sender') return resumeSendIn(store.pool, kind, await idOf(store.pool, kind, key));
  const domain = domainAsked(key);
  await store.transaction(async (tx) => {
    await count(tx, sql('remove'), { subjects: [senderSubject(domain)] });
    await letGo(tx, domain, store.clock.now());
  });
}

/** The same by its number, within somebody's transaction. */
export async function resumeSendIn(on: Queryable, kind: SendKind, id: number): Promise<void> {
  await count(on, sql('remove'), { subjects: [`${kind}:${id}`] });
}

/**
 * Pauses a send and takes back for good what waits of it: the pause holds at once, the recalls are written by the buckets. What the
 * send says later waits until it is resumed.
 * @throws DELIVERY_NO_SUCH_SEND
 */
export async function cancelSend(store: Store, kind: SendKind, key: string, said: Said): Promise<void> {
  const id = await idOf(store.pool, kind, key);
  await store.transaction((tx) => cancelSendIn(tx, store, kind, id, said));
  store.wake(bucketsOf(store));
}

/** The same by its number, within a transaction that ends what speaks: both hold or neither. Who calls wakes the buckets. */
export async function cancelSendIn(tx: Tx, store: Store, kind: SendKind, id: number, said: Said): Promise<void> {
  const now = store.clock.now();
  await add(tx, store, [`${kind}:${id}`], said);
  const body = { [`${kind}Id`]: id } as CancelBody;
  await putInbox(
    tx,
    bucketsOf(store).map((bucket) => cancelRow(bucket, body, now)),
  );
}

const bucketsOf = (store: Store): number[] => Array.from({ length: store.buckets }, (_, bucket) => bucket);

/** Kind of the inbox row that takes back what waits of a send in a bucket. */
export const cancelKind = 'send.cancel';
/** Why its messages do not leave, as a code of the compliance room. */
const cancelled = 'send_cancelled';
/** Messages taken back in one bite; the rest is left to a command that follows. */
const cancelledPerBite = 5_000;
type CancelBody = { scenarioId: number };

const cancelRow = (bucket: number, body: CancelBody, at: Date): InboxRow =>
  commandRow(bucket, cancelKind, body, at, lanes.transactional);

/** Writes the recalls and lets the messages be claimed, which settles them and tells their people's story. */
export const applyCancel: Applier = async (bite, entries) => {
  const subjects = (await listPauses(bite.tx)).map(({ subject }) => subject);
  const given = { bucket: bite.bucket, most: cancelledPerBite };
  for (const { body, occurredAt } of entries) {
    const { scenarioId } = body as CancelBody;
    const values = { ...given, scenario: scenarioId, reason: cancelled, now: bite.now };
    const recalled = await count(bite.tx, sql('recall-of-send'), values);
    await count(bite.tx, sql('take-back'), { ...given, subjects });
    if (recalled >= cancelledPerBite) await bite.emit([cancelRow(bite.bucket, { scenarioId }, occurredAt)]);
  }
  return noChanges();
};

/** Messages that are put aside or taken back in one transaction. */
const movedPerBite = 5_000;

/**
 * Puts the waiting messages of what is paused aside, and those of what goes on back. It runs in every delivery when the pauses have
 * changed, and now and then: a claim that saw a pause just before its end may put a message aside just after.
 */
export function pauseFollower(store: Store): { follow: (anew?: boolean) => Promise<void> } {
  let followed: string | undefined;
  const inBites = async (statement: 'set-aside' | 'take-back', bucket: number, subjects: string[]) => {
    const values = { bucket, subjects, most: movedPerBite };
    while ((await store.bite((tx) => count(tx, sql(statement), values))) >= movedPerBite);
  };
  const follow = async (anew = false): Promise<void> => {
    const subjects = (await listPauses(store.pool)).map(({ subject }) => subject);
    const state = subjects.join();
    if (state === followed && !anew) return;
    for (let bucket = 0; bucket < store.buckets; bucket++) {
      if (subjects.length > 0) await inBites('set-aside', bucket, subjects);
      await inBites('take-back', bucket, subjects);
    }
    followed = state;
  };
  return { follow };
}

/** What is paused, as people read it. */
export type PausedLine = { kind: 'class' | PausableKind; key: string; reason: string; by: string; at: Date };

/** What is stopped and paused, and how many messages wait for it to go on. */
export async function deliveryStatus(on: Queryable): Promise<{ paused: PausedLine[]; waiting: number }> {
  const pauses = await listPauses(on);
  const parts = pauses.map(({ subject, ...said }) => {
    const [kind, id] = subject.split(':') as [PausedLine['kind'], string];
    return { kind, id, ...said };
  });
  const ids = parts.flatMap(({ kind, id }) => (kind === 'scenario' ? Number(id) : []));
  const keys = await run<{ id: number; key: string; over: boolean }>(on, sql('scenario-keys'), { ids });
  const keyById = new Map(keys.map(({ id, key }) => [String(id), key]));
  // What was cancelled for good is paused for good, and that is no news.
  const over = new Set(keys.filter((one) => one.over).map(({ id }) => String(id)));
  const [aside] = await run<{ messages: number }>(on, sql('waiting'), {});
  return {
    paused: parts
      .filter(({ kind, id }) => kind === 'class' || !over.has(id))
      .map(({ id, ...line }) => ({ ...line, key: line.kind === 'class' ? id : (keyById.get(id) ?? id) })),
    waiting: aside!.messages,
  };
}

async function add(on: Queryable, store: Store, subjects: string[], { by, reason = '' }: Said): Promise<void> {
  await count(on, sql('add'), { subjects, by, reason, wall: store.clock.wall() });
}

const domainShape = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** @throws DELIVERY_NO_SUCH_SEND where it is no domain */
function domainAsked(key: string): string {
  const domain = key.trim().toLowerCase();
  if (!domainShape.test(domain)) throw errors.DELIVERY_NO_SUCH_SEND({ kind: 'sender', key });
  return domain;
}

async function idOf(on: Queryable, kind: SendKind, key: string): Promise<number> {
  const [row] = await run<{ id: number }>(on, sql('find-scenario'), { key });
  if (!row) throw errors.DELIVERY_NO_SUCH_SEND({ kind, key });
  return row.id;
}
