/**
 * The partitions of `event`: one a quarter of the calendar (UTC), and a default one for what is older or later than they reach.
 * Quarters and not months, because every statement that does not name a span is planned for each of them: with 36 months of events
 * a window over touched people takes 1.5 times as long as in one table, in 12 quarters 1.15 times
 * (`npm run bench partitions`, docs/ARCHITECTURE.md). The default partition makes them a matter of speed and not of truth: a
 * quarter that was not made in time loses nothing.
 */
import pg from 'pg';
import { type Pool, type Tx, transaction } from './db.ts';
import { run, statements } from './statements.ts';

const sql = statements(import.meta.url, 'partitions.sql');

const MONTHS = 3;
/** Quarters made ahead of the clock. */
const AHEAD = 1;
/** Events moved out of the default partition in one transaction, which nobody can read beside: about five seconds. */
const mostMoved = 200_000;
/** Ticks wait behind whoever waits for a table: rather than hold them up, the work is left to the next time. */
const LOCK_PATIENCE = '3s';
const LOCK_NOT_AVAILABLE = '55P03';

/** A partition of a quarter: from (included) to (excluded). */
export type Span = { name: string; from: Date; to: Date };

/** What was done: partitions made, events that went to them from the default one, and partitions left for another time, with the reason. */
export type Made = { made: string[]; moved: number; left: { name: string; reason: 'busy' | 'too many rows' }[] };

/** The quarter in which a moment lies, or the one `shift` quarters later. */
export function quarterOf(at: Date, shift = 0): Span {
  const first = Math.floor(at.getUTCMonth() / MONTHS) * MONTHS + shift * MONTHS;
  const from = new Date(Date.UTC(at.getUTCFullYear(), first, 1));
  const to = new Date(Date.UTC(at.getUTCFullYear(), first + MONTHS, 1));
  return { name: `event_${from.getUTCFullYear()}q${from.getUTCMonth() / MONTHS + 1}`, from, to };
}

/** Quarters from the one of `since` to those ahead of `now`. */
export function quartersBetween(since: Date, now: Date): Span[] {
  const last = quarterOf(now, AHEAD);
  const spans: Span[] = [];
  for (let shift = 0; spans.at(-1)?.name !== last.name; shift++) spans.push(quarterOf(since, shift));
  return spans;
}

/** Partitions of quarters that exist, oldest first. */
export async function readPartitions(on: Pick<Tx, 'query'>): Promise<Span[]> {
  const rows = await run<{ name: string; bounds: string }>(on, sql('list'), { table: 'event' });
  const spans = rows.flatMap(({ name, bounds }) => {
    const match = /FROM \('(.+)'\) TO \('(.+)'\)/.exec(bounds);
    return match ? [{ name, from: new Date(match[1]!), to: new Date(match[2]!) }] : [];
  });
  return spans.sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** Quarters that the clock asks for and the database does not have. */
export async function missingPartitions(on: Pick<Tx, 'query'>, since: Date, now: Date): Promise<Span[]> {
  const there = await readPartitions(on);
  const isCut = ({ from, to }: Span) => there.some((one) => one.from < to && one.to > from);
  return quartersBetween(since < now ? since : now, now).filter((span) => !isCut(span));
}

/** Makes the quarters that are missing, each in its own transaction, and moves what the default partition holds of them. */
export async function makePartitions(pool: Pool, since: Date, now: Date): Promise<Made> {
  const result: Made = { made: [], moved: 0, left: [] };
  for (const span of await missingPartitions(pool, since, now)) {
    try {
      const moved = await transaction(pool, (tx) => makeOne(tx, span));
      if (moved === null) result.left.push({ name: span.name, reason: 'too many rows' });
      else {
        result.made.push(span.name);
        result.moved += moved;
      }
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      result.left.push({ name: span.name, reason: 'busy' });
    }
  }
  return result;
}

/** @returns events that were moved; null when the default partition holds more of them than one transaction may move */
async function makeOne(tx: Tx, quarter: Span): Promise<number | null> {
  await tx.query(`set local lock_timeout = '${LOCK_PATIENCE}'`);
  await tx.query('lock table event in access exclusive mode');
  const { from, to } = quarter;
  const span = { from, to };
  const [held] = await run<{ rows: number }>(tx, sql('default-span'), { ...span, most: mostMoved + 1 });
  if (held!.rows > mostMoved) return null;
  if (held!.rows === 0) {
    await createQuarter(tx, quarter);
    return 0;
  }
  const within = `occurred_at >= '${from.toISOString()}' and occurred_at < '${to.toISOString()}'`;
  await tx.query('alter table event detach partition event_default');
  await createQuarter(tx, quarter);
  await tx.query(`insert into event select * from event_default where ${within}`);
  await tx.query(`delete from event_default where ${within}`);
  await tx.query('alter table event attach partition event_default default');
  return held!.rows;
}

/** Makes the partition of a quarter, which must not lie in the default one. */
export async function createQuarter(tx: Tx, { name, from, to }: Span): Promise<void> {
  const bounds = `from ('${from.toISOString()}') to ('${to.toISOString()}')`;
  await tx.query(`create table ${pg.escapeIdentifier(name)} partition of event for values ${bounds}`);
}

/** Drops the partitions that end before a moment; answers their names. */
export async function dropPartitions(pool: Pool, before: Date): Promise<string[]> {
  const dropped: string[] = [];
  for (const { name, to } of await readPartitions(pool)) {
    if (to > before) continue;
    try {
      await transaction(pool, async (tx) => {
        await tx.query(`set local lock_timeout = '${LOCK_PATIENCE}'`);
        await tx.query(`drop table ${name}`);
      });
      dropped.push(name);
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    }
  }
  return dropped;
}
