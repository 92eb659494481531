/** Deleting what has been kept long enough, in bites. */
import { onSettingChange, readSetting, readSettings } from '../settings/index.ts';
import {
  dropPartitions,
  markChanged,
  type Queryable,
  readPartitions,
  run,
  type Store,
  takeBucket,
} from '../store/index.ts';
import { errors } from './errors.ts';
import { eventsRule, type KeepRule, keepRules } from './rules.ts';
import { biteRows, keepEvents, keepMessages, keepSent } from './settings.ts';
import { longestWindow } from './windows.ts';

const DAY_MS = 86_400_000;
/** A bucket that was being ticked is asked again so many times; then it waits for the next day. */
const TURNS = 5;
const PAUSE_MS = 200;

/** What is past its time, by sort: how many rows, and since when that is. */
export type Past = { name: string; days: number; before: Date; rows: number };
/** What a run found or deleted. `partitions` are quarters of events that go as a whole. */
export type RetentionReport = { rows: Past[]; partitions: string[]; window: { days: number; what: string } | null };

type Moments = Pick<Store['clock'], 'now' | 'wall'>;
/** What of a store is needed here: a command has no more. */
type Held = Pick<Store, 'pool' | 'clock' | 'buckets' | 'transaction'>;
type Plan = { rule: KeepRule; days: number; before: Date };

/** Moments before which rows of each sort go. Events stay as long as a rule looks back. */
async function plansOf(on: Queryable, clock: Moments): Promise<{ plans: Plan[]; window: RetentionReport['window'] }> {
  const window = await longestWindow(on, clock.now());
  const days = (await readSettings(
    on,
    keepRules.map(({ setting }) => setting as never),
  )) as number[];
  const plans = keepRules.map((rule, i) => {
    const kept = rule === eventsRule ? Math.max(days[i]!, window?.days ?? 0) : days[i]!;
    return { rule, days: kept, before: new Date(clock[rule.clock]().getTime() - kept * DAY_MS) };
  });
  return { plans, window };
}

/** Since when events are kept. */
export async function eventsSince(on: Queryable, clock: Moments): Promise<Date> {
  const { plans } = await plansOf(on, clock);
  return plans.find(({ rule }) => rule === eventsRule)!.before;
}

/** What would go now; nothing is deleted. */
export async function countPast(on: Queryable, clock: Moments): Promise<RetentionReport> {
  const { plans, window } = await plansOf(on, clock);
  const rows: Past[] = [];
  for (const plan of plans) {
    const found = await run<{ rows: number }>(on, plan.rule.old, { before: plan.before });
    rows.push(
      pastOf(
        plan,
        found.reduce((sum, one) => sum + one.rows, 0),
      ),
    );
  }
  const before = plans.find(({ rule }) => rule === eventsRule)!.before;
  const partitions = (await readPartitions(on)).filter(({ to }) => to <= before).map(({ name }) => name);
  return { rows, partitions, window };
}

const pastOf = ({ rule, days, before }: Plan, rows: number): Past => ({ name: rule.name, days, before, rows });

/**
 * Deletes what is past its time.
 * @param stopped asked between bites; what is left then goes the next time
 */
export async function deletePast(store: Held, stopped: () => boolean = () => false): Promise<RetentionReport> {
  const { plans, window } = await plansOf(store.pool, store.clock);
  const most = await readSetting(store.pool, biteRows);
  const before = plans.find(({ rule }) => rule === eventsRule)!.before;
  const partitions = await dropPartitions(store.pool, before);
  if (partitions.length > 0) await markAll(store);
  const rows: Past[] = [];
  for (const plan of plans) rows.push(pastOf(plan, await deleteOf(store, plan, most, stopped)));
  return { rows, partitions, window };
}

/** Whatever was counted of any bucket is worth nothing any more. */
async function markAll(store: Held): Promise<void> {
  await store.transaction(async (tx) => {
    for (let bucket = 0; bucket < store.buckets; bucket++) await markChanged({ tx, bucket });
  });
}

async function deleteOf(store: Held, { rule, before }: Plan, most: number, stopped: () => boolean): Promise<number> {
  const found = await run<{ bucket?: number; rows: number }>(store.pool, rule.old, { before });
  let queue = found.filter(({ rows }) => rows > 0).map(({ bucket }) => bucket ?? null);
  let gone = 0;
  for (let turn = 0; turn < TURNS && queue.length > 0; turn++) {
    if (turn > 0) await new Promise((done) => setTimeout(done, PAUSE_MS));
    const busy: typeof queue = [];
    for (const bucket of queue) {
      for (let rows: number | null = most; rows === most && !stopped(); ) {
        rows = await biteOf(store, rule, { bucket, before, most });
        if (rows === null) busy.push(bucket);
        else gone += rows;
      }
    }
    queue = busy;
  }
  return gone;
}

/** One short transaction; null when somebody else has the bucket. */
function biteOf(
  store: Held,
  rule: KeepRule,
  bite: { bucket: number | null; before: Date; most: number },
): Promise<number | null> {
  return store.transaction(async (tx) => {
    if (bite.bucket !== null) {
      const given = { now: store.clock.now(), buckets: store.buckets, timezone: 'UTC' };
      if ((await takeBucket(tx, bite.bucket, given)) === null) return null;
    }
    const rows = await rule.drop(tx, bite);
    if (rows > 0 && bite.bucket !== null) await markChanged({ tx, bucket: bite.bucket });
    return rows;
  });
}

// A time that would take from a rule what it looks at is refused while it is set, and not found out years later.
onSettingChange('upkeep.keep.', async (on, key, now) => {
  if (key === keepEvents.key) {
    const days = await readSetting(on, keepEvents);
    const window = await longestWindow(on, now);
    if (window && window.days > days) throw errors.UPKEEP_WINDOW({ days, what: window.what, window: window.days });
  }
  if (key === keepMessages.key || key === keepSent.key) {
    const [messages, sent] = (await readSettings(on, [keepMessages as never, keepSent as never])) as [number, number];
    if (sent < messages) throw errors.UPKEEP_SENT({ sent, messages });
  }
});
