/** What comes back from messages: kept when it may be, judged when the hold is over, told as events. */
import { type Measure, mayMeasure, readSwitches } from '../../compliance/index.ts';
import { readSetting } from '../../settings/index.ts';
import {
  type Applier,
  addressHash,
  type Bite,
  bucketOfHash,
  count,
  type InboxRow,
  keyOf,
  lanes,
  noChanges,
  type Queryable,
  run,
  statements,
} from '../../store/index.ts';
import { measureOf } from '../last-look.ts';
import { sendAlong } from '../merge.ts';
import { stops } from '../outbox.ts';
import { type AgentClass, type Click, judgeClick, judgeOpen, MANY_RECIPIENTS, type Verdict } from './model.ts';
import { clickHold } from './settings.ts';

const sql = statements(import.meta.url, 'hits.sql');

/** Kind of inbox row by which a hit comes in. */
export const HIT = 'message.hit';
/** Most hits of one message that are kept: somebody may replay a link for ever. */
export const MOST_HITS = 100;
/** Hits judged in one bite. */
const judgedPerBite = 1_000;
/** A4: one network that touches many people within this time. */
const NEAR_MS = 60_000;
/** Clicks of a network that are looked at; beyond, many is many. */
const MOST_NEAR = 50_000;
const MINUTE_MS = 60_000;

/** A hit as the door hands it in. */
export type Hit = {
  key: string;
  kind: 'open' | 'click';
  link: string | null;
  links: number;
  agent: AgentClass;
  head: boolean;
  gateway: boolean;
  /** In hexadecimal. */
  network: string;
};

type Message = { key: string; personId: string; channel: string; address: string | null; hits: number };

/** Keeps hits of messages whose readers agree to it now: who took the consent back is not measured by old mails either. */
const applyHits: Applier = async (bite, entries) => {
  const hits = entries.map(({ body, messageId, occurredAt }) => ({ ...(body as Hit), id: messageId!, at: occurredAt }));
  const keys = [...new Set(hits.map(({ key }) => key))];
  const messages = await run<Message>(bite.tx, sql('messages'), { bucket: bite.bucket, keys });
  const allowed = await measuresOf(bite, messages);
  const byKey = new Map(messages.map((message) => [message.key, message]));
  await sendAlong(
    bite,
    entries.filter(({ body }) => !byKey.has((body as Hit).key)),
  );
  const holdMs = (await readSetting(bite.tx, clickHold)) * MINUTE_MS;
  const rows = hits.flatMap((hit) => {
    const message = byKey.get(hit.key);
    const may = message && allowed.get(hit.key);
    if (!message || !may || !(hit.kind === 'open' ? may.opens : may.clicks) || message.hits >= MOST_HITS) return [];
    message.hits += 1;
    const due = hit.kind === 'click' ? hit.at.getTime() + holdMs : hit.at.getTime();
    return [{ ...hit, person_id: message.personId, due_at: new Date(due).toISOString() }];
  });
  if (rows.length > 0) await count(bite.tx, sql('put'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
  return noChanges();
};

async function measuresOf(bite: Bite, messages: readonly Message[]): Promise<Map<string, Measure>> {
  const addressed = messages.flatMap(({ key, channel, address }) =>
    address === null ? [] : [{ key, channel, hash: addressHash(channel, address) }],
  );
  if (addressed.length === 0) return new Map();
  const found = await stops(
    bite.tx,
    addressed.map(({ channel, hash }) => ({ bucket: bucketOfHash(hash, bite.buckets), channel, hash })),
  );
  const byHash = Map.groupBy(found, ({ hash }) => hash.toString('hex'));
  const switches = await readSwitches(bite.tx);
  return new Map(
    addressed.map(({ key, channel, hash }) => {
      const known = byHash.get(hash.toString('hex'));
      return [key, known ? measureOf(channel, known, switches) : mayMeasure([], switches)];
    }),
  );
}

type DueHit = {
  key: string;
  id: string;
  kind: 'open' | 'click';
  at: Date;
  link: string | null;
  agent: AgentClass;
  head: boolean;
  personId: string;
  channel: string | null;
  sentAt: Date | null;
  template: string | null;
  scenario: string | null;
  step: string | null;
  known: boolean;
};
type ClickRow = Omit<Click, 'at'> & { key: string; at: Date; links: number };

/**
 * Judges hits whose hold is over, and tells people's opens and clicks as events; a machine's are told to nobody.
 * @returns how many were judged
 */
export async function judgeDue(bite: Bite, most = judgedPerBite): Promise<number> {
  const due = await run<DueHit>(bite.tx, sql('due'), { bucket: bite.bucket, now: bite.now, most });
  if (due.length === 0) return 0;
  const verdicts = await verdictsOf(bite, due);
  const rows = due.map((hit) => ({ key: hit.key, id: hit.id, ...verdicts.get(hit)! }));
  await count(bite.tx, sql('judge'), { bucket: bite.bucket, now: bite.now, rows: JSON.stringify(rows) });
  const told = due.filter((hit) => hit.known && verdicts.get(hit)!.human);
  await bite.emit(told.map((hit) => eventOf(bite, hit, verdicts.get(hit)!)));
  return due.length;
}

async function verdictsOf(bite: Bite, due: readonly DueHit[]): Promise<Map<DueHit, Verdict>> {
  const asked = due.filter(({ kind }) => kind === 'click');
  const keys = [...new Set(asked.map(({ key }) => key))];
  const rows = keys.length > 0 ? await run<ClickRow>(bite.tx, sql('clicks-of'), { bucket: bite.bucket, keys }) : [];
  const clicks = Map.groupBy(
    rows.map((row) => ({ ...row, at: row.at.getTime() })),
    ({ key }) => key,
  );
  const near = await recipientsNear(bite, asked, clicks);
  return new Map(
    due.map((hit) => {
      const own = clicks.get(hit.key) ?? [];
      const click = own.find(({ id }) => id === hit.id);
      if (hit.kind === 'open' || !click) return [hit, judgeOpen(hit.agent, hit.head)];
      const deliveredAt = hit.sentAt?.getTime() ?? null;
      return [hit, judgeClick(click, { deliveredAt, links: click.links, clicks: own, recipientsNear: near })];
    }),
  );
}

/** People whose messages a network touched around a click: a gateway scans the mail of a whole company. */
async function recipientsNear(
  bite: Bite,
  asked: readonly DueHit[],
  clicks: ReadonlyMap<string, readonly Click[]>,
): Promise<(click: Click) => number> {
  if (asked.length === 0) return () => 0;
  const moments = asked.map(({ at }) => at.getTime());
  const networks = new Set([...clicks.values()].flat().map(({ network }) => network));
  const rows = await run<{ network: string; personId: string; at: Date }>(bite.tx, sql('of-networks'), {
    networks: [...networks].map((network) => Buffer.from(network, 'hex')),
    first: new Date(Math.min(...moments) - NEAR_MS),
    last: new Date(Math.max(...moments) + NEAR_MS),
    most: MOST_NEAR,
  });
  const byNetwork = Map.groupBy(rows, ({ network }) => network);
  return ({ network, at }) => {
    const people = new Set<string>();
    const seen = byNetwork.get(network) ?? [];
    for (let i = firstFrom(seen, at - NEAR_MS); i < seen.length && people.size < MANY_RECIPIENTS; i++) {
      if (seen[i]!.at.getTime() > at + NEAR_MS) break;
      people.add(seen[i]!.personId);
    }
    return people.size;
  };
}

/** Place of the first row that is not earlier; rows are in the order of their moments. */
function firstFrom(rows: readonly { at: Date }[], moment: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.at.getTime() < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Once for each message, and for each of its links. No `who`: a fact that names somebody would make an erased person anew. */
function eventOf(bite: Bite, hit: DueHit, verdict: Verdict): InboxRow {
  const { key, template, scenario, step, link, channel, personId, at } = hit;
  const said = Object.entries({ key, channel, template, scenario, step, link }).filter(([, value]) => value !== null);
  return {
    bucket: bite.bucket,
    lane: lanes.fresh,
    kind: 'track',
    personId,
    messageId: keyOf('engagement', hit.kind, key, link ?? ''),
    origin: 'live',
    occurredAt: at,
    receivedAt: bite.now,
    body: {
      event: hit.kind === 'open' ? 'Email Opened' : 'Email Clicked',
      properties: { ...Object.fromEntries(said), machine: Math.round(verdict.machine * 1_000) / 1_000 },
    },
  };
}

/** Buckets with hits whose hold is over. */
export const bucketsToJudge = async (on: Queryable, now: Date): Promise<number[]> =>
  (await run<{ bucket: number }>(on, sql('buckets-due'), { now })).map((row) => row.bucket);

/** The next moment at which a hold is over; null when nothing is held. */
export const nextJudgement = async (on: Queryable): Promise<Date | null> =>
  (await run<{ at: Date | null }>(on, sql('next-due'), {}))[0]!.at;

/** Where a message's row lives when its link was made for another number of buckets; null when it is gone. */
export const bucketOfMessage = async (on: Queryable, key: string): Promise<number | null> =>
  (await run<{ bucket: number }>(on, sql('bucket-of'), { key }))[0]?.bucket ?? null;

export type Answer = 'yes' | 'no' | 'unknown';
/** `machine`: how likely the most human of its clicks is a machine's; null without a judged click. */
export type Engagement = { opened: Answer | null; clicked: Answer | null; machine: number | null };

const NOTHING: Engagement = { opened: null, clicked: null, machine: null };

/** The lines with what is known of their opens and clicks. */
export async function withEngagement<Line extends { key: string }>(
  on: Queryable,
  lines: readonly Line[],
  bucketOf: (line: Line) => number,
): Promise<(Line & Engagement)[]> {
  if (lines.length === 0) return [];
  const rows = await run<Engagement & { key: string }>(on, sql('states'), {
    buckets: lines.map(bucketOf),
    keys: lines.map(({ key }) => key),
  });
  const byKey = new Map(rows.map(({ key, ...row }) => [key, row]));
  return lines.map((line) => ({ ...line, ...(byKey.get(line.key) ?? NOTHING) }));
}

export const inboxKinds: Readonly<Record<string, Applier>> = { [HIT]: applyHits };
