import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import pino from 'pino';
import { freshStore } from '../../test/support/applying.ts';
import { archiveSegment, saveSegment } from '../segments/index.ts';
import { writeSetting } from '../settings/index.ts';
import { readPartitions, type Store } from '../store/index.ts';
import { countPast, createUpkeep, deletePast, type RetentionReport } from './index.ts';
import { keepRules } from './rules.ts';
import { windowsOf } from './windows.ts';

const now = new Date('2026-05-20T10:00:00Z');
const log = pino({ level: 'silent' });
const daysAgo = (days: number, from = now) => new Date(from.getTime() - days * 86_400_000);
const store = await freshStore(now, { buckets: 4 });
const set = (key: string, value: unknown) =>
  store.transaction((tx) => writeSetting(tx, `upkeep.keep.${key}`, value, now));
const rowsOf = (report: RetentionReport) =>
  Object.fromEntries(report.rows.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows]));
const countOf = async (table: string, where = 'true') =>
  (await store.pool.query(`select count(*)::integer as n from ${table} where ${where}`)).rows[0].n as number;

/** A row of every sort, dated `at`, in every bucket. */
async function putAll({ pool, buckets }: Pick<Store, 'pool' | 'buckets'>, at: Date): Promise<void> {
  for (let b = 0; b < buckets; b++) {
    const put = (table: string, columns: string, ...values: unknown[]) =>
      pool.query(
        `insert into ${table} (bucket, ${columns}) values ($1${values.map((_, i) => `, $${i + 2}`).join('')})`,
        [b, ...values],
      );
    const message = `key, person_id, template_id, template_version, channel, class, purpose`;
    const said = () => [randomUUID(), randomUUID(), 1, 1, 'email', 'promotional', 'news'];
    await put(
      'event',
      'person_id, occurred_at, id, type, name, properties, origin, received_at',
      randomUUID(),
      at,
      randomUUID(),
      'track',
      'X',
      {},
      'live',
      at,
    );
    await put('seen', 'message_id, seen_at', randomUUID(), at);
    await put('sent', 'key, sent_at', randomUUID(), at);
    await put('moved_message', 'key, person_id, moved_at', randomUUID(), randomUUID(), at);
    await put('bank_use', 'bank, key, lease, units, used_at', 'gifts', randomUUID(), randomUUID(), 1, at);
    const hit = 'key, id, kind, at, agent, network, person_id, due_at';
    await put('hit', hit, randomUUID(), randomUUID(), 'open', at, 'human', Buffer.from('n'), randomUUID(), at);
    await put('recall', 'key, reason, recalled_at', randomUUID(), 'ended', at);
    const asked = 'id, digest, template_id, template_version, person_bucket, person_id, accepted_at';
    await put('send_request', asked, randomUUID(), Buffer.from('x'), 1, 1, b, randomUUID(), at);
    await put('movement', 'segment_id, person_id, at, entered', 1, randomUUID(), at, true);
    await put('outbox', `${message}, due_at, state, sent_at, filled`, ...said(), at, 'sent', at, { name: 'A' });
    await put('outbox', `${message}, due_at, filled`, ...said(), at, { name: 'B' });
    await put('wish', `${message}, wished_at, state, decided_at, context`, ...said(), at, 'awarded', at, { name: 'A' });
    await put('wish', `${message}, wished_at, state, decided_at, reason`, ...said(), at, 'refused', at, 'no_consent');
    await put('wish', `${message}, wished_at`, ...said(), at);
  }
  await pool.query(`insert into rejected (received_at, source, code, reason, raw) values ($1, 's', 'C', 'r', '{}')`, [
    at,
  ]);
  await pool.query(
    `insert into bounce (received_at, source, kind, reason, raw) values ($1, 'smtp', 'bounce', 'r', 'x')`,
    [at],
  );
}

test('[UP1] [UP2] [UP6] what is past its time goes in bites, and nothing younger; a dry run counts the same and deletes nothing', async () => {
  await putAll(store, daysAgo(5_000));
  await putAll(store, daysAgo(10));
  await store.transaction((tx) => writeSetting(tx, 'upkeep.bite', 3, now));
  const counted = await countPast(store.pool, store.clock);
  const wanted = {
    events: 4,
    messages: 4,
    awards: 4,
    content: 4,
    contexts: 4,
    hits: 4,
    moved: 4,
    sent: 4,
    seen: 4,
    recalls: 4,
    requests: 4,
    refusals: 4,
    movements: 4,
    uses: 4,
    rejected: 1,
    reports: 1,
  };
  assert.deepEqual(rowsOf(counted), wanted);
  assert.equal(await countOf('event'), 8);
  const { content, contexts, ...others } = wanted;
  assert.deepEqual([content, contexts], [4, 4]);
  // Messages and awards go whole before their content is looked at.
  assert.deepEqual(rowsOf(await deletePast(store)), others);
  for (const table of [
    'event',
    'hit',
    'seen',
    'sent',
    'moved_message',
    'bank_use',
    'recall',
    'send_request',
    'movement',
  ])
    assert.equal(await countOf(table), 4, table);
  // What waits is never past its time.
  assert.equal(await countOf('outbox', `state = 'ready' and filled is not null`), 8);
  assert.equal(await countOf('wish', `state = 'pending'`), 8);
  assert.equal(await countOf('outbox', `state = 'sent'`), 4);
  assert.deepEqual(rowsOf(await deletePast(store)), {});
});

test('[UP1] kept figures that nobody looks at any more go, whatever they told of', async () => {
  for (const [name, days] of [
    ['template 1', 31],
    ['template 2', 29],
  ] as const) {
    const at = daysAgo(days, store.clock.wall());
    const values = [name, at];
    await store.pool.query(
      `insert into kept_figures (name, figures, as_of, counted_at, ms) values ($1, '{}', $2, $2, 1)`,
      values,
    );
  }
  assert.equal(rowsOf(await countPast(store.pool, store.clock)).figures, 1);
  await deletePast(store);
  assert.equal(await countOf('kept_figures', `name = 'template 2'`), 1);
  assert.equal(await countOf('kept_figures'), 1);
});

test('[UP2] a bucket that is being ticked is left alone, and has its turn', async () => {
  await putAll(store, daysAgo(5_000));
  const ticking = await store.pool.connect();
  await ticking.query('begin; select from bucket where id = 2 for update');
  const running = deletePast(store);
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(await countOf('seen', 'bucket = 2'), 2);
  await ticking.query('rollback');
  ticking.release();
  assert.equal(rowsOf(await running).seen, 4);
  assert.equal(await countOf('seen'), 4);
});

test('[UP1] the content of a message goes before the message, from the wish that it came from and where it never left, too', async () => {
  await putAll(store, daysAgo(500));
  await store.pool.query(
    `update outbox set state = 'skipped', reason = 'no_consent', filled = null, context = '{"order": "A1"}' where bucket = 1 and state = 'ready' and due_at < $1`,
    [daysAgo(400)],
  );
  const { content, contexts } = rowsOf(await deletePast(store));
  assert.deepEqual([content, contexts], [5, 4]);
  assert.equal(await countOf('outbox', `context <> '{}'`), 0);
  const { rows } = await store.pool.query(
    `select count(*)::integer as n from outbox where state = 'sent' and filled is null`,
  );
  assert.equal(rows[0].n, 4);
});

test('[UP7] keys that left are remembered as long as their messages are kept', async () => {
  await assert.rejects(set('sentKeys', 300), /kept for 1096: one could leave twice.+at least 1096 days/);
  await assert.rejects(set('messages', 3_000), /cannot be forgotten after 2192 days/);
  await set('sentKeys', 1_096);
  await set('sentKeys', null);
});

test('[UP7] entries are forgotten only where that lets nobody in again', async () => {
  const add = async (key: string, kind: string, archived: boolean) => {
    const { rows } = await store.pool.query(
      `insert into scenario (key, name, draft, published_version, archived_at, updated_at) values ($1, $1, '{}', 1, $2, $3) returning id`,
      [key, archived ? now : null, now],
    );
    await store.pool.query(
      `insert into scenario_version (scenario_id, version, graph, published_at) values ($1, 1, $2, $3)`,
      [rows[0].id, { triggers: [], exits: [], reentry: { kind }, start: 'end', steps: { end: { kind: 'exit' } } }, now],
    );
    for (const ended of [daysAgo(2_000), null]) {
      const id = randomUUID();
      await store.pool.query(
        `insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, entered_at, ended_at)
         values (1, $1, $2, 1, $1, $1, 't', 'k', $3, $4)`,
        [id, rows[0].id, daysAgo(2_100), ended],
      );
      await store.pool.query(`insert into visit (bucket, entry_id, step, count) values (1, $1, 's', 1)`, [id]);
    }
  };
  await add('never', 'never', false);
  await add('always', 'always', false);
  await add('over', 'never', true);
  assert.equal(rowsOf(await countPast(store.pool, store.clock)).entries, 2);
  assert.equal(rowsOf(await deletePast(store)).entries, 2);
  assert.deepEqual([await countOf('entry'), await countOf('visit')], [4, 4]);
  await store.pool.query('delete from scenario_version; delete from scenario');
});

test('[UP4] events are kept as long as a rule looks back, whatever the setting says', async () => {
  await saveSegment(store, { key: 'faithful', name: 'F', rule: { event: 'X', within: 'P4Y' } }, now);
  await assert.rejects(set('events', 400), /the segment “faithful” looks back 1488 days.+at least 1488 days/);
  await store.pool.query('delete from event');
  await putAll(store, daysAgo(1_400));
  const report = await deletePast(store);
  assert.deepEqual(report.window, { days: 1_488, what: 'the segment “faithful”' });
  assert.equal(rowsOf(report).events, undefined);
  assert.equal(await countOf('event'), 4);
  await set('events', 1_500);
  await archiveSegment(store, 'faithful', now);
  await set('events', null);
});

test('[UP4] windows are read from conditions about events, not from values that are compared', () => {
  const windows = (rule: unknown) => windowsOf(rule, now);
  assert.deepEqual(
    windows({
      all: [
        { event: 'X', count: { at_least: 2 }, within: 'P90D' },
        { trait: 'born', op: 'in_last', value: 'P30Y' },
      ],
    }),
    [90],
  );
  assert.deepEqual(windows({ none: [{ event: 'X', last: { in_last: 'P2M' } }] }), [62]);
  assert.deepEqual(windows({ event: 'X', between: ['2026-05-10', '2026-05-12'] }), [11, 9]);
  assert.deepEqual(windows({ event: 'X', where: [{ property: 'since', op: 'in_last', value: 'P9Y' }] }), []);
  assert.deepEqual(windows({ steps: { wait: { kind: 'wait', event: 'Paid', for: 'PT36H' } } }), [2]);
});

test('[UP5] one process does it, once a day of the clock', async () => {
  const other = createUpkeep({ store, log });
  const upkeep = createUpkeep({ store, log });
  assert.deepEqual((await Promise.all([upkeep.runIfDue(), other.runIfDue()])).sort(), [false, true]);
  assert.equal(await upkeep.runIfDue(), false);
  store.clock.move!(new Date('2026-05-20T23:59:00Z'));
  assert.equal(await upkeep.runIfDue(), false);
  store.clock.move!(new Date('2026-11-20T00:01:00Z'));
  assert.equal(await upkeep.runIfDue(), true);
  assert.equal((await readPartitions(store.pool)).at(-1)!.name, 'event_2027q1');
  await upkeep.stop();
  await other.stop();
});

test('[UP1] every sort of row has its own line and its own time', () => {
  const names = keepRules.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});
