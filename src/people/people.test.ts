import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import type { Fact, FactBodies, FactKind, Who } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { resolve } from './book.ts';
import { BookCache } from './book-cache.ts';
import { companyOf, getOwner, saveOwner } from './companies.ts';
import { identifiersOf } from './identity.ts';
import { listLists } from './lists.ts';
import { findPeople, getPerson, permissionsOf, stats } from './reading.ts';
import { foldTraits } from './traits.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 7 });
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

function fact<K extends FactKind>(kind: K, who: Who, body: FactBodies[K], minutes = 0, messageId?: string): Fact {
  const occurredAt = minutesAgo(minutes);
  return { kind, messageId, origin: 'live', occurredAt, receivedAt: now, who, body } as unknown as Fact;
}
const seen = (who: Who, minutes = 0, messageId?: string) =>
  fact('track', who, { event: 'Seen', properties: {} }, minutes, messageId);

async function take(...facts: Fact[]) {
  for (const one of facts) {
    const { rejected } = await accept(store, [one]);
    assert.deepEqual(rejected, []);
  }
  return applyAll(store);
}

async function permissions(externalId: string, channel = 'email'): Promise<string[]> {
  const person = await getPerson(store, { externalId });
  const found = await permissionsOf(store, person!);
  return found.permissions
    .filter((row) => row.channel === channel)
    .map(({ purpose, status }) => `${purpose} ${status}`);
}

const consent = (who: Who, status: 'granted' | 'withdrawn', minutes = 0, purpose = 'news') =>
  fact(
    'consent',
    who,
    { channel: 'email', purpose, status, wording: 'Oui', source: 'form', proof: { ip: '::1' } },
    minutes,
  );
const suppress = (who: Who, reason: FactBodies['suppression']['reason'], minutes = 0) =>
  fact('suppression', who, { channel: 'email', reason }, minutes);

test('[PE1] identifiers are canonical, strongest first, and what is no address is none', () => {
  const who = { anonymousId: 'b', phone: '06 12 34 56 78', email: ' Ada@Exemple.FR ', externalId: '7' };
  const values = identifiersOf(who).map(({ kind, value }) => `${kind} ${value}`);
  assert.deepEqual(values, ['external 7', 'email ada@exemple.fr', 'phone +33612345678', 'anonymous b']);
  assert.deepEqual(identifiersOf({ email: 'nobody', phone: '12' }), []);
});

test('[PE1] [PE2] a batch finds its people in a few statements, and one who gave an address is found by it', async () => {
  let statements = 0;
  const counting = {
    query: (config: never) => {
      statements += 1;
      return store.pool.query(config);
    },
  };
  const whos = Array.from({ length: 300 }, (_, i) => ({ externalId: `s${i % 100}`, email: `s${i % 100}@exemple.fr` }));
  const found = await resolve(counting as never, store.buckets, whos);
  assert.ok(statements <= 3, `${statements} statements`);
  assert.equal(new Set(found.map((one) => one?.personId)).size, 100);
  const [byMail] = await resolve(store.pool, store.buckets, [{ email: 'S7@exemple.fr' }]);
  assert.equal(byMail?.personId, found[7]?.personId);
});

test('[PE1] the cache keeps to its bound', () => {
  const cache = new BookCache(10);
  for (let i = 0; i < 1_000; i++) cache.set(`k${i}`, { personId: null, bucket: i });
  assert.ok(cache.size <= 10);
  assert.equal(cache.get('k999')?.bucket, 999);
});

test('[PE7] many callers who use an identifier for the first time at once get one person', async () => {
  const calls = Array.from({ length: 8 }, () =>
    resolve(store.pool, store.buckets, [{ email: 'race@exemple.fr', anonymousId: 'race' }]),
  );
  const found = await Promise.all(calls);
  assert.equal(new Set(found.map(([one]) => one!.personId)).size, 1);
});

test('[PE2] [PE6] a visitor who signs in is one person with all they did, and a repeated message counts once', async () => {
  await take(seen({ anonymousId: 'v1' }, 9, 'v-a'), seen({ externalId: 'v', email: 'v@exemple.fr' }, 5, 'v-b'));
  await take(
    seen({ externalId: 'v', anonymousId: 'v1' }, 4, 'v-c'),
    seen({ anonymousId: 'v1' }, 9, 'v-a'),
    seen({ anonymousId: 'v1' }, 1, 'v-d'),
  );
  const person = (await getPerson(store, { anonymousId: 'v1' }))!;
  assert.deepEqual([person.externalId, person.email, person.firstSeen], ['v', 'v@exemple.fr', minutesAgo(9)]);
  const { rows } = await store.pool.query('select count(*)::int as n from event where person_id = $1', [person.id]);
  assert.equal(rows[0].n, 4);
});

test('[PE3] two shop ids that share an address stay two people, and an alias joins a previous id', async () => {
  const shared = 'family@exemple.fr';
  await take(
    seen({ externalId: 'mum', email: shared }),
    seen({ externalId: 'dad', email: shared }),
    seen({ externalId: 'dad' }),
  );
  const [mum, dad] = [await getPerson(store, { externalId: 'mum' }), await getPerson(store, { externalId: 'dad' })];
  assert.notEqual(mum!.id, dad!.id);
  await take(seen({ externalId: 'old' }, 50), seen({ externalId: 'new' }, 5));
  await take(fact('alias', { externalId: 'new' }, { previousId: 'old' }, 1));
  const joined = await getPerson(store, { externalId: 'old' });
  assert.equal(joined!.id, (await getPerson(store, { externalId: 'new' }))!.id);
  assert.deepEqual([joined!.externalId, joined!.firstSeen], ['new', minutesAgo(50)]);
});

test('[PE4] a browser that two customers use does not join them', async () => {
  await take(seen({ externalId: 'her', anonymousId: 'tablet' }), seen({ externalId: 'him', anonymousId: 'tablet' }));
  const [her, him] = [await getPerson(store, { externalId: 'her' }), await getPerson(store, { externalId: 'him' })];
  assert.notEqual(her!.id, him!.id);
});

test('[PE8] the latest occurrence of a trait wins in any order, null takes it away, lists of objects stay', async () => {
  const said = [
    { traits: { a: 1, b: 1, kids: [{ name: 'Zoé', age: 4 }] }, at: '2026-01-01T00:00:00.000Z' },
    { traits: { a: 2, b: null }, at: '2026-01-02T00:00:00.000Z' },
    { traits: JSON.parse('{"a": 3, "__proto__": {"x": 1}}'), at: '2026-01-02T00:00:00.000Z' },
  ];
  const empty = { traits: {}, times: {} };
  const forward = foldTraits(empty, said)!;
  const backward = said.toReversed().reduce((held, one) => foldTraits(held, [one]) ?? held, empty);
  assert.deepEqual(backward, forward);
  assert.equal(forward.traits.a, 3);
  assert.ok(!('b' in forward.traits) && Object.hasOwn(forward.traits, '__proto__'));
  assert.equal(foldTraits(forward, said), null, 'the same again changes nothing');
});

test('[PE9] addresses, time zone, locale and owner are columns; nonsense is none', async () => {
  const traits = {
    email: 'Col@Exemple.fr',
    phone: '0612345678',
    timezone: 'Europe/Paris',
    locale: 'fr-FR',
    ownerId: 12,
  };
  await take(fact('identify', { externalId: 'col' }, { traits }, 5));
  const person = (await getPerson(store, { externalId: 'col' }))!;
  const { email, phone, timezone, locale, ownerId } = person;
  assert.deepEqual(
    [email, phone, timezone, locale, ownerId],
    ['col@exemple.fr', '+33612345678', 'Europe/Paris', 'fr-FR', '12'],
  );
  await take(fact('identify', { externalId: 'col' }, { traits: { timezone: 'Mars/Base', email: 'none' } }));
  const after = (await getPerson(store, { externalId: 'col' }))!;
  assert.deepEqual([after.timezone, after.email, after.traits.email], [null, null, 'none']);
});

test('[PE10] the latest consent wins for everybody who uses the address, and every change is kept with its proof', async () => {
  const [one, two] = [
    { externalId: 'c1', email: 'c@exemple.fr' },
    { externalId: 'c2', email: 'c@exemple.fr' },
  ];
  await take(seen(one), seen(two), consent(one, 'granted', 10));
  assert.deepEqual([await permissions('c1'), await permissions('c2')], [['news granted'], ['news granted']]);
  await take(consent(two, 'withdrawn', 5), consent(one, 'granted', 8));
  assert.deepEqual([await permissions('c1'), await permissions('c2')], [['news withdrawn'], ['news withdrawn']]);
  const { consents } = await permissionsOf(store, (await getPerson(store, { externalId: 'c1' }))!);
  assert.deepEqual(
    consents.map(({ status }) => status),
    ['withdrawn', 'granted', 'granted'],
  );
  assert.deepEqual([consents[0]?.wording, consents[0]?.source, consents[0]?.proof], ['Oui', 'form', { ip: '::1' }]);
});

test('[PE11] [PE12] a later consent lifts an unsubscription; nothing lifts an objection or a dead address', async () => {
  const who = { externalId: 'u', email: 'u@exemple.fr' };
  await take(seen(who), suppress(who, 'unsubscribe', 10), consent(who, 'granted', 20));
  assert.deepEqual(await permissions('u'), ['* suppressed', 'news granted']);
  await take(consent(who, 'granted', 5));
  assert.deepEqual(await permissions('u'), ['news granted']);
  await take(suppress(who, 'objection', 4), suppress(who, 'unsubscribe', 3), consent(who, 'granted', 1));
  assert.deepEqual(await permissions('u'), ['* suppressed', 'news granted']);
  await take(suppress(who, 'hard_bounce', 2), consent(who, 'granted'));
  assert.deepEqual(await permissions('u'), ['* suppressed_all', 'news granted']);
});

test('[PE13] a new address brings what holds for it, and the former one takes its own away', async () => {
  const gone = { externalId: 'm1', email: 'dead@exemple.fr' };
  await take(seen(gone), suppress(gone, 'hard_bounce', 10));
  const mover = { externalId: 'm2', email: 'first@exemple.fr' };
  await take(seen(mover, 9), consent(mover, 'granted', 8));
  assert.deepEqual(await permissions('m2'), ['news granted']);
  await take(fact('identify', { externalId: 'm2' }, { traits: { email: 'dead@exemple.fr' } }, 5));
  assert.deepEqual(await permissions('m2'), ['* suppressed_all']);
});

test('[PE14] consent given before the address is known holds for it afterwards', async () => {
  await take(
    consent({ externalId: 'late' }, 'granted', 10),
    fact('suppression', { externalId: 'late' }, { channel: 'sms', reason: 'objection' }, 9),
  );
  assert.deepEqual(await permissions('late'), []);
  await take(
    fact('identify', { externalId: 'late' }, { traits: { email: 'late@exemple.fr', phone: '0612345679' } }, 5),
  );
  assert.deepEqual([await permissions('late'), await permissions('late', 'sms')], [['news granted'], ['* suppressed']]);
});

test('[PE15] the latest occurrence decides about a list, and only changes are told', async () => {
  const on = (action: 'add' | 'remove', minutes: number) =>
    fact('list', { externalId: 'l' }, { list: 'vip', action }, minutes);
  const added = await take(on('add', 9), on('add', 8));
  assert.deepEqual(
    added.lists.map(({ action }) => action),
    ['add'],
  );
  const removed = await take(on('remove', 2), on('add', 5));
  assert.deepEqual(
    removed.lists.map(({ action, at }) => [action, at]),
    [['remove', minutesAgo(2)]],
  );
  assert.deepEqual(
    (await listLists(store.pool)).map(({ key, people }) => [key, people]),
    [['vip', 0]],
  );
});

test('[PE16] a group makes the person part of a company', async () => {
  await take(fact('group', { externalId: 'g' }, { groupId: 'acme', traits: { name: 'Acme', size: 5 } }, 5));
  await take(fact('group', { externalId: 'g2' }, { groupId: 'acme', traits: { size: 4, town: 'Rennes' } }, 9));
  assert.equal((await getPerson(store, { externalId: 'g' }))!.companyId, 'acme');
  assert.deepEqual(await companyOf(store.pool, 'acme'), { name: 'Acme', size: 5, town: 'Rennes' });
  await saveOwner(store.pool, { id: '12', name: 'Léa', email: 'Lea@exemple.fr' });
  assert.equal((await getOwner(store.pool, '12'))?.email, 'lea@exemple.fr');
  await assert.rejects(saveOwner(store.pool, { id: '13', name: 'x', email: 'x' }), /e-mail address is none/);
});

test('[PE17] a person is found under a merged id, by any identifier and by part of a name', async () => {
  await take(fact('identify', { anonymousId: 'f1' }, { traits: { firstName: 'Éloïse', lastName: "O'Hara%" } }, 9));
  const before = (await getPerson(store, { anonymousId: 'f1' }))!;
  await take(fact('identify', { externalId: 'f', anonymousId: 'f1' }, { traits: { email: 'f@exemple.fr' } }, 5));
  const after = (await getPerson(store, { id: before.id }))!;
  assert.deepEqual([after.externalId, after.traits.firstName], ['f', 'Éloïse']);
  for (const search of ["o'hara%", 'F@EXEMPLE', 'éloïse', 'Eloise O']) {
    assert.deepEqual(
      (await findPeople(store, { search })).items.map(({ id }) => id),
      [after.id],
      search,
    );
  }
  assert.equal(await getPerson(store, { id: 'x' }), null);
  assert.ok((await stats(store.pool)).people > 10);
});
