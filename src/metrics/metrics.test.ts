import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { openLog } from '../log.ts';
import { openPool } from '../store/index.ts';
import '../upkeep/index.ts';
import { scrape } from './index.ts';

const now = new Date('2026-05-20T10:00:00Z');
const value = (text: string, name: string) =>
  Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);

test('[ME4] the oldest rows and live messages are read, and messages that came to an end are not counted', async (t) => {
  const { pool } = await freshDatabase({ t });
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
  for (const [bucket, lane, seconds] of [
    [1, 1, 30],
    [2, 1, 90],
    [2, 0, 7],
    [2, 2, 45],
  ])
    await pool.query(
      `insert into inbox (bucket, lane, kind, origin, occurred_at, received_at, facts, body) values ($1, $2, 'x', 'live', $3, $3, 5, '{}')`,
      [bucket, lane, ago(seconds!)],
    );
  const message = (state: string, seconds: number, more = '', values = '') =>
    pool.query(
      `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, state${more})
       values (3, gen_random_uuid(), gen_random_uuid(), 1, 1, 'email', 'service', 'news', $1, $2${values})`,
      [ago(seconds), state],
    );
  await message('ready', 60);
  await message('ready', -60);
  await message('ready', 3_600, ', retry_at', `, timestamptz '2026-05-20T11:00:00Z'`);
  await message('ready', 7_200, ', aside', ', true');
  await message('sent', 9_000, ', sent_at', ', now()');
  await message('uncertain', 9_000, ', reason', `, 'x'`);
  await pool.query(
    `insert into position (bucket, entry_id, person_id, version_id, step, arrived_at, due_at) values (4, gen_random_uuid(), gen_random_uuid(), 1, 's', now(), $1)`,
    [ago(12)],
  );
  await pool.query(
    `insert into provider_circuit (provider, state, openings, since, until) values ('relay', 'open', 1, now(), now()), ('spare', 'closed', 0, now(), null)`,
  );
  const { text } = await scrape({ on: pool, now, wall: now });
  assert.deepEqual(
    ['relay', 'spare'].map((key) => value(text, `declic_provider_shut{provider="${key}"}`)),
    [1, 0],
  );
  const found = Object.fromEntries(
    [
      'declic_database_up',
      'declic_inbox_rows',
      'declic_inbox_oldest_seconds{lane="fresh"}',
      'declic_inbox_oldest_seconds{lane="transactional"}',
      'declic_inbox_oldest_seconds{lane="internal"}',
      'declic_inbox_oldest_seconds{lane="bulk"}',
      'declic_outbox_messages{state="ready"}',
      'declic_outbox_messages{state="aside"}',
      'declic_outbox_messages{state="uncertain"}',
      'declic_outbox_oldest_seconds{lane="fresh"}',
      'declic_positions_oldest_seconds',
    ].map((name) => [name, value(text, name)]),
  );
  assert.deepEqual(Object.values(found), [1, 20, 90, 7, 45, 0, 3, 1, 1, 60, 12], JSON.stringify(found));
  assert.doesNotMatch(text, /state="sent"/);
  assert.ok(value(text, 'declic_database_bytes') > 1e6);
});

test('[ME1] the page is there while the database is not, and while it does not answer in time', async (t) => {
  const gone = openPool({ host: '/nowhere', port: 1, user: 'x', database: 'x' }, () => {});
  const { text, type } = await scrape({ on: gone, now, wall: now });
  await gone.end();
  assert.match(type, /text\/plain/);
  assert.equal(value(text, 'declic_database_up'), 0);
  assert.ok(value(text, 'declic_process_resident_memory_bytes') > 1e6);
  assert.doesNotMatch(text, /^declic_inbox_oldest_seconds\{/m);
  const { pool } = await freshDatabase({ t });
  const holder = await pool.connect();
  await holder.query('begin; lock table inbox in access exclusive mode');
  const late = await scrape({ on: pool, now, wall: now }, 200);
  await holder.query('rollback');
  holder.release();
  assert.equal(value(late.text, 'declic_database_up'), 0);
});

test('[ME5] a line is JSON with level, time and event, and holds no address, no number and no row', () => {
  let lines = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines += chunk;
      done();
    },
  });
  const log = openLog('info', stream);
  const error = Object.assign(new Error('invalid: "ada.lovelace+x@shop.example" or +33 6 12 34 56 78'), {
    code: '23505',
    constraint: 'person_pkey',
    detail: 'Key (email)=(ada@shop.example) exists',
    where: 'COPY person, line 1: "Ada"',
    cause: new Error('bob@shop.example'),
  });
  log.error({ event: 'x.failed', err: error, reason: 'for eve@shop.example' }, 'it failed');
  log.debug({ event: 'x.small' }, 'not of interest');
  const line = JSON.parse(lines);
  assert.deepEqual(
    [line.level, line.event, line.msg, line.reason],
    ['error', 'x.failed', 'it failed', 'for [address]'],
  );
  assert.ok(!Number.isNaN(Date.parse(line.time)));
  assert.deepEqual([line.err.code, line.err.constraint], ['23505', 'person_pkey']);
  assert.match(line.err.message, /"\[address\]" or \[number\]/);
  assert.match(line.err.stack, /metrics\.test\.ts:\d+/);
  assert.doesNotMatch(lines, /\b(ada|bob|eve)\b|Ada|6 12/);
});
