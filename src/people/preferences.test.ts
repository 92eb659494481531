import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import { accept } from '../intake/index.ts';
import { bucketOfPerson, lanes, putInbox } from '../store/index.ts';
import { getPerson, preferencesOf } from './index.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 3 });

/** Says what a person decided, `minutes` ago. */
async function say(id: string, body: Record<string, unknown>, minutes = 0): Promise<void> {
  const occurredAt = new Date(now.getTime() - minutes * 60_000);
  const row = { lane: lanes.transactional, kind: 'preference', messageId: null, origin: 'live' as const, occurredAt };
  const bucket = bucketOfPerson(id, store.buckets);
  await putInbox(store.pool, [{ ...row, bucket, personId: id, receivedAt: now, body }]);
  await applyAll(store);
}

const meet = async (who: { externalId: string; email?: string }, traits = {}) => {
  await accept(store, [{ kind: 'identify', origin: 'live', occurredAt: now, receivedAt: now, who, body: { traits } }]);
  await applyAll(store);
  return (await getPerson(store, { externalId: who.externalId }))!;
};

test('[PE19] the latest word on pause and frequency counts, whatever arrives first; nobody else can say it', async () => {
  const person = await meet({ externalId: 'lea' }, { '$:pause': '2030-01-01T00:00:00Z', firstName: 'Léa' });
  const read = () => preferencesOf(store.pool, person);
  assert.deepEqual(await read(), { pausedUntil: null, frequency: null });
  await say(person.id, { pausedUntil: '2026-04-01T00:00:00Z', frequency: 'weekly' }, 5);
  assert.deepEqual(await read(), { pausedUntil: new Date('2026-04-01T00:00:00Z'), frequency: 'weekly' });
  await say(person.id, { pausedUntil: null, frequency: 'monthly' }, 60);
  assert.deepEqual((await read()).frequency, 'weekly', 'an older word that comes late changes nothing');
  await say(person.id, { pausedUntil: 'soon', frequency: 'hourly' }, 1);
  assert.deepEqual(await read(), { pausedUntil: new Date('2026-04-01T00:00:00Z'), frequency: 'weekly' });
  await say(person.id, { pausedUntil: null, frequency: null });
  assert.deepEqual(await read(), { pausedUntil: null, frequency: null });
  assert.deepEqual(Object.keys((await getPerson(store, { externalId: 'lea' }))!.traits), ['firstName']);
});
