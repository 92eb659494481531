/** Lists of the outbox: a page of it, oldest or newest first. */
import { type Pool, run, runPlanned, statements, transaction } from '../store/index.ts';
import type { Outcome } from './came-back.ts';
import type { CameBack, OutboxState } from './outbox.ts';

const sql = statements(import.meta.url, 'outbox-list.sql');

/** A line of the outbox as people read it. */
export type OutboxLine = {
  key: string;
  bucket: number;
  personId: string;
  externalId: string | null;
  address: string | null;
  scenario: string | null;
  step: string | null;
  template: string | null;
  templateVersion: number;
  channel: string;
  class: string;
  purpose: string;
  state: OutboxState;
  /** It waits because what it belongs to is paused. */
  paused: boolean;
  reason: string | null;
  dueAt: Date;
  sentAt: Date | null;
  transport: string | null;
  providerId: string | null;
} & CameBack;

/** Before every key. */
const NO_KEY = '00000000-0000-0000-0000-000000000000';
const DAY_MS = 86_400_000;
/** What is looked back over before everything is: where that holds no page, few messages are what is asked for, or few were sent. */
const SPANS_MS = [1 * DAY_MS, 8 * DAY_MS];

export type OutboxFilter = {
  state?: string;
  scenario?: string;
  /** A step of that scenario. */
  step?: string;
  /** Key of a template, and one version of it. */
  template?: string;
  version?: number;
  personId?: string;
  outcomes?: readonly Outcome[];
  /** What its reader did, where that was a person: any of these. */
  reactions?: readonly ('open' | 'click')[];
  /** Of those who clicked: on this link of that version. */
  link?: string;
};
/** `after` is the last line of the page before, `now` the moment that the first page is asked for. */
export type OutboxPage = { after?: { dueAt: Date; key: string }; most: number; latest?: boolean; now: Date };
type Place = { bucket: number; key: string };

/** A page of the outbox, oldest first unless `latest`. */
export async function listOutbox(pool: Pool, filter: OutboxFilter, page: OutboxPage): Promise<OutboxLine[]> {
  const places = page.latest ? await latest(pool, filter, page) : await oldest(pool, filter, page);
  if (places.length === 0) return [];
  return run<OutboxLine>(pool, sql('lines'), {
    buckets: places.map(({ bucket }) => bucket),
    keys: places.map(({ key }) => key),
  });
}

type Asked = { scenario: string | null; template: string | null } & Record<string, unknown>;

/**
 * Planned for these very values. Of a scenario or a message the summary of pages is read, a hundredth of a second where it is seldom
 * sent; what a plan thinks of it is that it leads to every page, so that it would rather read all of them.
 */
function find(pool: Pool, name: 'page' | 'waiting' | 'waiting-latest' | 'latest', values: Asked): Promise<Place[]> {
  if (values.scenario === null && values.template === null) return runPlanned<Place>(pool, sql(name), values);
  return transaction(pool, async (tx) => {
    await tx.query('set local enable_seqscan = off');
    return runPlanned<Place>(tx, sql(name), values);
  });
}

function oldest(pool: Pool, filter: OutboxFilter, { after, most }: OutboxPage): Promise<Place[]> {
  const { state, ...others } = asked(filter);
  const from = { after: after?.dueAt ?? '-infinity', after_key: after?.key ?? NO_KEY, most };
  if (state === 'ready') return find(pool, 'waiting', { ...others, ...from });
  return find(pool, 'page', { state, ...others, ...from });
}

/**
 * Newest first no index has the order of all buckets; the summary of pages by moment makes a span of days cheap, so a longer
 * one is looked at until a page is full.
 */
async function latest(pool: Pool, filter: OutboxFilter, { after, most, now }: OutboxPage): Promise<Place[]> {
  const { state, ...others } = asked(filter);
  const from = { after: after?.dueAt ?? 'infinity', after_key: after?.key ?? NO_KEY, most };
  if (state === 'ready') return find(pool, 'waiting-latest', { ...others, ...from });
  const to = { state, ...others, ...from };
  const end = after?.dueAt ?? now;
  for (const span of SPANS_MS) {
    const found = await find(pool, 'latest', { ...to, since: new Date(end.getTime() - span) });
    if (found.length >= most) return found;
  }
  return find(pool, 'latest', { ...to, since: '-infinity' });
}

const asked = (filter: OutboxFilter) => ({
  state: filter.state ?? null,
  scenario: filter.scenario ?? null,
  step: filter.step ?? null,
  template: filter.template ?? null,
  version: filter.version ?? null,
  person: filter.personId ?? null,
  outcomes: filter.outcomes ?? null,
  reactions: filter.reactions ?? null,
  link: filter.link ?? null,
});
