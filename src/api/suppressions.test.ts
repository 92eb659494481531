import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApp } from './fixtures.ts';

const { as, engine } = await testApp({ after });

const listed = async (query = '') => {
  await engine.quiet();
  return (await as('analyst', 'GET', `/api/suppressions${query}`)).json().items;
};
const add = (address: string, more: object = {}) =>
  as('marketer', 'POST', '/api/suppressions', { channel: 'email', address, why: 'asked by phone', ...more });

test('[AP181] [PE24] an address is suppressed, found by it, and taken off by an administrator with a reason', async () => {
  assert.equal((await add('Ana@Exemple.fr')).statusCode, 200);
  assert.equal((await add('ben@exemple.fr', { reason: 'objection' })).statusCode, 200);
  assert.equal((await add('+33 6 12 34 56 78', { channel: 'sms' })).statusCode, 200);
  assert.equal((await add('no address')).statusCode, 422);
  assert.equal((await add('x@y.fr', { why: ' ' })).statusCode, 422);
  assert.equal((await add('x@y.fr', { channel: 'post' })).statusCode, 422);
  assert.equal((await listed()).length, 3);
  const [ana, ...others] = await listed('?address=ana%40exemple.fr');
  assert.deepEqual(
    [others.length, ana.reason, ana.scope, ana.people[0].email],
    [0, 'manual', 'promotional', 'ana@exemple.fr'],
  );
  assert.equal((await listed('?reason=objection')).length, 1);
  assert.equal((await listed('?address=%2B33612345678')).length, 1);
  const first = (await as('analyst', 'GET', '/api/suppressions?limit=2')).json();
  const second = (await as('analyst', 'GET', `/api/suppressions?limit=2&after=${first.next}`)).json();
  assert.deepEqual([first.items.length, second.items.length, second.next], [2, 1, null]);

  const person = async () => (await as('admin', 'GET', `/api/people/${ana.people[0].id}`)).json();
  assert.ok((await person()).permissions.some(({ status }: { status: string }) => status === 'suppressed'));
  const off = { channel: 'email', hash: ana.hash, why: 'she asked for it' };
  assert.equal((await as('marketer', 'POST', '/api/suppressions/remove', off)).statusCode, 403);
  assert.equal((await as('admin', 'POST', '/api/suppressions/remove', { ...off, why: '' })).statusCode, 422);
  assert.equal((await as('admin', 'POST', '/api/suppressions/remove', off)).statusCode, 200);
  assert.deepEqual(await listed('?address=ana%40exemple.fr'), []);
  assert.equal((await listed()).length, 2);
  assert.deepEqual((await person()).permissions, []);
  const { items } = (await as('admin', 'GET', '/api/audit')).json();
  const told = items.filter(({ action }: { action: string }) => action.startsWith('suppression.'));
  assert.deepEqual([told.length, told[0].action, told[0].details.why], [4, 'suppression.remove', 'she asked for it']);
  assert.equal(told[3].target, told[0].target);
  assert.ok(!JSON.stringify(told).includes('exemple.fr'), 'the log outlives an erasure, and names no address');

  // What is said against it later holds again.
  await add('ana@exemple.fr');
  assert.equal((await listed('?address=ana%40exemple.fr')).length, 1);
});

test('[AP182] a channel is tested: nothing behind it says so, a wrong address is refused', async () => {
  const { items } = (await as('analyst', 'GET', '/api/channels')).json();
  assert.ok(items.length >= 10);
  assert.ok(items.every(({ connected }: { connected: boolean }) => !connected));
  const run = (kind: string, to: string) => as('admin', 'POST', `/api/channels/${kind}/test`, { to });
  const local = (await run('sms', '06 12 34 56 78')).json();
  assert.deepEqual([local.result, local.over], ['local', null]);
  assert.deepEqual([(await run('sms', '12')).statusCode, (await run('pigeon', 'x')).statusCode], [422, 404]);
  assert.equal((await as('marketer', 'POST', '/api/channels/sms/test', { to: '0612345678' })).statusCode, 403);
});

test('[AP182] mail goes over the first provider, and what its server says is told', async () => {
  // Nobody listens there: the refusal of the connection is the answer.
  await as('admin', 'PUT', '/api/providers/dead', { name: 'Dead', url: 'smtp://127.0.0.1:9' });
  const mail = (await as('admin', 'GET', '/api/channels'))
    .json()
    .items.find(({ kind }: { kind: string }) => kind === 'email');
  assert.deepEqual([mail.connected, mail.lacks], [true, 'publicUrl']);
  const tried = (await as('admin', 'POST', '/api/channels/email/test', { to: 'ana@exemple.fr' })).json();
  assert.deepEqual([tried.result, tried.over], ['refused', 'dead']);
  assert.match(tried.reason, /\w/);
});
