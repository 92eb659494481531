/**
 * Messages go along when their person turns out to be another, those that left as well: an order of the person they are now is counted
 * behind the message that brought it, and what came back of earlier messages is known to the next.
 *
 *     loser's bucket ──merge.take──▶ winner's bucket
 *       ready, claimed         ready again, under the same key; who had claimed it cannot hand it over any more
 *       sent, failed, …        as it was, with its hits; `moved_message` says to links and reports where it went
 *       in hand                stays for its answer, and follows when that is told
 *
 * To hand a message over takes its row, claimed and in its bucket, and the same row is locked to take it away: whoever comes second finds
 * it gone or in hand. So nobody is written to twice, and nobody missed.
 */
import { followKind, type MergePart } from '../people/index.ts';
import {
  type Bite,
  count,
  type InboxEntry,
  type InboxRow,
  lanes,
  putInbox,
  type Queryable,
  run,
  statements,
} from '../store/index.ts';
import type { Claimed } from './outbox.ts';

const sql = statements(import.meta.url, 'merge-messages.sql');

/** Rows as they are, JSON. */
type Row = { key: string };
type Message = Row & {
  person_id: string;
  state: string;
  claim_id: string | null;
  claimed_at: string | null;
  handed_at: string | null;
  sent_at: string | null;
};
type PackedMessage = { message: Message; hits: Row[]; sent: Row | null };

const messages: MergePart = {
  name: 'messages',
  follows: true,
  pack: async (bite, merges) => {
    const { tx, bucket } = bite;
    const people = merges.map(({ personId }) => personId);
    const taken = await run<Message>(tx, sql('take-messages'), { bucket, people });
    if (taken.length === 0) return [];
    const keys = taken.map(({ key }) => key);
    const hits = Map.groupBy(await run<Row>(tx, sql('take-hits'), { bucket, keys }), ({ key }) => key);
    const sent = new Map((await run<Row>(tx, sql('take-sent'), { bucket, keys })).map((row) => [row.key, row]));
    await noteMoved(bite, taken);
    return taken.map((message) => {
      const { key, person_id: personId } = message;
      const row: PackedMessage = {
        message: unclaimed(message),
        hits: hits.get(key) ?? [],
        sent: sent.get(key) ?? null,
      };
      return { personId, row };
    });
  },
  unpack: async (bite, packed) => {
    const rows = packed.map(({ personId, row }) => {
      const { message, hits, sent } = row as PackedMessage;
      const own = { person_id: personId };
      return { message: { ...message, ...own }, hits: hits.map((hit) => ({ ...hit, ...own })), sent };
    });
    await put(
      bite,
      'put-messages',
      rows.map(({ message }) => message),
    );
    await put(
      bite,
      'put-hits',
      rows.flatMap(({ hits }) => hits),
    );
    await put(
      bite,
      'put-sent',
      rows.flatMap(({ sent }) => sent ?? []),
    );
  },
};

/** What this room lets merged people take along. */
export const mergeParts: readonly MergePart[] = [messages];

async function put(
  bite: Bite,
  statement: 'put-messages' | 'put-hits' | 'put-sent',
  rows: readonly Row[],
): Promise<void> {
  if (rows.length > 0) await count(bite.tx, sql(statement), { bucket: bite.bucket, rows: JSON.stringify(rows) });
}

/** A claim is of one bucket: what was not handed over is ready again where it comes to. */
const unclaimed = (message: Message): Message =>
  message.state === 'claimed' ? { ...message, state: 'ready', claim_id: null, claimed_at: null } : message;

async function noteMoved(bite: Bite, taken: readonly Message[]): Promise<void> {
  const left = taken.filter(({ handed_at: handed, sent_at: sent }) => handed !== null || sent !== null);
  if (left.length === 0) return;
  await count(bite.tx, sql('note-moved'), {
    bucket: bite.bucket,
    now: bite.now,
    keys: left.map(({ key }) => key),
    people: left.map((message) => message.person_id),
  });
}

/** Sends entries about messages that are not here after those that went along with their person. */
export async function sendAlong(bite: Bite, missing: readonly InboxEntry[]): Promise<void> {
  if (missing.length === 0) return;
  const keyOf = ({ body }: InboxEntry) => (body as Row).key;
  const rows = await run<Row & { toPerson: string; toBucket: number }>(bite.tx, sql('went-to'), {
    bucket: bite.bucket,
    keys: [...new Set(missing.map(keyOf))],
  });
  const went = new Map(rows.map((row) => [row.key, row]));
  // The person is named, so that who was merged again since is found.
  await bite.emit(
    missing.flatMap((entry) => {
      const to = went.get(keyOf(entry));
      return to ? [{ ...entry, bucket: to.toBucket, personId: to.toPerson }] : [];
    }),
  );
}

/** Asks a bucket to send messages after people who went on from it. */
export const askToFollow = (
  on: Queryable,
  bucket: number,
  left: readonly Pick<Claimed, 'personId' | 'class'>[],
  now: Date,
): Promise<void> =>
  putInbox(
    on,
    [...Map.groupBy(left, ({ personId }) => personId)].map(([personId, own]): InboxRow => {
      const lane = own.some((message) => message.class === 'transactional') ? lanes.transactional : lanes.fresh;
      const moment = { occurredAt: now, receivedAt: now };
      return { bucket, lane, kind: followKind, personId, messageId: null, origin: 'backfill', ...moment, body: {} };
    }),
  );

/** After the claims of a process that is gone became uncertain: those of people who went on from the bucket follow them. */
export async function followUncertain(on: Queryable, bucket: number, now: Date): Promise<void> {
  const left = await run<{ personId: string }>(on, sql('left-behind'), { bucket });
  await askToFollow(
    on,
    bucket,
    left.map(({ personId }) => ({ personId, class: 'service' as const })),
    now,
  );
}
