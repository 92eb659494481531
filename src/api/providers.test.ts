import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, test } from 'node:test';
import { mailSink } from '../../test/support/sending.ts';
import { testApp } from './fixtures.ts';

const { as, logged } = await testApp({ after }, { SMTP_URL: 'smtp://shop:hunter2@127.0.0.1:9' });

test('[AP30] providers are made, changed, tested and removed by administrators; passwords are never shown nor written down', async (t: TestContext) => {
  const sink = await mailSink(t);
  const url = sink.url.replace('//', '//shop:hunter2@');
  const put = (key: string, body: object, role: 'admin' | 'marketer' = 'admin') =>
    as(role, 'PUT', `/api/providers/${key}`, body);
  assert.equal((await put('own', { url }, 'marketer')).statusCode, 403);
  const made = (
    await put('own', { url, priority: 2, limits: { perDay: 500, warmUp: { startedOn: '2026-03-01', firstDay: 50 } } })
  ).json();
  assert.equal(made.limits.perDay, 500);
  assert.deepEqual(made.circuit, { state: 'closed', openings: 0, reason: null, since: null, until: null });
  const { items } = (await as('analyst', 'GET', '/api/providers')).json();
  assert.deepEqual(
    items.map(({ key, fromEnvironment, shown }: Record<string, unknown>) => [key, fromEnvironment, shown]),
    [
      ['smtp', true, 'smtp://shop@127.0.0.1:9'],
      ['own', false, `smtp://shop@127.0.0.1:${sink.port}`],
    ],
  );
  await put('smtp', { limits: { perHour: 100 } });
  assert.equal((await as('analyst', 'GET', '/api/providers/smtp')).json().limits.perHour, 100);
  assert.equal((await put('own', { limits: { perDay: 0 } })).statusCode, 422);
  assert.equal((await put('bad', { url: 'smtp://' })).json().error.code, 'SMTP_URL_INVALID');
  const asked = (body: object, key = 'own') => as('admin', 'POST', `/api/providers/${key}/test`, body);
  const refused = (await asked({})).json();
  assert.equal(refused.ok, false, 'this sink knows no such login');
  await put('own', { url: sink.url });
  assert.deepEqual((await asked({})).json(), { ok: true, reason: null, sent: null });
  assert.equal((await asked({ to: 'me@exemple.fr' })).json().ok, true);
  assert.deepEqual(
    sink.arrived.map(({ to }) => to),
    ['me@exemple.fr'],
  );
  assert.equal((await asked({}, 'smtp')).json().ok, false);
  assert.equal((await asked({}, 'none')).statusCode, 404);
  assert.equal((await as('admin', 'DELETE', '/api/providers/own')).json().ok, true);
  assert.equal((await as('admin', 'DELETE', '/api/providers/own')).statusCode, 404);
  const log = (await as('admin', 'GET', '/api/audit')).body;
  for (const action of ['provider.change', 'provider.test', 'provider.remove']) assert.ok(log.includes(action), action);
  assert.doesNotMatch(log + logged.join(), /hunter2/);
});
