import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignStage } from '../../test/support/campaign-stage.ts';

test('[AP190] [SC44] a campaign on open days alone passes holidays and closings by, as its forecast says', async (t) => {
  const { as, call, people, plan, at, sent } = await campaignStage(t);
  // The clock stands on Monday, 2 March 2026.
  await people(['p1', 'p2', 'p3', 'p4']);
  const closing = { from: '2026-04-04', until: '2026-04-05', name: 'Inventaire' };
  assert.equal((await as('marketer', 'POST', '/api/closings', closing)).statusCode, 403);
  const { id } = await call('POST', '/api/closings', closing);
  const wrong = await as('admin', 'POST', '/api/closings', { ...closing, until: '2026-04-01' });
  assert.equal(wrong.json().error.code, 'COMPLIANCE_CLOSING_INVALID');
  assert.match(wrong.json().error.details[0].says.fr, /vient avant le début/);
  assert.deepEqual((await as('analyst', 'GET', '/api/closings')).json().items, [{ id, ...closing }]);
  const april = await call('GET', '/api/holidays?from=2026-04-01&until=2026-04-30');
  assert.deepEqual(
    [
      april.region,
      ...april.items.map(({ day, kind, name }: { day: string; kind: string; name: { en: string } }) => [
        day,
        kind,
        name.en,
      ]),
    ],
    [
      'metropole',
      ['2026-04-04', 'closing', 'Inventaire'],
      ['2026-04-05', 'closing', 'Inventaire'],
      ['2026-04-06', 'holiday', 'Easter Monday'],
    ],
  );
  const pace = { messages: 2, per: 'day', from: '09:00', until: '11:00', openDaysOnly: true };
  const draft = {
    to: { segments: ['paris'] },
    messages: [{ template: 'news' }],
    when: { at: '2026-04-03T09:00' },
    pace,
  };
  await plan('easter', draft);
  const { leaving } = await call('POST', '/api/campaigns/easter/forecast');
  const expected = ['2026-04-03', '2026-04-07'].map((day) => ({ day, messages: 2 }));
  assert.deepEqual(leaving.days, expected);
  await at('2026-04-08T00:00:00Z');
  assert.deepEqual(
    (await sent()).map((one) => one.at.slice(0, 16)),
    ['2026-04-03T07:00', '2026-04-03T08:00', '2026-04-07T07:00', '2026-04-07T08:00'],
  );
  await call('DELETE', `/api/closings/${id}`);
  assert.equal((await as('admin', 'DELETE', `/api/closings/${id}`)).statusCode, 404);
  const { items } = await call('GET', '/api/audit');
  assert.deepEqual(
    items
      .filter(({ action }: { action: string }) => action.startsWith('closing.'))
      .map(({ action, target }: { action: string; target: string }) => `${action} ${target}`),
    ['closing.remove Inventaire', 'closing.add Inventaire'],
  );
});
