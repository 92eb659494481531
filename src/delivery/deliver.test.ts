import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { applyAll } from '../../test/support/applying.ts';
import { inBite, putPerson } from '../../test/support/bites.ts';
import { type Adapter, localAdapter } from '../channels/index.ts';
import { getTemplateVersion } from '../messages/index.ts';
import { recallEntries } from '../pressure/index.ts';
import { addressHash, bucketOfHash, bucketsUrgent, keyOf, lanes, liveClock, newId, openStore } from '../store/index.ts';
import { award, bucket, shop, sink, stateOf } from './fixtures.ts';
import {
  claimLease,
  createDelivery,
  type DeliveryOptions,
  enqueue,
  mostAttempts,
  personParts,
  resolveUncertain,
} from './index.ts';
import { lookAgainAfter } from './last-look.ts';
import { newClaimId, settleOrphans } from './orphans.ts';
import { claim, outboxMessage, outboxStats } from './outbox.ts';
import { type Filled, renderAgain } from './write.ts';

test('[DE2] a message leaves over SMTP once, its key noted, with one-click headers and what it was filled with', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const key = await award(given, { email: 'ada@exemple.fr' });
  const delivery = createDelivery(given.options);
  assert.equal(await delivery.runDue(), 1);
  assert.equal(await delivery.runDue(), 0);
  assert.equal(mail.mails.length, 1);
  const parsed = await PostalMime.parse(mail.mails[0]!.raw);
  assert.equal(parsed.subject, 'Bonjour Ada');
  assert.equal(parsed.from?.address, 'bonjour@atelier.example');
  assert.ok(
    parsed.headers.some(
      (header) => header.key === 'list-unsubscribe' && header.value.includes('https://declic.example/l/unsubscribe/'),
    ),
  );
  const noted = await given.store.pool.query('select key from sent');
  assert.deepEqual(noted.rows, [{ key }]);
  const message = (await outboxMessage(given.store.pool, key))!;
  assert.equal(message.state, 'sent');
  const { compiled } = await getTemplateVersion(given.store.pool, message.templateId, message.templateVersion);
  const again = await renderAgain(compiled, message.filled as unknown as Filled);
  assert.ok('subject' in again && again.subject === 'Bonjour Ada');
});

test('[DE1] a key that was sent does not enter the outbox again, even when its row is gone', async (t) => {
  const given = await shop(t);
  const key = await award(given, { email: 'ada@exemple.fr' });
  await createDelivery(given.options).runDue();
  await given.store.pool.query('delete from outbox');
  await inBite(given.store.pool, bucket, new Date(), (bite) => enqueue(bite, [{ key, address: 'ada@exemple.fr' }]));
  assert.equal((await outboxStats(given.store)).ready, 0);
});

test('[DE3] an address suppressed after the decision is not written to, wherever its original lives', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const objected = await award(given, { email: 'objected@exemple.fr' });
  const bounced = await award(given, { email: 'bounced@exemple.fr', class: 'transactional' });
  const withdrew = await award(given, { email: 'withdrew@exemple.fr' });
  const place = (email: string) => {
    const hash = addressHash('email', email);
    return [bucketOfHash(hash, given.store.buckets), hash];
  };
  const suppress = `insert into suppression values ($1, 'email', $2, $3, $4, now())`;
  await given.store.pool.query(suppress, [...place('objected@exemple.fr'), 'objection', 'promotional']);
  await given.store.pool.query(suppress, [...place('bounced@exemple.fr'), 'hard_bounce', 'all']);
  await given.store.pool.query(
    `insert into consent values ($1, 'email', $2, 'marketing', 'withdrawn', null, null, null, now())`,
    place('withdrew@exemple.fr'),
  );
  await createDelivery(given.options).runDue();
  assert.deepEqual(mail.mails, []);
  assert.deepEqual(await stateOf(given, objected), ['skipped', 'objection']);
  assert.deepEqual(await stateOf(given, bounced), ['skipped', 'hard_bounce']);
  assert.deepEqual(await stateOf(given, withdrew), ['skipped', 'consent_withdrawn']);
});

test('[DE4] a recalled message does not leave', async (t) => {
  const given = await shop(t);
  const entryId = newId();
  const key = await award(given, { email: 'ada@exemple.fr', entryId });
  await inBite(given.store.pool, bucket, new Date(), (bite) => recallEntries(bite, [entryId], 'bought'));
  await createDelivery(given.options).runDue();
  assert.deepEqual(await stateOf(given, key), ['recalled', 'bought']);
});

test('[DE5] a person whose message cannot be filled is skipped with the reason, and the others leave', async (t) => {
  const given = await shop(t);
  const nameless = await award(given, { email: 'x@exemple.fr', traits: {} });
  const ada = await award(given, { email: 'ada@exemple.fr' });
  await createDelivery(given.options).runDue();
  const [state, reason] = await stateOf(given, nameless);
  assert.equal(state, 'skipped');
  assert.match(reason!, /first_name/);
  assert.deepEqual(await stateOf(given, ada), ['sent', null]);
});

test('[DE6] what a dead process had claimed is uncertain, and in the local outbox it is simply sent', async (t) => {
  const given = await shop(t);
  const overNetwork = await award(given, { email: 'ada@exemple.fr' });
  const local = await award(given, { email: 'bob@exemple.fr' });
  const claimedAt = new Date(Date.now() - claimLease - 1_000);
  const waiting = await award(given, { email: 'eve@exemple.fr' });
  const leave = `update outbox set state = 'claimed', claim_id = $2, claimed_at = $3, transport = $4, handed_at = $5 where key = $1`;
  await given.store.pool.query(leave, [overNetwork, newId(), claimedAt, 'smtp', claimedAt]);
  await given.store.pool.query(leave, [local, newId(), claimedAt, 'local', null]);
  await given.store.pool.query(leave, [waiting, newId(), claimedAt, null, null]);
  const delivery = createDelivery(given.options);
  delivery.start();
  for (let tries = 0; tries < 100 && (await stateOf(given, local))[0] !== 'sent'; tries++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  await delivery.stop();
  assert.deepEqual(await stateOf(given, local), ['sent', null]);
  assert.deepEqual(await stateOf(given, waiting), ['sent', null], 'it was claimed and never handed over');
  assert.deepEqual(await stateOf(given, overNetwork), ['uncertain', 'claimed_by_a_process_that_stopped']);
});

test('[DE6] a server that starts again before a dead claim has run out still deals with it', async (t) => {
  const given = await shop(t);
  const key = await award(given, { email: 'ada@exemple.fr' });
  const leave = `update outbox set state = 'claimed', claim_id = $2, claimed_at = $3, handed_at = $3, transport = 'smtp' where key = $1`;
  await given.store.pool.query(leave, [key, newId(), new Date(Date.now() - claimLease + 1_500)]);
  const delivery = createDelivery({ ...given.options, orphansEvery: 200 });
  delivery.start();
  for (let tries = 0; tries < 100 && (await stateOf(given, key))[0] === 'claimed'; tries++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  await delivery.stop();
  assert.deepEqual(await stateOf(given, key), ['uncertain', 'claimed_by_a_process_that_stopped']);
});

test('[DE6] claims of a process that lives are left alone, and dealt with moments after its session in the database ended', async (t) => {
  const given = await shop(t);
  const handed = await award(given, { email: 'ada@exemple.fr' });
  const waiting = await award(given, { email: 'bob@exemple.fr' });
  const neighbour = await openStore({ connection: given.connection, clock: liveClock, schema: 'check' });
  // The test's own end closes what is left open before the database goes.
  given.closing.push(neighbour.close);
  const claimId = newClaimId(await neighbour.presence.here());
  const leave = `update outbox set state = 'claimed', claim_id = $2, claimed_at = now(), handed_at = $3 where key = $1`;
  await given.store.pool.query(leave, [handed, claimId, new Date()]);
  await given.store.pool.query(leave, [waiting, claimId, null]);
  const delivery = createDelivery({ ...given.options, orphansEvery: 500 });
  given.closing.push(delivery.stop);
  delivery.start();
  await new Promise((done) => setTimeout(done, 4_000));
  const states = async () => [(await stateOf(given, handed))[0], (await stateOf(given, waiting))[0]];
  assert.deepEqual(await states(), ['claimed', 'claimed']);
  await neighbour.presence.close();
  for (let tries = 0; tries < 200 && (await states())[1] !== 'sent'; tries++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.deepEqual(await states(), ['uncertain', 'sent']);
});

test('[DE6] a worker that was taken for dead and was only slow still says what became of its messages', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const key = await award(given, { email: 'ada@exemple.fr' });
  const smtp = given.options.adapters.of('email');
  const states: string[] = [];
  const slow = {
    ...smtp,
    send: async (message: Parameters<typeof smtp.send>[0]) => {
      await settleOrphans(given.store.pool, new Date(Date.now() + 1_000));
      states.push((await stateOf(given, key))[0]!);
      return smtp.send(message);
    },
  };
  await createDelivery({ ...given.options, adapters: { of: () => slow } }).runDue();
  assert.deepEqual(states, ['uncertain']);
  assert.deepEqual(await stateOf(given, key), ['sent', null]);
});

test('[DE1] [DE8] what another process took over and sent is not touched by the one that had claimed it before', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const key = await award(given, { email: 'ada@exemple.fr' });
  const write: DeliveryOptions['write'] = async () => {
    await settleOrphans(given.store.pool, new Date(Date.now() + 1_000));
    await createDelivery(given.options).runDue();
    return { skip: 'too_late' };
  };
  await createDelivery({ ...given.options, write }).runDue();
  assert.equal(mail.mails.length, 1);
  assert.deepEqual(await stateOf(given, key), ['sent', null]);
  assert.deepEqual((await given.store.pool.query('select key from sent')).rows, [{ key }]);
  const told = await given.store.pool.query('select body from inbox');
  assert.deepEqual(
    told.rows.map(({ body }) => body.state),
    ['sent'],
  );
});

test('[DE12] the address is kept before the network is touched, so that links of the message work at once and for ever', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const key = await award(given, { email: 'ada@exemple.fr', class: 'transactional' });
  await given.store.pool.query(`update person set email = 'now@exemple.fr'`);
  const seen: (string | null)[] = [];
  const write: DeliveryOptions['write'] = async (...asked) => {
    seen.push((await outboxMessage(given.store.pool, key))!.address);
    return given.options.write(...asked);
  };
  await createDelivery({ ...given.options, write }).runDue();
  assert.deepEqual(seen, ['now@exemple.fr']);
});

test('[DE13] who changed address after the decision gets what is promotional only where the new address agreed', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const moved = await award(given, { email: 'moved@exemple.fr' });
  const agreed = await award(given, { email: 'agreed@exemple.fr' });
  const receipt = await award(given, { email: 'receipt@exemple.fr', class: 'transactional' });
  await given.store.pool.query(`update person set email = 'new-' || email`);
  const hash = addressHash('email', 'new-agreed@exemple.fr');
  await given.store.pool.query(
    `insert into consent values ($1, 'email', $2, 'marketing', 'granted', null, null, null, now())`,
    [bucketOfHash(hash, given.store.buckets), hash],
  );
  await createDelivery(given.options).runDue();
  assert.deepEqual(await stateOf(given, moved), ['skipped', 'no_consent']);
  assert.deepEqual(await stateOf(given, agreed), ['sent', null]);
  assert.deepEqual(await stateOf(given, receipt), ['sent', null]);
  assert.deepEqual(mail.mails.map(({ to }) => to).sort(), ['new-agreed@exemple.fr', 'new-receipt@exemple.fr']);
});

test('[DE7] "later" makes the message wait and then leave; a refusal for good fails it; endless "later" gives up', async (t) => {
  let patience = 1;
  const mail = await sink(t, (to) => {
    if (to.startsWith('never')) return Object.assign(new Error('No such user'), { responseCode: 550 });
    if (to.startsWith('always') || patience-- > 0) return Object.assign(new Error('Try later'), { responseCode: 451 });
    return null;
  });
  const given = await shop(t, mail.url);
  const late = await award(given, { email: 'late@exemple.fr' });
  const delivery = createDelivery(given.options);
  await delivery.runDue();
  assert.equal((await stateOf(given, late))[0], 'ready');
  assert.equal(await delivery.runDue(), 0, 'not before its pause is over');
  const endPauses = () =>
    given.store.pool.query(`update outbox set retry_at = now() - interval '1 second' where retry_at is not null`);
  await endPauses();
  await delivery.runDue();
  assert.deepEqual(await stateOf(given, late), ['sent', null]);
  const never = await award(given, { email: 'never@exemple.fr' });
  const always = await award(given, { email: 'always@exemple.fr' });
  for (let tries = 0; tries < mostAttempts; tries++) {
    await delivery.runDue();
    await endPauses();
  }
  assert.equal((await stateOf(given, never))[0], 'failed');
  assert.equal((await stateOf(given, always))[0], 'failed');
  assert.equal(mail.mails.length, 1);
  const noted = await given.store.pool.query('select key from sent');
  assert.deepEqual(noted.rows, [{ key: late }], 'what certainly did not leave is not noted as sent');
});

test('[DE8] what became of a message is told once as a fact about the person', async (t) => {
  const given = await shop(t);
  const key = await award(given, { email: 'ada@exemple.fr' });
  await createDelivery(given.options).runDue();
  const facts = await given.store.pool.query('select kind, message_id, body from inbox');
  assert.equal(facts.rows.length, 1);
  assert.equal(facts.rows[0].kind, 'message');
  assert.equal(facts.rows[0].message_id, keyOf('outcome', key, 'sent'));
  assert.equal(facts.rows[0].body.state, 'sent');
});

test('[DE8] what became of a message lets its bucket not hurry, and is applied before an erasure that waits', async (t) => {
  const given = await shop(t);
  await award(given, { email: 'ada@exemple.fr', class: 'transactional' });
  await createDelivery(given.options).runDue();
  assert.deepEqual((await given.store.pool.query('select lane from inbox')).rows, [{ lane: lanes.internal }]);
  assert.deepEqual(await bucketsUrgent(given.store.pool), { transactional: [], fresh: [] });
  assert.ok(lanes.internal < lanes.bulk);
});

test('[DE8] what was stopped at the claim is told as well, except of a person who is no more', async (t) => {
  const given = await shop(t);
  const entryId = newId();
  const key = await award(given, { email: 'ada@exemple.fr', entryId });
  await inBite(given.store.pool, bucket, new Date(), (bite) => recallEntries(bite, [entryId], 'bought'));
  const erased = await award(given, { email: 'erased@exemple.fr' });
  await given.store.pool.query(`delete from person where email = 'erased@exemple.fr'`);
  await createDelivery(given.options).runDue();
  assert.deepEqual(await stateOf(given, erased), ['skipped', 'person_unknown']);
  const facts = await given.store.pool.query('select message_id, body from inbox');
  assert.deepEqual(
    facts.rows.map((row) => [row.message_id, row.body.state, row.body.properties.reason]),
    [[keyOf('outcome', key, 'recalled'), 'recalled', 'bought']],
  );
});

test('[DE10] what waits where its person was goes after them, and to the address they have now', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  await award(given, { email: 'old@exemple.fr' });
  const winner = newId();
  await putPerson(given.store.pool, 9, { id: winner, email: 'now@exemple.fr', traits: { first_name: 'Ada' } });
  await given.store.pool.query(
    `insert into forward select bucket, id, $1, 9, now() from person where email = 'old@exemple.fr'`,
    [winner],
  );
  await given.store.pool.query(`delete from person where email = 'old@exemple.fr'`);
  const hash = addressHash('email', 'now@exemple.fr');
  await given.store.pool.query(
    `insert into consent values ($1, 'email', $2, 'marketing', 'granted', null, null, null, now())`,
    [bucketOfHash(hash, given.store.buckets), hash],
  );
  const delivery = createDelivery(given.options);
  await delivery.runDue();
  assert.deepEqual(mail.mails, []);
  await applyAll(given.store);
  await delivery.runDue();
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    ['now@exemple.fr'],
  );
});

test('[DE9] transactional messages of a bucket are claimed first', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  await award(given, { email: 'first@exemple.fr' });
  await award(given, { email: 'receipt@exemple.fr', class: 'transactional' });
  const claims = await given.store.pool.query('select class from outbox order by lane, due_at');
  assert.deepEqual(
    claims.rows.map((row) => row.class),
    ['transactional', 'promotional'],
  );
  const taken = await given.store.transaction((tx) =>
    claim(tx, {
      bucket,
      claimId: newId(),
      now: new Date(),
      wall: new Date(),
      most: 1,
    }),
  );
  assert.deepEqual(
    taken.map((one) => one.class),
    ['transactional'],
  );
});

test('[DE21] an address that a message of a campaign took is free again when it did not leave, also where its person had changed address', async (t) => {
  const mail = await sink(t, (to) =>
    to === 'home@exemple.fr' && judged++ === 0 ? Object.assign(new Error('5.7.1 no'), { responseCode: 554 }) : null,
  );
  let judged = 0;
  const given = await shop(t, mail.url);
  const { pool } = given.store;
  const { rows } = await pool.query<{ id: number }>(
    `insert into scenario (key, name, draft, updated_at, campaign) values ('news', 'News', '{}', now(), true) returning id`,
  );
  const about = { class: 'service', scenarioId: rows[0]!.id } as const;
  const first = await award(given, { email: 'old@exemple.fr', ...about });
  await pool.query(`update person set email = 'home@exemple.fr'`);
  await createDelivery(given.options).runDue();
  assert.equal((await stateOf(given, first))[0], 'failed');
  const second = await award(given, { email: 'home@exemple.fr', ...about });
  await createDelivery(given.options).runDue();
  assert.deepEqual(await stateOf(given, second), ['sent', null]);
  const taken = async () => (await pool.query<{ key: string }>('select key from campaign_address')).rows;
  assert.deepEqual(await taken(), [{ key: second }]);
  await pool.query(`update outbox set state = 'uncertain', reason = 'x', sent_at = null where key = $1`, [second]);
  await resolveUncertain(given.store, second, 'failed');
  assert.deepEqual(await taken(), []);
});

test('[DE23] what waits for somebody who is erased does not leave, paused and claimed messages neither', async (t) => {
  const given = await shop(t);
  const { pool } = given.store;
  const [waits, paused, claimed, inHand] = [newId(), newId(), newId(), newId()];
  const states = [
    [waits, 'ready', false, null],
    [paused, 'ready', true, null],
    [claimed, 'claimed', false, null],
    [inHand, 'claimed', false, new Date()],
  ] as const;
  for (const [key, state, aside, handedAt] of states)
    await pool.query(
      `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, state, aside, handed_at,
                           claim_id, claimed_at, address)
       values ($1, $2::uuid, $2::uuid, 1, 1, 'email', 'service', 'news', now(), $3::text, $4, $5,
               case when $3::text = 'claimed' then $2::uuid end, now(), 'ada@exemple.fr')`,
      [bucket, key, state, aside, handedAt],
    );
  const erased = states.map(([personId]) => ({ personId, nobody: newId(), known: [], people: [personId] }));
  await inBite(pool, bucket, new Date(), (bite) => personParts[0]!.erase(bite, erased));
  const left = await Promise.all([waits, paused, claimed, inHand].map((key) => outboxMessage(pool, key)));
  assert.deepEqual(
    left.map((one) => [one!.state, one!.reason, one!.address]),
    [...Array(3).fill(['skipped', 'person_unknown', null]), ['uncertain', 'person_unknown', null]],
  );
});

test('[DE17] a look that fails now and then holds no message up', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const key = await award(given, { email: 'ada@exemple.fr' });
  await given.store.pool.query('alter table sender_standing rename to standing_away');
  const delivery = createDelivery(given.options);
  given.closing.push(delivery.stop);
  delivery.start();
  for (let turn = 0; turn < 600 && (await stateOf(given, key))[0] !== 'sent'; turn++) await sleep(100);
  assert.deepEqual(await stateOf(given, key), ['sent', null]);
  await given.store.pool.query('alter table standing_away rename to sender_standing');
});

test('[DE14] never more is in hand than the way has connections, and what is recalled after the claim does not leave', async (t) => {
  const given = await shop(t);
  const entries = Array.from({ length: 40 }, () => newId());
  const keys: string[] = [];
  for (const [i, entryId] of entries.entries()) keys.push(await award(given, { email: `p${i}@exemple.fr`, entryId }));
  const inHand: number[] = [];
  let sent = 0;
  let recalledNow = 0;
  const adapter: Adapter = {
    ...localAdapter(),
    name: 'three',
    connected: true,
    connections: 3,
    send: async () => {
      const rows = await given.store.pool.query(
        `select count(*)::integer as n from outbox where state = 'claimed' and handed_at is not null`,
      );
      inHand.push(rows.rows[0].n);
      sent += 1;
      if (sent === 3) {
        const claimed = await given.store.pool.query(
          `select key from outbox where state = 'claimed' and handed_at is null`,
        );
        const back = claimed.rows.slice(-10).map(({ key }) => entries[keys.indexOf(key)]!);
        recalledNow = back.length;
        await inBite(given.store.pool, bucket, new Date(), (bite) => recallEntries(bite, back, 'bought'));
      }
      return { state: 'sent' };
    },
  };
  await createDelivery({ ...given.options, adapters: { of: () => adapter } }).runDue();
  assert.ok(Math.max(...inHand) <= 3, `${Math.max(...inHand)} were in hand`);
  const stats = await outboxStats(given.store);
  assert.equal(recalledNow, 10);
  // Whose hand-over was being committed at that moment may still leave; all others do not.
  assert.ok(stats.recalled >= 7, `${stats.recalled} were recalled`);
  assert.equal(stats.sent, 40 - stats.recalled);
  assert.equal(sent, stats.sent);
});

test('[DE14] a delivery that stops puts back what it had claimed and settles what it had in hand', async (t) => {
  const given = await shop(t);
  for (let i = 0; i < 30; i++) await award(given, { email: `p${i}@exemple.fr` });
  let answer = () => {};
  const patience = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const adapter: Adapter = {
    ...localAdapter(),
    name: 'two',
    connected: true,
    connections: 2,
    send: async () => {
      await patience;
      return { state: 'sent' };
    },
  };
  const delivery = createDelivery({ ...given.options, adapters: { of: () => adapter } });
  delivery.start();
  const claimed = () =>
    given.store.pool
      .query(`select count(*)::integer as n from outbox where handed_at is not null`)
      .then((r) => r.rows[0].n);
  for (let tries = 0; tries < 100 && (await claimed()) < 2; tries++) await new Promise((done) => setTimeout(done, 20));
  const stopped = delivery.stop();
  answer();
  await stopped;
  const stats = await outboxStats(given.store);
  assert.deepEqual([stats.sent, stats.ready, stats.claimed], [2, 28, 0]);
  const rows = await given.store.pool.query(`select sum(attempts)::integer as tries from outbox where state = 'ready'`);
  assert.equal(rows.rows[0].tries, 0);
});

test('[DS7] what is transactional leaves next, although a slow provider has hundreds of others before it', async (t) => {
  const given = await shop(t);
  for (let i = 0; i < 260; i++) await award(given, { email: `p${i}@exemple.fr` });
  const left: string[] = [];
  const adapter: Adapter = {
    ...localAdapter(),
    name: 'slow',
    connected: true,
    connections: 1,
    send: async ({ to }) => {
      left.push(to);
      await new Promise((done) => setTimeout(done, 60));
      return { state: 'sent' };
    },
  };
  const delivery = createDelivery({ ...given.options, adapters: { of: () => adapter } });
  delivery.start();
  const came = async (wanted: () => boolean) => {
    for (let tries = 0; tries < 500 && !wanted(); tries++) await new Promise((done) => setTimeout(done, 20));
  };
  await came(() => left.length > 5);
  await award(given, { email: 'receipt@exemple.fr', class: 'transactional' });
  const before = left.length;
  await came(() => left.includes('receipt@exemple.fr'));
  await delivery.stop();
  const overtaken = left.indexOf('receipt@exemple.fr') - before;
  assert.ok(overtaken >= 0 && overtaken < 50, `${overtaken} left before it, of 260`);
});

test('[DE16] who unsubscribes while the claimed message waits behind a slow provider does not get it', async (t) => {
  const given = await shop(t);
  const keys = new Map<string, string>();
  for (const name of ['first', 'dead', 'objected', 'withdrew', 'last']) {
    // What is transactional goes before all others, whose order does not matter.
    const kind = name === 'first' ? 'transactional' : name === 'dead' ? 'service' : 'promotional';
    keys.set(name, await award(given, { email: `${name}@exemple.fr`, class: kind }));
  }
  const place = (name: string) => {
    const hash = addressHash('email', `${name}@exemple.fr`);
    return [bucketOfHash(hash, given.store.buckets), hash];
  };
  const left: string[] = [];
  const adapter: Adapter = {
    ...localAdapter(),
    name: 'slow',
    connected: true,
    connections: 1,
    send: async ({ to }) => {
      left.push(to);
      if (left.length > 1) return { state: 'sent' };
      const suppress = `insert into suppression values ($1, 'email', $2, $3, $4, now())`;
      await given.store.pool.query(suppress, [...place('objected'), 'unsubscribe', 'promotional']);
      await given.store.pool.query(suppress, [...place('dead'), 'hard_bounce', 'all']);
      await given.store.pool.query(
        `insert into consent values ($1, 'email', $2, 'marketing', 'withdrawn', null, null, null, now())`,
        place('withdrew'),
      );
      await new Promise((done) => setTimeout(done, lookAgainAfter + 100));
      return { state: 'sent' };
    },
  };
  await createDelivery({ ...given.options, adapters: { of: () => adapter } }).runDue();
  assert.deepEqual(left, ['first@exemple.fr', 'last@exemple.fr']);
  const states = await Promise.all(['objected', 'dead', 'withdrew'].map((name) => stateOf(given, keys.get(name)!)));
  assert.deepEqual(states, [
    ['skipped', 'unsubscribe'],
    ['skipped', 'hard_bounce'],
    ['skipped', 'consent_withdrawn'],
  ]);
});
