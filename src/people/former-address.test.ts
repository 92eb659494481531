import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import type { Fact } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { newId } from '../store/index.ts';
import { getPerson } from './reading.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 7 });

function fact(kind: Fact['kind'], who: Fact['who'], body: object, minutes: number): Fact {
  const occurredAt = new Date(now.getTime() - minutes * 60_000);
  return { kind, messageId: newId(), origin: 'live', occurredAt, receivedAt: now, who, body } as Fact;
}

async function take(...facts: Fact[]): Promise<void> {
  assert.deepEqual((await accept(store, facts)).rejected, []);
  await applyAll(store);
}

test('[PE18] who unsubscribes by an old message keeps the address that they have now', async () => {
  const said = fact('identify', { externalId: 'p18' }, { traits: { email: 'now18@exemple.fr' } }, 5);
  await take(fact('identify', { externalId: 'p18', email: 'old18@exemple.fr' }, { traits: {} }, 9), said);
  await take(fact('suppression', { email: 'old18@exemple.fr' }, { channel: 'email', reason: 'unsubscribe' }, 1));
  const outcome = { channel: 'email', state: 'sent' } as never;
  await take(fact('message', { externalId: 'p18', email: 'old18@exemple.fr' }, outcome, 0));
  assert.equal((await getPerson(store, { externalId: 'p18' }))!.email, 'now18@exemple.fr');
  // The other way round: the same person, and an address of which nothing else is known is better than none.
  await take(
    fact(
      'suppression',
      { externalId: 'q18', email: 'dead18@exemple.fr' },
      { channel: 'email', reason: 'hard_bounce' },
      1,
    ),
  );
  assert.equal((await getPerson(store, { externalId: 'q18' }))!.email, 'dead18@exemple.fr');
  await take(fact('identify', { externalId: 'q18' }, { traits: { email: 'new18@exemple.fr' } }, 5));
  assert.equal((await getPerson(store, { externalId: 'q18' }))!.email, 'new18@exemple.fr');
});
