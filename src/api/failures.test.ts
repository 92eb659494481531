import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { onCluster } from '../../test/support/database.ts';
import { testApp } from './fixtures.ts';
// How far the work is behind is read by the room that looks after it.
import '../upkeep/index.ts';

const { app, store, as, cookies, logged } = await testApp({ after });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
const cookie = `declic_session=${cookies.admin}`;
const MB = 1024 * 1024;
const cluster = { skip: onCluster ? false : 'DECLIC_TEST_CITUS_URL names no cluster' };

/** A real request over a real connection. */
const send = (path: string, init: RequestInit & { duplex?: 'half' }) =>
  fetch(address + path, {
    method: 'POST',
    ...init,
    headers: { cookie, 'content-type': 'application/json', ...init.headers },
  });

test('[AP8] malformed JSON is answered with a sentence that says what is wrong', async () => {
  for (const body of [
    '{"email":',
    'not json',
    '{"a":1}}',
    '\u0000',
    '',
    '{"__proto__":{"role":"admin"},"email":"a","password":"b"}',
  ]) {
    const answer = await send('/api/session', { body });
    assert.equal(answer.status, 400, JSON.stringify(body));
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    assert.equal(error.code, 'API_NOT_JSON');
    assert.match(error.message, /not JSON: .+Send one JSON document/s);
  }
});

test('[AP8] a body of another kind is answered with the kind that is wanted', async () => {
  const answer = await send('/api/keys', { body: '<key/>', headers: { 'content-type': 'application/xml' } });
  assert.equal(answer.status, 415);
  assert.match(
    ((await answer.json()) as { error: { message: string } }).error.message,
    /application\/xml.*application\/json/s,
  );
});

test('[AP9] a body of 10 MB is answered with a sentence on the same connection, with and without its length', async () => {
  const body = JSON.stringify({ email: 'x'.repeat(10 * MB), password: 'y' });
  const said = await send('/api/session', { body });
  assert.equal(said.status, 413);
  assert.match(((await said.json()) as { error: { message: string } }).error.message, /larger than the 2 MB/);
  const stream = new ReadableStream({
    start(controller) {
      for (let at = 0; at < body.length; at += MB) controller.enqueue(Buffer.from(body.slice(at, at + MB)));
      controller.close();
    },
  });
  const unsaid = await send('/api/session', { body: stream, duplex: 'half' });
  assert.equal(unsaid.status, 413);
  assert.equal((await fetch(`${address}/health/live`)).status, 200);
});

test('[AP9] a body that ends before its length is answered or dropped, and the server goes on', async () => {
  const { port } = new URL(address);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"email"`,
      );
      socket.end();
    });
    socket
      .on('close', () => resolve())
      .on('error', () => {})
      .resume();
  });
  assert.equal((await fetch(`${address}/health/ready`)).status, 200);
});

test('[AP10] faults of fields come as sentences that name the field, and as details for programs', async () => {
  const answer = await as('admin', 'POST', '/api/keys', { kind: 'master', colour: 'red', name: 'x'.repeat(300) });
  assert.equal(answer.statusCode, 422);
  const { code, message, details } = answer.json().error;
  assert.equal(code, 'API_INVALID');
  assert.match(message, /“kind”: .*write/);
  assert.match(message, /“name”: .*200/);
  assert.match(message, /colour/);
  assert.ok(details.some((fault: { field: string }) => fault.field === 'kind'));
  assert.match(details.map(({ says }: { says: { fr: string } }) => says.fr).join(), /« name » : Trop grand/);
  const query = await as('admin', 'GET', '/api/audit?limit=many&page=2');
  assert.match(query.json().error.message, /in the address, “limit”/);
});

test('[AP10] ten thousand faults are told as twenty', async () => {
  const answer = await as(
    'admin',
    'POST',
    '/api/keys',
    Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n])),
  );
  assert.equal(answer.statusCode, 422);
  assert.ok(answer.body.length < 20_000, `${answer.body.length} characters`);
});

test('[AP11] what nobody foresaw is answered with an id, which the log has, and nothing of the inside', async () => {
  await store.pool.query('alter table api_key rename to api_key_gone');
  const answer = await as('admin', 'GET', '/api/keys');
  await store.pool.query('alter table api_key_gone rename to api_key');
  assert.equal(answer.statusCode, 500);
  const { code, message } = answer.json().error;
  assert.equal(code, 'API_UNEXPECTED');
  assert.doesNotMatch(message, /api_key/);
  const id = /written down as ([0-9a-f-]{36})/.exec(message)?.[1];
  assert.ok(logged.some((line) => line.includes(id!) && line.includes('api_key')));
});

test('[AP11] while a server of a cluster does not answer, this is what is said', cluster, async () => {
  const { rows } = await store.pool.query('select nodeid, nodeport from pg_dist_node where groupid = 1');
  const { nodeid, nodeport } = rows[0];
  const move = (port: number) =>
    store.pool.query('update pg_dist_node set nodeport = $1 where nodeid = $2', [port, nodeid]);
  const asked = () => as('admin', 'GET', '/api/stats');
  // Nobody listens there.
  await move(1);
  const answer = await asked();
  await move(nodeport);
  assert.deepEqual([answer.statusCode, answer.json().error.code], [503, 'API_CLOSED'], answer.body);
  assert.equal((await asked()).statusCode, 200);
});

test('[AP12] a path that leads nowhere is answered in the same shape', async () => {
  for (const [method, path] of [
    ['GET', '/api/nothing'],
    ['PUT', '/api/session'],
    ['GET', `/api/${'x'.repeat(5_000)}`],
  ] as const) {
    const answer = await as('admin', method, path);
    assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'API_NO_SUCH_PATH']);
  }
});

test('[AP13] health and metrics answer without a key, and say nothing about people', async () => {
  assert.deepEqual((await app.inject('/health/live')).json(), { status: 'live' });
  assert.deepEqual((await app.inject('/health/ready')).json(), { status: 'ready' });
  const metrics = await app.inject('/metrics');
  assert.match(metrics.body, /declic_http_seconds_count\{method="GET",route="\/health\/live",status="200"\} \d/);
  assert.match(metrics.body, /declic_inbox_rows 0/);
  assert.match(metrics.body, /declic_outbox_messages\{state="ready"\} 0/);
  assert.doesNotMatch(metrics.body, /@shop\.example/);
});

test('[AP10] a NUL, half a character and a JSON that nests without end are refused with the field’s name', async () => {
  for (const [value, reason] of [
    ['a\0b', /“value”.*NUL/],
    ['\ud800', /“value”.*lone surrogate/],
  ] as const) {
    const answer = await as('admin', 'PUT', '/api/settings/shop.name', { value });
    assert.equal(answer.statusCode, 422);
    assert.match(answer.json().error.message, reason);
  }
  const deep = `{"value":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
  const headers = { 'content-type': 'application/json' };
  const answer = await as('admin', 'PUT', '/api/settings/shop.name', deep, { headers });
  assert.deepEqual([answer.statusCode, answer.json().error.code], [422, 'API_BAD_VALUE']);
});
