import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshStore } from '../../test/support/applying.ts';
import { type InboxRow, type Lane, newId } from '../store/index.ts';
import { putTogether } from './together.ts';

const now = new Date('2026-03-01T09:00:00Z');
const store = await freshStore(now, { buckets: 4 });

const row = (event: string, lane: Lane = 1): InboxRow => ({
  bucket: 2,
  lane,
  kind: 'track',
  personId: newId(),
  messageId: null,
  origin: 'live',
  occurredAt: now,
  receivedAt: now,
  body: { who: {}, event, properties: {} },
});

test('[IN9] requests that come at the same moment share a write, and all are durable when they are answered', async () => {
  await store.pool.query('delete from inbox');
  await Promise.all(['a', 'b', 'c', 'd'].map((event) => putTogether(store, [row(event)])));
  const { rows } = await store.pool.query('select facts from inbox order by id');
  assert.deepEqual(
    rows.map(({ facts }) => facts),
    [1, 3],
  );
});

test('[IN9] facts that cannot be written fail their own request only', async () => {
  await store.pool.query('delete from inbox');
  const results = await Promise.allSettled([
    putTogether(store, [row('first')]),
    putTogether(store, [row('good')]),
    putTogether(store, [row('bad', 9 as Lane)]),
    putTogether(store, [row('better')]),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  const { rows } = await store.pool.query(`select body ->> 'event' as event from inbox order by id`);
  assert.deepEqual(
    rows.map(({ event }) => event),
    ['first', 'good', 'better'],
  );
});
