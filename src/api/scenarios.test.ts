import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { START, testApp } from './fixtures.ts';

const { as, engine } = await testApp({ after });

const rule = { trait: 'city', op: 'is', value: 'Rennes' };
const waiting = {
  name: 'Attente',
  triggers: [{ id: 'api', kind: 'api' }],
  audience: rule,
  start: 'wait',
  steps: { wait: { kind: 'wait', for: 'P3D', next: 'end' }, end: { kind: 'exit', reason: 'waited' } },
  layout: { wait: { x: 10, y: 20 } },
};
const people = ['ana', 'bob', 'cyd'];

test('[AP60] [SC28] who is inside is listed page by page at their step, and versions are kept as they were published', async () => {
  const identify = people.map((who) => ({
    type: 'identify',
    messageId: `i-${who}`,
    userId: who,
    traits: { email: `${who}@exemple.fr`, city: who === 'cyd' ? 'Brest' : 'Rennes' },
  }));
  const { key } = (await as('admin', 'POST', '/api/keys', { kind: 'write', name: 'site' })).json();
  const sent = await as(
    null,
    'POST',
    '/v1/batch',
    { batch: identify },
    { headers: { authorization: `Bearer ${key}` } },
  );
  assert.equal(sent.statusCode, 200, sent.body);
  await engine.quiet();
  const matching = (await as('analyst', 'POST', '/api/scenarios/matching', { draft: { key: 'w', ...waiting } })).json();
  assert.equal(matching.matching.count, 2);
  await as('marketer', 'PUT', '/api/scenarios/w', waiting);
  await as('marketer', 'POST', '/api/scenarios/w/publish');
  await as('marketer', 'POST', '/api/scenarios/w/enrol-matching', { atMost: 2 });
  await engine.quiet();
  const first = (await as('analyst', 'GET', '/api/scenarios/w/people?step=wait&limit=1')).json();
  const second = (await as('analyst', 'GET', `/api/scenarios/w/people?step=wait&limit=1&after=${first.next}`)).json();
  const found = [...first.items, ...second.items];
  assert.deepEqual(found.map(({ externalId }) => externalId).sort(), ['ana', 'bob']);
  assert.equal(second.next, null);
  assert.equal(found[0].dueAt, new Date(START.getTime() + 3 * 86_400_000).toISOString());
  assert.deepEqual((await as('analyst', 'GET', '/api/scenarios/w/people?step=end')).json().items, []);
  const [line] = (await as('analyst', 'GET', '/api/scenarios?search=ATT')).json().items;
  assert.deepEqual([line.key, line.inside], ['w', 2]);
  assert.deepEqual((await as('analyst', 'GET', '/api/scenarios?search=zzz')).json().items, []);
  await as('marketer', 'PUT', '/api/scenarios/w', { ...waiting, name: 'Attente longue' });
  await as('marketer', 'POST', '/api/scenarios/w/publish');
  const versions = (await as('analyst', 'GET', '/api/scenarios/w/versions')).json().items;
  assert.deepEqual(
    versions.map(({ version }: { version: number }) => version),
    [2, 1],
  );
  const old = (await as('analyst', 'GET', '/api/scenarios/w/versions/1')).json();
  assert.deepEqual([old.definition.name, old.definition.layout], ['Attente', waiting.layout]);
  assert.equal(
    (await as('analyst', 'GET', '/api/scenarios/w/versions/9')).json().error.code,
    'SCENARIO_NO_SUCH_VERSION',
  );
});

test('[AP60] one person walks through a draft that is not kept, and examples are there to start from', async () => {
  const [ana] = (await as('analyst', 'GET', '/api/people?externalId=ana')).json().items;
  const draft = { ...waiting, key: 'tried' };
  const walked = (await as('analyst', 'POST', '/api/scenarios/walk', { draft, personId: ana.id })).json();
  assert.deepEqual(
    walked.steps.map(({ step }: { step: string }) => step),
    ['wait', 'end'],
  );
  assert.equal(walked.end.reason, 'waited');
  assert.equal((await as('analyst', 'GET', '/api/scenarios/tried')).json().error.code, 'SCENARIO_UNKNOWN');
  const faulty = await as('analyst', 'POST', '/api/scenarios/walk', { draft: { name: 'x' }, personId: ana.id });
  assert.equal(faulty.json().error.code, 'SCENARIO_INVALID');
  const { items } = (await as('analyst', 'GET', '/api/scenarios/examples')).json();
  assert.ok(items.length >= 5);
  assert.ok(items.some(({ key }: { key: string }) => key === 'trial'));
});

test('[AP60] a draft that lets people in one by one matches nobody beforehand', async () => {
  const { audience: _, ...draft } = { ...waiting, key: 'one' };
  assert.deepEqual((await as('analyst', 'POST', '/api/scenarios/matching', { draft })).json(), { matching: null });
});
