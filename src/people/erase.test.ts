import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyAll, applyBite, freshStore } from '../../test/support/applying.ts';
import { type Fact, personParts as factParts, type Who } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { addressHash, allStatements, bucketOfText, commandRow, newId, openStore, putInbox } from '../store/index.ts';
import { identifierKey } from './identity.ts';
import { askToErase, eraseKinds, forgetErased, getPerson, knownBy, ownPersonParts, permissionsOf } from './index.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 6 });
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const kinds = eraseKinds(factParts);

const fact = <Kind extends Fact['kind']>(kind: Kind, who: Who, body: object, minutes = 10): Fact =>
  ({
    kind,
    messageId: `${kind}-${JSON.stringify(who)}-${minutes}`,
    origin: 'import',
    occurredAt: minutesAgo(minutes),
    receivedAt: now,
    who,
    body,
  }) as unknown as Fact;
const consent = (who: Who, minutes = 10) =>
  fact('consent', who, { channel: 'email', purpose: 'marketing', status: 'granted' }, minutes);
const take = async (...facts: Fact[]) => {
  assert.deepEqual((await accept(store, facts)).rejected, []);
};
const work = () => applyAll(store, undefined, undefined, kinds);

/** Erases somebody in their own bucket; the book has not heard of it yet. */
async function eraseAtHome(externalId: string) {
  const person = (await getPerson(store, { externalId }))!;
  await askToErase(store, { ...person, known: await knownBy(store.pool, person.id) });
  await applyBite(store, person.bucket, undefined, kinds);
  return person;
}

async function erase(externalId: string): Promise<string> {
  const person = (await getPerson(store, { externalId }))!;
  await askToErase(store, { ...person, known: await knownBy(store.pool, person.id) });
  await work();
  forgetErased(store);
  return person.id;
}

test('[PE21] the book forgets every identifier, a former address too, and another person who was never erased is found', async () => {
  await take(fact('identify', { externalId: 'a', email: 'old@x.fr' }, { traits: {} }, 30));
  await take(fact('identify', { externalId: 'a', email: 'new@x.fr', anonymousId: 'browser' }, { traits: {} }, 20));
  await take(fact('identify', { externalId: 'b', email: 'b@x.fr' }, { traits: {} }));
  await work();
  const id = await erase('a');
  assert.deepEqual(await knownBy(store.pool, id), []);
  for (const key of [
    { externalId: 'a' },
    { email: 'old@x.fr' },
    { email: 'new@x.fr' },
    { anonymousId: 'browser' },
    { id },
  ])
    assert.equal(await getPerson(store, key), null);
  assert.equal((await getPerson(store, { email: 'b@x.fr' }))!.externalId, 'b');
});

test('[PE21] what an older version left in the inbox, which names one person, is applied all the same', async () => {
  await take(fact('identify', { externalId: 'old-row', email: 'old-row@x.fr' }, { traits: {} }));
  await work();
  const { id, bucket: home } = (await getPerson(store, { externalId: 'old-row' }))!;
  const value = 'old-row@x.fr';
  const bucket = bucketOfText(identifierKey('email', value), store.buckets);
  const body = { items: [{ kind: 'email', value }], personId: id, home };
  await putInbox(store.pool, [commandRow(bucket, 'book.forget', body, now)]);
  await work();
  assert.deepEqual(await knownBy(store.pool, id), [{ kind: 'external', value: 'old-row' }]);
});

test('[PE25] another process, which remembers the book, makes a new person of who comes back after an erasure', async () => {
  const { host, port, user } = store.pool.options;
  const [{ name }] = (await store.pool.query('select current_database() as name')).rows;
  const connection = { host, port, user, database: name };
  const other = await openStore({ connection, clock: store.clock, schema: 'check' });
  try {
    const who = { externalId: 'f', email: 'f@x.fr' };
    assert.equal((await accept(other, [fact('identify', who, { traits: {} }, 30)])).accepted, 1);
    await work();
    const before = (await getPerson(store, { externalId: 'f' }))!.id;
    await erase('f');
    await sleep(150);
    assert.equal((await accept(other, [fact('identify', who, { traits: {} }, 5)])).accepted, 1);
    await work();
    const now = await getPerson(store, { email: 'f@x.fr' });
    assert.ok(now && now.id !== before, 'it is a new person');
    assert.equal(now.externalId, 'f');
    assert.equal(await getPerson(store, { id: before }), null);
  } finally {
    await other.close();
  }
});

test('[PE21] who is known by what, and who became part of whom, is found by an index', async () => {
  const plan = await store.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off');
    const texts = [...allStatements.values()].filter(({ name }) => /^erase-person\/(known-by|merged-into)$/.test(name));
    const plans = texts.map(({ text }) => tx.query(`explain ${text.replace('$1', `'{${newId()}}'`)}`));
    return (await Promise.all(plans)).map(({ rows }) => rows);
  });
  assert.match(JSON.stringify(plan), /identifier_person/);
  assert.match(JSON.stringify(plan), /forward_to/);
});

test('[PE21] [PE22] of who became part of the erased person nothing stays either: no former number, no consent', async () => {
  const reader = { email: 'reader@x.fr' };
  await take(fact('identify', { ...reader, phone: '+33612345601' }, { traits: {} }, 50), consent(reader, 45));
  await take(fact('identify', { ...reader, phone: '+33612345602' }, { traits: {} }, 40));
  await work();
  const guest = (await getPerson(store, reader))!.id;
  await take(fact('identify', { externalId: 'm', email: 'reader@x.fr' }, { traits: {} }, 30));
  await work();
  const { id, externalId } = (await getPerson(store, { id: guest }))!;
  assert.deepEqual([externalId, id === guest], ['m', false]);
  await take(fact('identify', { externalId: 'm' }, { traits: { email: 'last@x.fr' } }, 20));
  await work();
  await erase('m');
  const { rows } = await store.pool.query(
    `select value from identifier where value in ('+33612345601', '+33612345602', 'reader@x.fr', 'm')`,
  );
  assert.deepEqual(rows, []);
  const hash = addressHash('email', 'reader@x.fr');
  assert.equal((await store.pool.query('select from consent_log where hash = $1', [hash])).rowCount, 0);
  const kept = await store.pool.query('select reason from suppression where hash = $1', [hash]);
  assert.deepEqual(kept.rows, [{ reason: 'objection' }]);
});

test('[PE23] what was said of a former address is told as well', async () => {
  const old = { externalId: 'h', email: 'was-h@x.fr' };
  await take(fact('identify', old, { traits: {} }, 30), consent(old, 29));
  await take(fact('identify', { externalId: 'h' }, { traits: { email: 'is-h@x.fr' } }, 20));
  await work();
  const person = (await getPerson(store, { externalId: 'h' }))!;
  assert.equal(person.email, 'is-h@x.fr');
  const part = ownPersonParts.find(({ name }) => name === 'consents')!;
  const told = await part.read(store, { ...person, known: await knownBy(store.pool, person.id) });
  const { consents } = told as { consents: { purpose: string; status: string }[] };
  assert.deepEqual(
    consents.map(({ purpose, status }) => [purpose, status]),
    [['marketing', 'granted']],
  );
  await erase('h');
});

test('[PE20] what waits when the erasure is asked for is gone with the person', async () => {
  await take(fact('identify', { externalId: 'c', email: 'c@x.fr' }, { traits: { city: 'Brest' } }));
  await work();
  const person = (await getPerson(store, { externalId: 'c' }))!;
  await take(
    fact('identify', { externalId: 'c' }, { traits: { city: 'Rennes' } }, 1),
    consent({ externalId: 'c', email: 'c@x.fr' }, 2),
  );
  await askToErase(store, { ...person, known: await knownBy(store.pool, person.id) });
  const { touched } = await work();
  assert.ok(!touched.includes(person.id));
  assert.equal(await getPerson(store, { id: person.id }), null);
  const { rows } = await store.pool.query('select status from consent');
  assert.deepEqual(rows, []);
  forgetErased(store);
});

const order = (orderId: string, who: Who, lines: object[], minutes = 10): Fact =>
  fact('order', who, { orderId, kind: 'sale', status: 'completed', currency: 'EUR', scope: 'whole', lines }, minutes);
const tea = (quantity: string) => ({ productId: 'tea', nth: 1, quantity, price: '4.10' });

test('[PE26] a fact that comes in before the book has forgotten is somebody new’s; what is said of an order of before is nobody’s', async () => {
  const who = { externalId: 'g', email: 'g@x.fr' };
  await take(fact('identify', who, { traits: { city: 'Brest' } }, 30), order('o-g', who, [tea('2')], 25));
  await work();
  const { id, bucket } = await eraseAtHome('g');
  await take(
    fact('identify', who, { traits: { city: 'Rennes' } }, 5),
    order('o-g', { externalId: 'g' }, [tea('3')], 4),
    order('o-new', { externalId: 'g' }, [tea('1')], 3),
  );
  const late = { lane: 1 as const, messageId: null, origin: 'live' as const, occurredAt: now, receivedAt: now };
  await putInbox(store.pool, [
    {
      ...late,
      bucket,
      personId: id,
      kind: 'message',
      body: { who: { email: 'g@x.fr' }, channel: 'email', state: 'sent' },
    },
  ]);
  await work();
  forgetErased(store);
  const anew = (await getPerson(store, { externalId: 'g' }))!;
  assert.notEqual(anew.id, id);
  assert.deepEqual([anew.email, anew.traits.city], ['g@x.fr', 'Rennes']);
  assert.equal(await getPerson(store, { id }), null, 'the id of the erased leads to nobody');
  const people = await store.pool.query(`select id from person where external_id = 'g' or email = 'g@x.fr'`);
  assert.deepEqual(people.rows, [{ id: anew.id }]);
  assert.deepEqual(
    (await knownBy(store.pool, id)).filter(({ kind }) => kind !== 'order'),
    [],
  );
  const { rows } = await store.pool.query(
    `select o.order_id, o.person_id, l.quantity::text from purchase o
     join purchase_line l on l.bucket = o.bucket and l.order_id = o.order_id where o.order_id in ('o-g', 'o-new') order by 1`,
  );
  assert.deepEqual(rows, [
    { order_id: 'o-g', person_id: null, quantity: '3' },
    { order_id: 'o-new', person_id: anew.id, quantity: '1' },
  ]);
  await take(fact('identify', who, { traits: { city: 'Vannes' } }, 1));
  await work();
  assert.equal((await getPerson(store, { email: 'g@x.fr' }))!.traits.city, 'Vannes');
  assert.equal((await getPerson(store, { externalId: 'g' }))!.id, anew.id);
  await erase('g');
});

test('[PE26] who was made anew meanwhile and whom a late fact is about are one; without news nobody is made', async () => {
  const who = { externalId: 'k', email: 'k@x.fr' };
  await take(fact('identify', who, { traits: {} }, 30));
  await work();
  const { bucket } = (await getPerson(store, who))!;
  const id = await erase('k');
  const late = { bucket, personId: id, lane: 1 as const, messageId: null, origin: 'live' as const };
  const moment = { occurredAt: now, receivedAt: now };
  await putInbox(store.pool, [
    { ...late, ...moment, kind: 'permission.copy', body: { channel: 'email', hash: '00', rows: [], lifted: null } },
    {
      ...late,
      ...moment,
      kind: 'suppression',
      body: { who: { email: 'k2@x.fr' }, channel: 'email', reason: 'hard_bounce' },
    },
  ]);
  await work();
  assert.equal(
    (await store.pool.query(`select from person where external_id = 'k' or email like 'k%@x.fr'`)).rowCount,
    0,
  );
  const stopped = await store.pool.query('select scope from suppression where hash = $1', [
    addressHash('email', 'k2@x.fr'),
  ]);
  assert.deepEqual(stopped.rows, [{ scope: 'all' }], 'a stop is the address’s');
  await take(fact('identify', who, { traits: { city: 'Brest' } }, 5));
  await work();
  await putInbox(store.pool, [{ ...late, ...moment, kind: 'identify', body: { who, traits: { shoe: 41 } } }]);
  await work();
  const { rows } = await store.pool.query(`select id, traits from person where external_id = 'k' or email = 'k@x.fr'`);
  assert.equal(rows.length, 1, JSON.stringify(rows));
  assert.deepEqual([rows[0].traits.city, rows[0].traits.shoe], ['Brest', 41]);
  await erase('k');
});

test('[PE21] who was on the way to become part of somebody goes with them, though they come after the erasure', async () => {
  const guest = { email: 'guest@x.fr', anonymousId: 'guest-browser' };
  await take(fact('identify', guest, { traits: { city: 'Brest' } }, 30), order('o-guest', guest, [tea('2')], 25));
  await take(fact('identify', { externalId: 'n', email: 'n@x.fr' }, { traits: {} }, 40));
  await work();
  const loser = (await getPerson(store, guest))!;
  const winner = await eraseAtHome('n');
  const from = {
    personId: winner.id,
    bucket: winner.bucket,
    external: true,
    known: true,
    firstSeen: minutesAgo(40).toISOString(),
  };
  const moment = { occurredAt: now, receivedAt: now, lane: 1 as const, messageId: null, origin: 'live' as const };
  await putInbox(store.pool, [
    { bucket: loser.bucket, personId: loser.id, kind: 'merge.offer', ...moment, body: { from, reason: 'email' } },
  ]);
  await work();
  forgetErased(store);
  for (const key of [guest, { anonymousId: 'guest-browser' }, { id: loser.id }, { externalId: 'n' }])
    assert.equal(await getPerson(store, key), null);
  const left = await store.pool.query(
    `select kind, value from identifier where kind <> 'order' and (value like '%guest%' or value like 'n@%' or value = 'n')`,
  );
  assert.deepEqual(left.rows, []);
  const { rows } = await store.pool.query(`select person_id from purchase where order_id = 'o-guest'`);
  assert.deepEqual(rows, [{ person_id: null }]);
});

test('[PE22] a consent that a file brings back lifts nothing; an address that somebody else uses stays theirs', async () => {
  await take(fact('identify', { externalId: 'd', email: 'shared@x.fr' }, { traits: { email: 'shared@x.fr' } }));
  await take(fact('identify', { externalId: 'e', email: 'shared@x.fr' }, { traits: { email: 'shared@x.fr' } }));
  await take(fact('identify', { externalId: 'f', email: 'f@x.fr' }, { traits: {} }));
  await take(consent({ externalId: 'd', email: 'shared@x.fr' }), consent({ externalId: 'f', email: 'f@x.fr' }));
  await work();
  await erase('d');
  await erase('f');
  const other = (await getPerson(store, { externalId: 'e' }))!;
  assert.deepEqual(
    (await permissionsOf(store, other)).permissions.map(({ status }) => status),
    ['granted'],
  );
  await take(
    fact('identify', { externalId: 'f', email: 'f@x.fr' }, { traits: {} }, 1),
    consent({ externalId: 'f', email: 'f@x.fr' }, 0),
  );
  await work();
  const anew = (await getPerson(store, { externalId: 'f' }))!;
  const statuses = (await permissionsOf(store, anew)).permissions.flatMap(({ channel, purpose, status }) =>
    channel === 'email' ? [`${purpose} ${status}`] : [],
  );
  assert.deepEqual(statuses.sort(), ['* suppressed', 'marketing granted']);
});
