import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { lanes, newId } from '../store/index.ts';
import { testApp } from './fixtures.ts';

const { store, engine, as } = await testApp({ after });

for (const [key, value] of Object.entries({
  'shop.name': 'L’Atelier',
  'shop.postalAddress': '1 rue du Port\n35000 Rennes',
  'delivery.senderAddress': 'bonjour@atelier.example',
}))
  await as('admin', 'PUT', `/api/settings/${key}`, { value });

async function publish(key: string, kind: string): Promise<void> {
  const body = '<p>Commande {{ data.order.number }} pour {{ user.firstName | default: "vous" }}</p>';
  const draft = { format: 'html', subject: 'Commande {{ data.order.number }}', body };
  await as('marketer', 'PUT', `/api/templates/${key}`, { name: key, channel: 'email', class: kind, draft });
  const published = await as('marketer', 'POST', `/api/templates/${key}/publish`);
  assert.equal(published.statusCode, 200, published.body);
}
for (const kind of ['transactional', 'service', 'promotional']) await publish(`receipt-${kind}`, kind);

const data = { order: { number: 'A-17' } };
const receipt = (to: object, more: object = {}) => ({ template: 'receipt-transactional', to, data, ...more });
const send = (body: object, headers: Record<string, string> = {}) =>
  as('marketer', 'POST', '/api/send', body, { headers });
const became = async (id: string) => (await as('analyst', 'GET', `/api/send/${id}`)).json();

/** Brings facts in by an import, and has them applied. */
async function tell(facts: object[]): Promise<void> {
  const { id } = (await as('admin', 'POST', '/api/imports', { kind: 'customers', file: 'a.csv' })).json();
  const lines = facts.map((fact) => JSON.stringify(fact)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const taken = await as('admin', 'POST', `/api/imports/${id}/facts`, lines, { headers });
  assert.equal(taken.json().accepted, facts.length, taken.body);
  await engine.quiet();
}

test('[AP41] [DS1] a message is asked for, is durable with the answer, leaves, and can be asked after', async () => {
  const answer = await send(receipt({ email: 'Ana@Exemple.fr' }));
  assert.equal(answer.statusCode, 202, answer.body);
  const { id, state, template, templateVersion } = answer.json();
  assert.deepEqual([state, template, templateVersion], ['accepted', 'receipt-transactional', 1]);
  const waiting = await store.pool.query('select lane, kind, message_id from inbox');
  assert.deepEqual(waiting.rows, [{ lane: lanes.transactional, kind: 'send', message_id: id }]);
  await engine.quiet();
  const later = await became(id);
  assert.deepEqual([later.state, later.address, later.reason], ['sent', 'ana@exemple.fr', null]);
  const message = (await as('analyst', 'GET', `/api/outbox/${id}`)).json();
  assert.equal(message.message.subject, 'Commande A-17');
  assert.equal(message.class, 'transactional');
  const lane = await store.pool.query('select lane from outbox where key = $1', [id]);
  assert.equal(lane.rows[0].lane, 0);
});

test('[DS2] the same key is the same message, whoever repeats it and when; without a key each request is a new one', async () => {
  const body = receipt({ email: 'bob@exemple.fr' });
  const headers = { 'idempotency-key': 'order-17' };
  const together = await Promise.all(Array.from({ length: 5 }, () => send(body, headers)));
  const ids = new Set(together.map((answer) => answer.json().id));
  assert.equal(ids.size, 1, together[0]!.body);
  await engine.quiet();
  const again = await send({ ...body, messageId: 'order-17' });
  assert.deepEqual([again.statusCode, again.json().id, again.json().state], [202, [...ids][0], 'sent']);
  await engine.quiet();
  const left = await store.pool.query(`select count(*)::integer as n from outbox where address = 'bob@exemple.fr'`);
  assert.equal(left.rows[0].n, 1);
  await send(body);
  await send(body);
  await engine.quiet();
  const all = await store.pool.query(`select count(*)::integer as n from outbox where address = 'bob@exemple.fr'`);
  assert.equal(all.rows[0].n, 3);
});

test('[DS2] another message under a used key is refused and nothing is sent; so are two different keys', async () => {
  const headers = { 'idempotency-key': 'used' };
  await send(receipt({ email: 'first@exemple.fr' }), headers);
  const other = await send(receipt({ email: 'second@exemple.fr' }), headers);
  assert.deepEqual([other.statusCode, other.json().error.code], [409, 'INTAKE_SEND_KEY']);
  const twice = await send(receipt({ email: 'second@exemple.fr' }, { messageId: 'a' }), { 'idempotency-key': 'b' });
  assert.deepEqual([twice.statusCode, twice.json().error.code], [422, 'API_TWO_KEYS']);
  await engine.quiet();
  const left = await store.pool.query(`select from outbox where address = 'second@exemple.fr'`);
  assert.equal(left.rowCount, 0);
});

test('[DS3] only transactional templates that are published are sent this way; anything else is a sentence', async () => {
  const to = { email: 'x@exemple.fr' };
  for (const kind of ['service', 'promotional']) {
    const refused = await send({ template: `receipt-${kind}`, to, data });
    assert.deepEqual([refused.statusCode, refused.json().error.code], [422, 'INTAKE_SEND_CLASS']);
  }
  assert.equal((await send({ template: 'nothing', to })).statusCode, 404);
  await as('marketer', 'PUT', '/api/templates/draft', {
    name: 'Draft',
    channel: 'email',
    class: 'transactional',
    draft: { format: 'html', subject: 'x', body: '<p>x</p>' },
  });
  assert.equal((await send({ template: 'draft', to })).json().error.code, 'INTAKE_SEND_UNPUBLISHED');
  for (const nobody of [{}, { email: 'no address' }])
    assert.equal((await send(receipt(nobody))).json().error.code, 'INTAKE_SEND_NOBODY');
  assert.equal((await send(receipt({ id: newId() }))).json().error.code, 'PEOPLE_UNKNOWN');
  const long = await send({ ...receipt(to), data: { text: 'x'.repeat(70_000) } });
  assert.equal(long.json().error.code, 'INTAKE_SEND_DATA');
  const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`);
  assert.equal((await send({ ...receipt(to), data: deep })).json().error.code, 'INTAKE_SEND_DATA');
  assert.equal((await as('analyst', 'POST', '/api/send', receipt(to))).statusCode, 403);
  assert.equal((await as('analyst', 'GET', `/api/send/${newId()}`)).statusCode, 404);
});

test('[DS4] a person is made when only an address is given; the next message finds the same person, by whatever name', async () => {
  const { id } = (await send(receipt({ externalId: 'cleo', email: 'cleo@exemple.fr' }))).json();
  await engine.quiet();
  const { personId } = await became(id);
  for (const to of [{ email: 'cleo@exemple.fr' }, { externalId: 'cleo' }, { id: personId }]) {
    const next = (await send(receipt(to))).json();
    await engine.quiet();
    const { personId: same, state, address } = await became(next.id);
    assert.deepEqual([same, state, address], [personId, 'sent', 'cleo@exemple.fr']);
  }
  const person = (await as('analyst', 'GET', '/api/people?externalId=cleo')).json();
  assert.equal(person.items[0].email, 'cleo@exemple.fr');
});

test('[DS5] who unsubscribed or is held out still gets it, a dead address does not, and the reason is answered', async () => {
  const suppress = (email: string, reason: string) => ({
    kind: 'suppression',
    who: { email },
    occurredAt: store.clock.now(),
    body: { channel: 'email', reason },
  });
  await tell([suppress('left@exemple.fr', 'unsubscribe'), suppress('dead@exemple.fr', 'hard_bounce')]);
  const left = (await send(receipt({ email: 'left@exemple.fr' }))).json();
  const dead = (await send(receipt({ email: 'dead@exemple.fr' }))).json();
  const nowhere = (await send(receipt({ externalId: 'no-address' }))).json();
  await engine.quiet();
  assert.equal((await became(left.id)).state, 'sent');
  const states = [await became(dead.id), await became(nowhere.id)].map(({ state, reason }) => [state, reason]);
  assert.deepEqual(states, [
    ['refused', 'address_dead'],
    ['refused', 'no_address'],
  ]);
});

test('[DS5] what a template needs and was not given is said', async () => {
  const { id } = (await send({ ...receipt({ email: 'ana@exemple.fr' }), data: {} })).json();
  await engine.quiet();
  const { state, reason } = await became(id);
  assert.equal(state, 'skipped');
  assert.match(reason, /data\.order/);
});

test('[DS6] what became of a message is found after its person was merged, before and after it was decided', async () => {
  const ask = async () => (await send(receipt({ email: 'merge@exemple.fr' }))).json();
  const before = await ask();
  await engine.quiet();
  const pending = await ask();
  const identify = { kind: 'identify', who: { externalId: 'merged', email: 'merge@exemple.fr' }, body: { traits: {} } };
  await tell([{ ...identify, occurredAt: store.clock.now() }]);
  const later = await ask();
  await engine.quiet();
  const states = await Promise.all([before, pending, later].map(async ({ id }) => (await became(id)).state));
  assert.deepEqual(states, ['sent', 'sent', 'sent']);
});

test('[AP42] uncertain messages are listed by state, page by page, and settled by who has the right', async () => {
  const ids: string[] = [];
  for (const name of ['u1', 'u2', 'u3']) ids.push((await send(receipt({ email: `${name}@exemple.fr` }))).json().id);
  await engine.quiet();
  await store.pool.query(`update outbox set state = 'uncertain', reason = 'lost', sent_at = null where key = any($1)`, [
    ids,
  ]);
  const first = (await as('analyst', 'GET', '/api/outbox?state=uncertain&limit=2')).json();
  const second = (await as('analyst', 'GET', `/api/outbox?state=uncertain&limit=2&after=${first.next}`)).json();
  const listed = [...first.items, ...second.items].map(({ key }: { key: string }) => key);
  assert.deepEqual([listed.sort(), second.next], [ids.sort(), null]);
  const resolve = (role: 'analyst' | 'marketer', key: string, how: string) =>
    as(role, 'POST', `/api/outbox/${key}/resolve`, { as: how });
  assert.equal((await resolve('analyst', ids[0]!, 'sent')).statusCode, 403);
  assert.equal((await resolve('marketer', ids[0]!, 'sent')).statusCode, 200);
  assert.equal((await resolve('marketer', ids[0]!, 'again')).json().error.code, 'DELIVERY_NOT_UNCERTAIN');
  assert.equal((await resolve('marketer', ids[1]!, 'perhaps')).statusCode, 422);
  assert.equal((await resolve('marketer', newId(), 'sent')).statusCode, 404);
  assert.equal((await resolve('marketer', ids[1]!, 'again')).statusCode, 200);
  await engine.quiet();
  assert.deepEqual([(await became(ids[0]!)).state, (await became(ids[1]!)).state], ['sent', 'sent']);
  const { items } = (await as('admin', 'GET', '/api/audit?limit=2')).json();
  assert.deepEqual(items[0].action, 'outbox.resolve');
});
