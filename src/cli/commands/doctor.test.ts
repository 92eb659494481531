import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../../test/support/database.ts';
import { loadConfig } from '../../config.ts';
import { noteTask } from '../../upkeep/index.ts';
import { examine } from './doctor.ts';

const config = { ...loadConfig({}), databaseUrl: 'postgres://elsewhere/declic', secret: 'a secret for tests only' };

test('[CL9] the doctor finds work that waits, messages in doubt, a missing backup and what sending lacks', async (t) => {
  const { pool } = await freshDatabase({ t });
  const now = new Date();
  // The server of the tests is not durable, on purpose, and a busy machine is slow to tell its time.
  const ofTheServer = ['durability', 'clock'];
  const ill = async () =>
    (await examine(pool, config, now)).filter(({ ok, name }) => !ok && !ofTheServer.includes(name));
  assert.deepEqual(await ill(), []);
  const old = new Date(now.getTime() - 3_600_000);
  await pool.query(
    `insert into inbox (bucket, kind, origin, occurred_at, received_at, body) values (7, 'x', 'live', $1, $1, '{}')`,
    [old],
  );
  await pool.query(
    `insert into position (bucket, entry_id, person_id, version_id, step, arrived_at, due_at)
     values (4, gen_random_uuid(), gen_random_uuid(), 1, 's', $1, $1)`,
    [old],
  );
  await pool.query(
    `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, state, reason)
     select 3, gen_random_uuid(), gen_random_uuid(), 1, 1, 'email', 'service', 'news', $1, state, nullif(state, 'ready')
       from unnest(array['ready', 'uncertain'] || array_fill('failed'::text, array[101])) state`,
    [old],
  );
  await pool.query(`insert into person (bucket, id, first_seen) values (1, gen_random_uuid(), $1)`, [old]);
  await pool.query(
    `insert into scenario (key, name, draft, published_version, published_at, updated_at) values ('a', 'A', '{}', 1, $1, $1)`,
    [old],
  );
  await noteTask(pool, 'daily', new Date(now.getTime() - 5 * 86_400_000), {});
  const found = Object.fromEntries((await ill()).map(({ name, found, todo }) => [name, `${found} ${todo}`]));
  assert.deepEqual(Object.keys(found), [
    'inbox',
    'buckets',
    'steps',
    'outbox',
    'uncertain',
    'failed',
    'care',
    'partitions',
    'backup',
    'sending',
  ]);
  assert.match(found.buckets!, /behind: 7/);
  assert.match(found.inbox!, /waits 60 min .*“engine”/);
  assert.match(found.backup!, /^never Run “declic db backup FILE”/);
  assert.match(found.sending!, /shop\.postalAddress, delivery\.senderAddress, PUBLIC_URL/);
  await pool.query(`insert into provider (key, name, url_sealed, changed_at) values ('brevo', 'Brevo', 'AAAA', $1)`, [
    old,
  ]);
  const closed = (await ill()).find(({ name }) => name === 'secret');
  assert.match(closed!.found, /does not open the address of: brevo/);
  await noteTask(pool, 'backup', new Date(now.getTime() - 86_400_000), {});
  assert.ok(!(await ill()).some(({ name }) => name === 'backup'));
});

test('[CL9] the doctor names providers that are left alone and domains whose records are wrong or were never looked up', async (t) => {
  const { pool } = await freshDatabase({ t });
  const now = new Date();
  const half = new Date(now.getTime() - 30 * 60_000);
  await pool.query(
    `insert into provider_circuit (provider, state, openings, reason, since, until)
     values ('relay', 'open', 3, '421 too busy', $1, $2), ('spare', 'closed', 0, null, $1, null)`,
    [half, now],
  );
  const record = (state: string) => ({ state, name: 'x', found: [], todo: { fr: '', en: '' } });
  const checked = { spf: record('ok'), dkim: record('missing'), dmarc: record('ok') };
  const well = { ...checked, dkim: record('ok') };
  await pool.query(
    `insert into sending_domain (domain, selector, private_sealed, public_key, made_at, checked, checked_at)
     values ('never.example', 's', 'x', 'x', $1, null, null), ('wrong.example', 's', 'x', 'x', $1, $2, $1), ('well.example', 's', 'x', 'x', $1, $3, $1)`,
    [half, checked, well],
  );
  const found = new Map((await examine(pool, config, now)).map((one) => [one.name, one]));
  const providers = found.get('providers')!;
  assert.deepEqual([providers.ok, providers.found], [false, 'left alone: relay for 30 min (421 too busy)']);
  const domains = ['never', 'wrong', 'well'].map((name) => found.get(`domain ${name}.example`)!);
  assert.deepEqual(
    domains.map((one) => [one.ok, one.found]),
    [
      [false, 'never looked up'],
      [false, 'to mend: DKIM missing'],
      [true, 'well'],
    ],
  );
});
