import assert from 'node:assert/strict';
import { test } from 'node:test';
import { award, shop, sink } from './fixtures.ts';
import { listOutbox } from './index.ts';

const DAY_MS = 86_400_000;

test('[DE22] pages of the outbox hold each message once in either order, however far apart they were sent; filters hold', async (t) => {
  const given = await shop(t, (await sink(t)).url);
  const { store } = given;
  const keys: string[] = [];
  // Twice the distance each time, from the future to years ago: each lies in another span.
  for (let nth = 0; nth < 12; nth++) {
    const key = await award(given, { email: `p${nth}@exemple.fr` });
    const due = new Date(store.clock.now().getTime() - (nth === 0 ? -1 : 2 ** nth) * DAY_MS);
    await store.pool.query('update outbox set due_at = $2 where key = $1', [key, due]);
    keys.push(key);
  }
  await store.pool.query(`update outbox set aside = true where key = any($1)`, [keys.slice(3, 5)]);
  await store.pool.query(`update outbox set state = 'skipped', reason = 'too_late' where key = any($1)`, [
    keys.slice(8),
  ]);
  const now = store.clock.now();
  const pages = async (filter: Parameters<typeof listOutbox>[1], latest: boolean) => {
    const found: string[] = [];
    for (let after: { dueAt: Date; key: string } | undefined; ; ) {
      const lines = await listOutbox(store.pool, filter, { after, most: 2, latest, now });
      found.push(...lines.map(({ key }) => key));
      after = lines.at(-1);
      if (lines.length < 2) return found;
    }
  };
  assert.deepEqual(await pages({}, true), keys);
  assert.deepEqual(await pages({}, false), keys.toReversed());
  assert.deepEqual(await pages({ state: 'ready' }, false), keys.slice(0, 8).toReversed());
  assert.deepEqual(await pages({ state: 'ready' }, true), keys.slice(0, 8));
  assert.deepEqual(await pages({ state: 'skipped' }, true), keys.slice(8));
  const rare = keys.slice(6, 10);
  await store.pool.query(`insert into scenario (key, name, draft, updated_at) values ('rare', 'Rare', '{}', now())`);
  await store.pool.query(
    `update outbox set scenario_id = (select id from scenario where key = 'rare'), step = 'again' where key = any($1)`,
    [rare],
  );
  await store.pool.query(`update outbox set step = 'first' where key = any($1)`, [rare.slice(1, 3)]);
  assert.deepEqual(await pages({ scenario: 'rare' }, true), rare);
  assert.deepEqual(await pages({ scenario: 'rare' }, false), rare.toReversed());
  assert.deepEqual(await pages({ scenario: 'rare', state: 'ready' }, true), rare.slice(0, 2));
  for (const latest of [true, false]) {
    const first = latest ? rare.slice(1, 3) : rare.slice(1, 3).toReversed();
    assert.deepEqual(await pages({ scenario: 'rare', step: 'first' }, latest), first);
    assert.deepEqual(await pages({ scenario: 'rare', step: 'first', state: 'ready' }, latest), [rare[1]]);
  }
  assert.deepEqual(await pages({ scenario: 'none' }, true), []);
  const { rows } = await store.pool.query('select t.key from template t where t.id = $1', [given.template.id]);
  const of = { template: rows[0].key as string, version: given.template.version };
  await store.pool.query('update outbox set template_version = $1 where key = any($2)', [of.version + 1, rare]);
  for (const latest of [true, false]) {
    const order = (some: string[]) => (latest ? some : some.toReversed());
    assert.deepEqual(await pages({ template: of.template }, latest), order(keys));
    assert.deepEqual(await pages({ ...of, version: of.version + 1 }, latest), order(rare));
    assert.deepEqual(await pages({ ...of, state: 'ready' }, latest), order(keys.slice(0, 6)));
  }
  assert.deepEqual(await pages({ template: 'none' }, true), []);
  await store.pool.query(
    `insert into hit (bucket, key, id, kind, at, link, links, agent, network, person_id, due_at, judged_at, human, machine)
     select o.bucket, o.key, gen_random_uuid(), 'click', o.due_at, case when o.key = $2 then 'a' else 'b' end, 2, 'human', '\\x00',
            o.person_id, o.due_at, o.due_at, o.key <> $3, 0
     from outbox o cross join generate_series(1, 2) where o.key = any($1)`,
    [rare, rare[1], rare[3]],
  );
  const clicked = { reactions: ['click'] as const };
  for (const latest of [true, false]) {
    const order = (some: string[]) => (latest ? some : some.toReversed());
    assert.deepEqual(await pages(clicked, latest), order(rare.slice(0, 3)));
    assert.deepEqual(await pages({ ...clicked, link: 'a' }, latest), [rare[1]]);
    assert.deepEqual(await pages({ ...clicked, state: 'skipped' }, latest), [rare[2]]);
    assert.deepEqual(await pages({ ...clicked, template: 'none' }, latest), []);
  }
});
