import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApp } from './fixtures.ts';

const { as, store } = await testApp({ after });

test('[AP40] everything is stopped and goes on; the answer says what is held, by whom and why; analysts only look', async () => {
  const stopped = await as('marketer', 'POST', '/api/delivery/stop', { reason: 'a wrong price' });
  assert.equal(stopped.statusCode, 200);
  const { stopped: is, paused, waiting } = (await as('analyst', 'GET', '/api/delivery')).json();
  assert.deepEqual([is, waiting], [true, 0]);
  assert.deepEqual(
    paused.map((one: Record<string, string>) => [one.kind, one.key, one.by, one.reason]),
    ['promotional', 'service'].map((key) => ['class', key, 'marketer@shop.example', 'a wrong price']),
  );
  assert.equal((await as('analyst', 'POST', '/api/delivery/resume')).statusCode, 403);
  assert.equal((await as('admin', 'POST', '/api/delivery/resume')).json().stopped, false);
  const { items } = (await as('admin', 'GET', '/api/audit?limit=2')).json();
  assert.deepEqual(
    items.map(({ action }: { action: string }) => action),
    ['delivery.resume', 'delivery.stop'],
  );
});

test('[AP40] one send is paused, goes on and is cancelled under its key; what is no send is a sentence', async () => {
  const draft = {
    name: 'Hello',
    triggers: [{ id: 'call', kind: 'api' }],
    start: 'end',
    steps: { end: { kind: 'exit' } },
  };
  await as('marketer', 'PUT', '/api/scenarios/hello', draft);
  const pause = await as('marketer', 'POST', '/api/delivery/scenario/hello/pause', { reason: 'to look at it' });
  const { stopped, paused } = pause.json();
  assert.deepEqual([stopped, paused[0].kind, paused[0].key], [false, 'scenario', 'hello']);
  assert.deepEqual((await as('marketer', 'POST', '/api/delivery/scenario/hello/resume', {})).json().paused, []);
  const cancel = await as('marketer', 'POST', '/api/delivery/scenario/hello/cancel', {});
  assert.equal(cancel.json().paused.length, 1, 'cancelling pauses');
  const unknown = await as('marketer', 'POST', '/api/delivery/scenario/nothing/pause', {});
  assert.deepEqual([unknown.statusCode, unknown.json().error.code], [404, 'DELIVERY_NO_SUCH_SEND']);
  assert.equal((await as('marketer', 'POST', '/api/delivery/newsletter/hello/pause', {})).statusCode, 422);
});

test('[AP40] of a sender that is held back it is told how many of its mails arrived lately, and how many people complained', async () => {
  const hold = (domain: string) => as('marketer', 'POST', `/api/delivery/sender/${domain}/pause`, { reason: 'a list' });
  const query = `insert into sender_hour (domain, hour, messages) values ('atelier.example', date_trunc('hour', $1::timestamptz), 400)`;
  await store.pool.query(query, [store.clock.now()]);
  await hold('atelier.example');
  const { stopped, paused } = (await hold('never-sent.example')).json();
  const told = (paused as { kind: string; key: string; counted: unknown }[]).filter(({ kind }) => kind === 'sender');
  assert.deepEqual(
    [stopped, told.map(({ key, counted }) => [key, counted])],
    [
      false,
      [
        ['atelier.example', { delivered: 400, complaints: 0 }],
        ['never-sent.example', null],
      ],
    ],
  );
});
