import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isDeclicError } from '../errors.ts';
import { newId, readInbox } from '../store/index.ts';
import { award, bucket, type Shop, shop, sink, stateOf } from './fixtures.ts';
import { claimLease, createDelivery, outboxMessage, resolveUncertain } from './index.ts';
import { settleOrphans } from './orphans.ts';
import { sendUncertainAgain, uncertainFor, uncertainTries } from './uncertain.ts';

/** A delivery whose network loses the answer after the bytes left, as often as is said. */
async function losing(
  t: TestContext,
  times: number,
): Promise<{ given: Shop; mails: { raw: string }[]; run: () => Promise<number> }> {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const smtp = given.options.adapters.of('email');
  let left = times;
  const adapter: typeof smtp = {
    ...smtp,
    send: async (message) => {
      const result = await smtp.send(message);
      return left-- > 0 ? { state: 'uncertain', reason: 'the connection was lost' } : result;
    },
  };
  const delivery = createDelivery({ ...given.options, adapters: { of: () => adapter } });
  return { given, mails: mail.mails, run: delivery.runDue };
}

const allow = ({ store }: Shop, tries: number) =>
  store.pool.query(`insert into setting values ($1, $2, now())`, [uncertainTries.key, JSON.stringify(tries)]);

const messageId = ({ raw }: { raw: string }) => /^message-id: *(\S+)/im.exec(raw)?.[1];

test('[DE18] until the shop decides, nothing of unknown fate goes again; then what is transactional does, as the same message', async (t) => {
  const { given, mails, run } = await losing(t, 2);
  const receipt = await award(given, { email: 'a@exemple.fr', class: 'transactional' });
  const offer = await award(given, { email: 'b@exemple.fr' });
  await run();
  assert.equal(await sendUncertainAgain(given.store), 0);
  await allow(given, 1);
  assert.equal(await sendUncertainAgain(given.store), 1);
  await run();
  assert.deepEqual(await stateOf(given, receipt), ['sent', null]);
  assert.deepEqual(await stateOf(given, offer), ['uncertain', 'the connection was lost']);
  const ids = mails.filter(({ raw }) => raw.includes('a@exemple.fr')).map(messageId);
  assert.deepEqual([ids.length, new Set(ids).size], [2, 1], ids.join());
  assert.ok(ids[0]);
});

test('[DE18] it goes as often as is said, not when its hour is over, and also after a crash', async (t) => {
  const { given, run } = await losing(t, 9);
  const key = await award(given, { email: 'a@exemple.fr', class: 'transactional' });
  await allow(given, 2);
  for (let turn = 0; turn < 4; turn++) {
    await run();
    await sendUncertainAgain(given.store);
  }
  const { state, attempts } = (await outboxMessage(given.store.pool, key))!;
  assert.deepEqual([state, attempts], ['uncertain', 3]);
  const crashed = await award(given, { email: 'b@exemple.fr', class: 'transactional' });
  const late = await award(given, { email: 'c@exemple.fr', class: 'transactional' });
  const hand = `update outbox set state = 'claimed', claim_id = $2, claimed_at = $3, handed_at = $3, first_at = $3, attempts = 1,
                                  transport = 'smtp' where key = $1`;
  const before = (ms: number) => new Date(Date.now() - ms);
  await given.store.pool.query(hand, [crashed, newId(), before(claimLease + 1_000)]);
  await given.store.pool.query(hand, [late, newId(), before(uncertainFor + 1_000)]);
  assert.equal(await settleOrphans(given.store.pool, before(claimLease)), 2);
  assert.equal(await sendUncertainAgain(given.store), 1);
  assert.deepEqual((await stateOf(given, crashed))[0], 'ready');
  assert.deepEqual((await stateOf(given, late))[0], 'uncertain');
});

test('[DE19] an uncertain message is settled by hand: it had left, it goes again, or it is given up; the person’s story says so', async (t) => {
  const { given, mails, run } = await losing(t, 3);
  const keys = [];
  for (const name of ['sent', 'again', 'failed'] as const)
    keys.push(await award(given, { email: `${name}@exemple.fr` }));
  await run();
  for (const [i, as] of (['sent', 'again', 'failed'] as const).entries())
    assert.equal(await resolveUncertain(given.store, keys[i]!, as), true);
  await run();
  const states = await Promise.all(keys.map((key) => stateOf(given, key)));
  assert.deepEqual(states, [
    ['sent', null],
    ['sent', null],
    ['failed', 'given_up_by_hand'],
  ]);
  assert.equal(mails.length, 4, 'one went again');
  const noted = await given.store.pool.query('select key from sent');
  assert.deepEqual(noted.rows.map(({ key }) => key).sort(), [keys[0], keys[1]].sort());
  const told = (await readInbox(given.store.pool, bucket, 100)).map(({ body }) => (body as { state: string }).state);
  assert.deepEqual(told.sort(), ['failed', 'sent', 'sent', 'uncertain', 'uncertain', 'uncertain']);
  await assert.rejects(resolveUncertain(given.store, keys[0]!, 'again'), (error) =>
    isDeclicError(error, 'DELIVERY_NOT_UNCERTAIN'),
  );
  assert.equal(await resolveUncertain(given.store, newId(), 'sent'), false);
});
