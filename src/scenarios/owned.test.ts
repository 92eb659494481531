import assert from 'node:assert/strict';
import { test } from 'node:test';
import { end, hello, openStage, summary } from '../../test/support/scenario-stage.ts';
import { isDeclicError } from '../errors.ts';
import { getScenario, listScenarios, pauseScenario, publishScenario, saveScenario } from './manage.ts';
import { endOwned, pauseOwned, publishOwned, reserveOwned, resumeOwned } from './owned.ts';

const named = { key: 'spring', name: 'Spring', unit: null };
const draft = {
  ...named,
  triggers: [{ id: 'moment', kind: 'moment', at: '2026-03-02T09:00', zone: 'Europe/Paris' }],
  start: 'a',
  steps: { a: hello('end'), end },
};

test('[SC43] what another room wrote is changed by it alone, and does after a pause what it was to do', async () => {
  const stage = await openStage();
  const { store } = stage;
  await stage.person('ann');
  const at = stage.at('2026-03-01T00:00:00Z');
  const id = (await store.transaction((tx) => reserveOwned(tx, named, at)))!;
  assert.equal(await store.transaction((tx) => reserveOwned(tx, named, at)), null, 'its key is taken');
  await store.transaction((tx) => publishOwned(tx, store, id, draft, at));
  await stage.tick('2026-03-01T00:00:00Z');
  const refused = (error: unknown) => isDeclicError(error, 'SCENARIO_OF_CAMPAIGN');
  await assert.rejects(saveScenario(store, draft), refused);
  await assert.rejects(publishScenario(store, 'spring'), refused);
  await assert.rejects(pauseScenario(store, 'spring'), refused);
  assert.deepEqual(await listScenarios(store.pool), []);
  assert.deepEqual(
    (await listScenarios(store.pool, { campaigns: true })).map(({ key, campaign }) => [key, campaign]),
    [['spring', true]],
  );
  await store.transaction((tx) => pauseOwned(tx, id, at));
  await stage.advance('2026-03-02T12:00:00Z');
  assert.deepEqual(await stage.said(), []);
  await store.transaction((tx) => resumeOwned(tx, id, stage.at('2026-03-02T12:00:00Z')));
  await stage.tick('2026-03-02T12:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-02T08:00 a']);
  await store.transaction((tx) => endOwned(tx, store, id, stage.at('2026-03-03T00:00:00Z'), 'cancelled'));
  assert.notEqual((await getScenario(store.pool, 'spring')).archivedAt, null);
});
