import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { isDeclicError } from '../errors.ts';
import { definitionsVersion, liveClock, openStore } from '../store/index.ts';
import { defaultSwitches, listRules, readSwitches, switchRule } from './index.ts';

// Before the database, whose own end comes after it: hooks run in the order they were given.
after(() => store.close());
const database = await freshDatabase();
const store = await openStore({ connection: database.connection, clock: liveClock, schema: 'check' });

test('[CO8] a switch holds from the moment it is set and is a change of the definitions', async () => {
  assert.deepEqual(await readSwitches(store.pool), defaultSwitches);
  const before = await definitionsVersion(store.pool);
  await switchRule(store, 'similarProducts', true);
  assert.equal((await readSwitches(store.pool)).similarProducts, true);
  assert.equal(await definitionsVersion(store.pool), before + 1);
  const [, second] = await listRules(store.pool);
  assert.deepEqual([second!.number, second!.on, second!.default], [2, true, false]);
});

test('[CO4] the right to object cannot be switched off, not even by a row in the settings', async () => {
  await assert.rejects(switchRule(store, 'objection', false), (error) => isDeclicError(error, 'COMPLIANCE_RULE_FIXED'));
  await store.pool.query(`insert into setting values ('compliance.objection', 'false', now())`);
  assert.equal((await readSwitches(store.pool)).objection, true);
});

test('[CO8] an unknown rule is refused with the names of those there are', async () => {
  for (const id of ['toString', 'nothing', `'; drop table setting; --`]) {
    await assert.rejects(switchRule(store, id, true), /There is no rule called .*priorConsent, similarProducts/);
  }
});
