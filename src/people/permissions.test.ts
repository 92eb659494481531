import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, applyBite, freshStore } from '../../test/support/applying.ts';
import type { Fact, FactBodies, FactKind, Who } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { lanes } from '../store/index.ts';
import { getPerson, permissionsOf } from './reading.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 7 });

function fact<K extends FactKind>(kind: K, who: Who, body: FactBodies[K], minutes = 0): Fact {
  const occurredAt = new Date(now.getTime() - minutes * 60_000);
  return { kind, origin: 'live', occurredAt, receivedAt: now, who, body } as unknown as Fact;
}
const stop = (who: Who, reason: FactBodies['suppression']['reason'], minutes: number) =>
  fact('suppression', who, { channel: 'email', reason }, minutes);

test('[PE11] an address that is dead and unsubscribed is dead in the copy of whoever comes to have it', async () => {
  const address = { email: 'gone@exemple.fr' };
  await accept(store, [stop(address, 'unsubscribe', 10), stop(address, 'hard_bounce', 20)]);
  await applyAll(store);
  await accept(store, [fact('identify', { externalId: 'heir' }, { traits: address })]);
  await applyAll(store);
  for (const who of [address, { externalId: 'heir' }]) {
    const { permissions } = await permissionsOf(store, (await getPerson(store, who))!);
    assert.deepEqual(
      permissions.filter(({ channel }) => channel === 'email').map(({ purpose, status }) => [purpose, status]),
      [['*', 'suppressed_all']],
    );
  }
});

test('[PE11] a stop that is asked for now overtakes what waits, whether or not it names the address', async () => {
  const address = { email: 'hasty@exemple.fr' };
  await accept(store, [fact('identify', { externalId: 'hasty' }, { traits: address })]);
  await applyAll(store);
  for (const who of [address, { externalId: 'hasty' }]) {
    await accept(store, [stop(who, 'objection', 0)]);
    const { rows } = await store.pool.query('select bucket from inbox');
    await applyBite(store, rows[0].bucket);
    const told = await store.pool.query(`select min(lane) as lane from inbox where kind = 'address.suppression'`);
    assert.equal(told.rows[0].lane, lanes.transactional);
    await applyAll(store);
  }
});
