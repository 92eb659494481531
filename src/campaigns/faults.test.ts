import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignStage } from '../../test/support/campaign-stage.ts';
import { failEverywhere } from '../../test/support/faults.ts';
import { cancelCampaign, getCampaign, pauseCampaign, planCampaign, resumeCampaign, saveCampaign } from './manage.ts';

const plan = { name: 'Spring', to: { segments: ['paris'] }, messages: [{ template: 'news' }] };
const by = { by: 'ada@shop.example' };
const tables = ['campaign', 'scenario', 'scenario_version', 'inbox'];

test('[CM14] a plan that fails anywhere changes nothing, and then sends once', async (t) => {
  const { store, engine, people, sent } = await campaignStage(t);
  await people(['ann', 'bea']);
  const kept = await failEverywhere(store, tables, (on) => saveCampaign(on, 'spring', plan));
  const planned = await failEverywhere(store, tables, (on) => planCampaign(on, 'spring'));
  assert.ok(kept >= 3 && planned >= 8, `${kept} and ${planned} statements`);
  await engine.quiet();
  assert.deepEqual(
    (await sent()).map(({ person }) => person),
    ['ann', 'bea'],
  );
});

test('[CM14] a pause, a resumption and a cancellation that fail anywhere changes nothing', async (t) => {
  const { store, engine, people, sent } = await campaignStage(t);
  await people(['ann']);
  await saveCampaign(store, 'later', { ...plan, when: { at: '2026-03-03T09:00' } });
  await planCampaign(store, 'later');
  for (const [work, state] of [
    [pauseCampaign, 'paused'],
    [resumeCampaign, 'planned'],
    [cancelCampaign, 'cancelled'],
  ] as const) {
    await failEverywhere(store, [...tables, 'pause'], (on) => work(on, 'later', by));
    await engine.quiet();
    assert.equal((await getCampaign(store, 'later')).state, state);
  }
  await engine.advance(new Date('2026-03-05T00:00:00Z'));
  assert.deepEqual(await sent(), []);
});
