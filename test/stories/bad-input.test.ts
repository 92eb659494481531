/** What strangers send: refused with a sentence, and nothing of the others lost. One real server for the file. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Answer, assertRefused, serve } from '../support/serving.ts';

const { address, folder, writeKey, call, track, declic, quiet, sound } = await serve(after);
const MB = 1024 * 1024;

const event = (userId: string, name: string, more: object = {}) => ({
  type: 'track',
  userId,
  event: name,
  messageId: `${userId}-${name}`,
  ...more,
});
const stats = async () => (await call('GET', '/api/stats')).body;
const rejected = async () => (await call('GET', '/api/rejected?limit=200')).body.items;

test('A1 · bodies that cannot be read are refused whole at every door: JSON, gzip, size', async () => {
  const packed = gzipSync(JSON.stringify({ batch: [event('gz', 'Seen')] }));
  const bomb = gzipSync(Buffer.alloc(200 * MB, ' '));
  const bad: [string, string | Buffer, number, Record<string, string>][] = [
    ['malformed', '{"batch":[', 400, {}],
    ['empty', '', 400, {}],
    ['no object', '[]', 400, {}],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, {}],
    ['cut gzip', packed.subarray(0, packed.length - 12), 400, { 'content-encoding': 'gzip' }],
    ['gzip bomb', bomb, 413, { 'content-encoding': 'gzip' }],
    ['unknown encoding', '{}', 400, { 'content-encoding': 'rot13' }],
    ['10 MB', JSON.stringify({ batch: [event('big', 'x'.repeat(10 * MB))] }), 413, {}],
  ];
  for (const [title, raw, status, headers] of bad) {
    const answer = await call('POST', '/v1/batch', { raw, headers, key: writeKey });
    assert.equal(answer.status, status, `${title}: ${answer.text}`);
    assertRefused(answer, status);
  }
  for (const path of ['/api/keys', '/api/segments/count', '/api/session']) {
    assertRefused(await call('POST', path, { raw: '{"a":', headers: { 'content-type': 'application/json' } }), 400);
    assertRefused(await call('POST', path, { body: { name: 'x'.repeat(10 * MB) } }), 413, /2 MB/);
    assertRefused(await call('POST', path, { raw: 'a=b', headers: { 'content-type': 'text/csv' } }), 415);
  }
  assert.equal((await stats()).events, 0);
  await sound();
});

test('A1 · any content type is read, and a good event arrives whatever stands beside it in its batch', async () => {
  const before = (await rejected()).length;
  for (const [at, type] of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'image/png',
    'multipart/form-data',
  ].entries()) {
    const raw = JSON.stringify({ batch: [event(`type${at}`, 'Seen')] });
    assert.equal(
      (await call('POST', '/v1/batch', { raw, headers: { 'content-type': type }, key: writeKey })).status,
      200,
    );
  }
  const beside: unknown[] = [
    null,
    'text',
    [],
    { type: 'nonsense', userId: 'x' },
    event('late', 'Seen', { timestamp: 'yesterday' }),
    { type: 'track', event: 'Nobody' },
    { type: 'track', userId: 'nameless' },
    event('large', 'Seen', { properties: { text: 'x'.repeat(40_000) } }),
    event('deep', 'Seen', { properties: JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`) }),
    event('x'.repeat(2_000), 'Seen'),
  ];
  const answer = await track([event('good', 'First'), ...beside, event('good', 'Last')]);
  assert.equal(answer.status, 200, answer.text);
  await quiet();
  const listed = (await rejected()).slice(0, (await rejected()).length - before);
  assert.equal(listed.length, beside.length, JSON.stringify(listed.map((one: { reason: string }) => one.reason)));
  for (const { code, reason } of listed) assert.ok(code && /\w+ .+\./.test(reason), `${code}: ${reason}`);
  assert.equal((await stats()).events, 6);
  await sound();
});

test('keys: wrong, missing, revoked and those of another door open nothing', async () => {
  const body = { batch: [event('stranger', 'Seen')] };
  const made = (await call('POST', '/api/keys', { body: { kind: 'write', name: 'old' } })).body;
  assert.equal((await call('DELETE', `/api/keys/${made.id}`)).status, 200);
  for (const key of [null, 'dw_nothing', '', made.key, "' or '1'='1"])
    assertRefused(await call('POST', '/v1/batch', { body, key }), 401);
  assertRefused(await call('POST', '/v1/batch', { body }), 401);
  for (const key of [null, 'ds_nothing', writeKey, made.key]) {
    assertRefused(await call('GET', '/api/people', { key }), 401);
    assertRefused(await call('POST', '/api/imports', { body: { kind: 'customers' }, key }), 401);
  }
  const analyst = (await call('POST', '/api/keys', { body: { kind: 'secret', role: 'analyst' } })).body.key;
  assertRefused(await call('POST', '/api/keys', { body: { kind: 'secret' }, key: analyst }), 403);
  await quiet();
  assert.equal((await call('GET', '/api/people?externalId=stranger')).body.items.length, 0);
});

test('A2 · the import’s routes refuse unknown kinds and bad lines whole, and list facts that cannot be', async () => {
  assertRefused(await call('POST', '/api/imports', { body: { kind: 'dreams' } }), /^4/);
  const { id } = (await call('POST', '/api/imports', { body: { kind: 'orders', file: 'o.csv' } })).body;
  const headers = { 'content-type': 'application/x-ndjson' };
  const lines = (raw: string | Buffer) => call('POST', `/api/imports/${id}/facts`, { raw, headers });
  const fact = (over: object) =>
    JSON.stringify({
      kind: 'track',
      occurredAt: '2026-01-01T00:00:00Z',
      who: { externalId: 'i' },
      body: { event: 'E', properties: {} },
      ...over,
    });
  assertRefused(await lines(`${fact({})}\n{"kind":`), 422, /Line 2/);
  assertRefused(await lines(`${fact({})}\n[]`), 422, /Line 2/);
  assertRefused(await lines(Buffer.from([0x1f, 0x8b, 0, 1, 2, 0xff])), /^4/);
  assertRefused(await lines('x'.repeat(33 * MB)), 413);
  const odd = [
    fact({ kind: 'dream' }),
    fact({ kind: '__proto__' }),
    fact({ kind: 'constructor' }),
    fact({ occurredAt: 'never' }),
    fact({ body: {} }),
    fact({ who: { externalId: { a: 1 } } }),
    fact({ kind: 'order', body: { orderId: 'o', kind: 'sale', status: 'x', currency: 'EUR', lines: 'none' } }),
    fact({ kind: 'order', body: { orderId: 'o', kind: 'sale', status: 'completed', currency: 'EUR', lines: [null] } }),
    fact({ kind: 'consent', body: { channel: 'pigeon', purpose: 'x', status: 'granted' } }),
    fact({ kind: 'list', body: { list: 5, action: 'steal' } }),
    fact({ kind: 'message', body: { sentAt: 'never' } }),
    fact({ kind: 'alias', body: { previousId: ['a'] } }),
  ];
  const answer = await lines([fact({ body: { event: 'Good', properties: {} } }), ...odd].join('\n'));
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.body.accepted, answer.body.rejected.length], [1, odd.length], answer.text);
  for (const { reason } of answer.body.rejected) assert.match(reason, /\w+ .+\./);
  const catalog = (raw: string) => call('POST', `/api/imports/${id}/catalog`, { raw, headers });
  for (const row of [
    '{"kind":"product"}',
    '{"kind":"product","productId":"p","price":"cheap"}',
    '{"kind":"cost","productId":"p","amount":{}}',
    '{"kind":"product","productId":"p","name":7,"attributes":"x"}',
    '{"kind":"product","productId":"a\\u0000b","name":"x"}',
  ])
    assertRefused(await catalog(row), 422, /./);
  assert.equal((await call('POST', `/api/imports/${id}/finish`, { body: {} })).status, 200);
  assertRefused(await lines(fact({})), 409);
  await sound();
});

test('A2 · the import command says what is wrong with a file or a mapping, and keeps the good lines of a torn one', async () => {
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const torn = file(
    'torn.csv',
    Buffer.from('email;prénom\nana@exemple.fr;Zo\xe9\nbob@exemple.fr;"Bo\ncy@exemple.fr;C\n', 'latin1'),
  );
  const good = file('good.csv', 'email\ndi@exemple.fr\n');
  const bad: [string[], RegExp][] = [
    [
      ['customers', file('noise.bin', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256)))],
      /no line|cannot/,
    ],
    [['customers', file('book.xlsx', Buffer.from('PK\x03\x04rest'))], /spreadsheet|CSV/],
    [['customers', file('cut.gz', gzipSync('email\n'.repeat(9_000)).subarray(0, 40))], /compressed file/],
    [['customers', file('empty.csv', '')], /empty/],
    [['dreams', good], /no import of “dreams”/],
    [['customers', join(folder, 'absent.csv')], /absent\.csv/],
    [['orders', good], /orderId/],
    [['customers', good, '--mapping', file('m1.json', '{"columns":{"mail":"email"}}')], /“mail”/],
    [['customers', good, '--mapping', file('m2.json', '{"columns":{"email":"e-pigeon"}}')], /e-pigeon/],
    [
      ['customers', good, '--mapping', file('m3.json', '{"columns":{"__proto__":"email","constructor":"email"}}')],
      /constructor|__proto__/,
    ],
    [['customers', good, '--mapping', file('m4.json', '{"columns":')], /JSON/],
  ];
  for (const [args, says] of bad) {
    const { code, err } = declic('import', ...args);
    assert.equal(code, 1, `${args.join(' ')}: ${err}`);
    assert.match(err, says);
    assert.doesNotMatch(err, /fault of Déclic|\.ts:\d/);
  }
  const read = declic('import', 'customers', torn, '--json');
  assert.equal(read.code, 0, read.err);
  const { rowsKept, rowsRejected, badLines } = JSON.parse(read.out);
  assert.deepEqual([rowsKept, rowsRejected, badLines.length], [2, 1, 1], read.out);
  assert.equal((await call('GET', '/api/people?email=ana@exemple.fr')).body.items[0].traits.firstName, 'Zoé');
  await sound();
});

const exit = { kind: 'exit' };
const graph = (steps: object, more: object = {}) => ({
  key: 'hostile',
  name: 'Hostile',
  triggers: [{ id: 'call', kind: 'api' }],
  start: 'a',
  steps,
  ...more,
});
const many = (count: number, at: (n: number) => object) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [n === 0 ? 'a' : `s${n}`, at(n)]));

test('C1 · a graph that cannot be walked is refused over API and command with the step’s name', async () => {
  const bad: [object, RegExp][] = [
    [graph({ a: { kind: 'wait', for: 'P1D', next: 'nowhere' } }), /nowhere/],
    [
      graph({
        a: { kind: 'trait', trait: 'x', value: 1, next: 'b' },
        b: { kind: 'trait', trait: 'y', value: 1, next: 'a' },
      }),
      /“a”|“b”/,
    ],
    [graph({ a: { kind: 'message', template: 'unwritten', next: 'b' }, b: exit }), /unwritten/],
    [
      graph({
        a: { kind: 'branch', paths: [{ name: 'p', when: { segment: 'unknown-segment' }, next: 'b' }], otherwise: 'b' },
        b: exit,
      }),
      /unknown-segment/,
    ],
    [graph({ a: exit, lonely: exit }), /lonely/],
    [graph({ a: { kind: 'dream', next: 'a' } }), /dream/],
    [graph({ a: { kind: '__proto__' } }), /__proto__/],
    [graph({ a: { kind: 'constructor' } }), /constructor/],
    [graph({ a: exit }, { start: 'tostring' }), /tostring/],
    [graph({ a: { kind: 'wait', for: 'P1D', next: 'constructor' } }), /constructor/],
    [graph({ a: exit }, { triggers: [] }), /triggers/],
    [
      graph({ a: exit }, { triggers: [{ id: 's', kind: 'segment', segment: 'unknown-segment', change: 'entered' }] }),
      /unknown-segment|segment/,
    ],
    [
      graph(many(10_000, (n) => ({ kind: 'wait', for: 'P1D', next: n === 9_999 ? 'a' : `s${n + 1}` }))),
      /500|characters|10.?000/,
    ],
    [graph({ a: exit }, { audience: { all: [{ segment: 'unknown-segment' }] } }), /unknown-segment/],
    [graph({ a: { kind: 'wait', for: 'P99999999Y', next: 'b' }, b: exit }), /“a”/],
  ];
  for (const [draft, says] of bad) {
    const judged = await call('POST', '/api/scenarios/validate', { body: draft });
    assert.equal(judged.status, 200, judged.text);
    assert.match(judged.body.errors.map((one: { sentence: string }) => one.sentence).join('\n'), says);
    const kept = await call('PUT', '/api/scenarios/hostile', { body: draft });
    assert.ok(kept.status < 500, kept.text);
    if (kept.status === 200) assertRefused(await call('POST', '/api/scenarios/hostile/publish'), 422, says);
    else assertRefused(kept, /^4/, says);
  }
  const path = join(folder, 'loop.json');
  writeFileSync(path, JSON.stringify(bad[1]![0]));
  const { code, out } = declic('scenario', 'validate', path);
  assert.equal(code, 1);
  assert.match(out, /✗ The step/);
  await sound();
});

test('B1 · a rule that cannot be asked is refused with its place: operators, cycles, depth, size', async () => {
  let deep: object = { trait: 'a', op: 'is', value: 1 };
  for (let n = 0; n < 60; n++) deep = { all: [deep] };
  const trait = { trait: 'city', op: 'is', value: 'Rennes' };
  const rules: unknown[] = [
    { trait: 'a', op: 'resembles', value: 1 },
    { trait: 'a', op: '__proto__', value: 1 },
    { trait: 'a', op: 'constructor', value: 1 },
    { hasOwnProperty: 'a' },
    { segment: 'unknown-segment' },
    { all: Array.from({ length: 5_000 }, () => trait) },
    { trait: 'a', op: 'in', value: Array.from({ length: 50_000 }, (_, n) => n) },
    { trait: 'a', op: 'matches', value: '(a+)+$' },
    { event: 'E', count: { atLeast: 1e99 } },
    { event: 'E', within: 'P1000000Y' },
    { all: 'x' },
    deep,
    [],
    null,
    'x'.repeat(1_000_000),
  ];
  for (const rule of rules) {
    const shown = JSON.stringify(rule)?.slice(0, 80);
    const counted: Answer = await call('POST', '/api/segments/count', { body: { rule } });
    assert.equal(counted.status, 422, `${shown}: ${counted.text.slice(0, 300)}`);
    assertRefused(counted, 422);
    assertRefused(await call('PUT', '/api/segments/bad', { body: { name: 'Bad', rule } }), 422);
  }
  const put = (key: string, rule: unknown) => call('PUT', `/api/segments/${key}`, { body: { name: key, rule } });
  assert.equal((await put('one', trait)).status, 200);
  assert.equal((await put('two', { segment: 'one' })).status, 200);
  assertRefused(await put('one', { any: [trait, { segment: 'two' }] }), 422, /one|two/);
  assertRefused(await put('two', { not: { segment: 'two' } }), 422);
  await sound();
});

test('after all that the server counts right and answers at its address', async () => {
  await track([event('good', 'Last'), event('good', 'Again')]);
  await quiet();
  const { events, orders } = await stats();
  // 4 content types, 2 of the mixed batch, 1 of the import, 1 now; the repeat counts once.
  assert.deepEqual([events, orders], [8, 0]);
  assert.equal((await fetch(`${address}/health/live`)).status, 200);
  await sound();
});
