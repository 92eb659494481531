import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApp } from './fixtures.ts';

const { store, as } = await testApp({ after });
const plain = { headers: { 'content-type': 'text/plain' } };
const codeOf = (answer: { json: () => { error?: { code: string } } }) => answer.json().error?.code;

test('[AP27] a bank is made, changed and read with exact amounts; what it cannot be is a sentence', async () => {
  const put = (key: string, body: object) => as('admin', 'PUT', `/api/banks/${key}`, body);
  const made = (await put('gifts-budget', { kind: 'budget', total: '250.045', name: 'Cadeaux' })).json();
  const zero = { granted: '0', spent: '0', window: null, low: false };
  assert.deepEqual(made, {
    key: 'gifts-budget',
    kind: 'budget',
    name: 'Cadeaux',
    total: '250.045',
    free: '250.045',
    ...zero,
  });
  assert.equal((await put('gifts-budget', { kind: 'budget', total: 300 })).json().total, '300');
  assert.equal((await as('analyst', 'GET', '/api/banks/gifts-budget')).json().name, 'Cadeaux');
  assert.equal(codeOf(await put('gifts-budget', { kind: 'stock', total: 3 })), 'BANK_FIXED');
  for (const body of [
    { kind: 'stock', total: '1.5' },
    { kind: 'stock' },
    { kind: 'rate', total: 5 },
    { kind: 'codes', total: 5 },
  ])
    assert.equal(codeOf(await put('wrong', body)), 'BANK_INVALID', JSON.stringify(body));
  assert.equal(codeOf(await as('analyst', 'GET', '/api/banks/wrong')), 'BANK_UNKNOWN');
  assert.equal((await put('Not A Key', { kind: 'stock', total: 1 })).statusCode, 422);
  await put('per-hour', { kind: 'rate', total: 10, window: 3_600 });
  const first = (await as('analyst', 'GET', '/api/banks?limit=1')).json();
  const second = (await as('analyst', 'GET', `/api/banks?limit=1&after=${first.next}`)).json();
  assert.deepEqual([first.items[0].key, second.items[0].key, second.next], ['gifts-budget', 'per-hour', null]);
});

test('[AP27] codes come in one a line, a bad line brings nothing, and the audit log has no code', async () => {
  await as('admin', 'PUT', '/api/banks/spring', { kind: 'codes' });
  const post = (body: string, more: object = plain) => as('marketer', 'POST', '/api/banks/spring/codes', body, more);
  assert.deepEqual((await post('SECRET-1\nSECRET-2\n')).json(), { added: 2, repeated: 0 });
  const ndjson = { headers: { 'content-type': 'application/x-ndjson' } };
  assert.deepEqual((await post('{"code":"SECRET-3"}\n"SECRET-1"', ndjson)).json(), { added: 1, repeated: 1 });
  for (const bad of ['SECRET-4\na b', 'SECRET-4\n{"kode":"x"}', 'SECRET-4\n"', `SECRET-4\n${'x'.repeat(101)}`]) {
    assert.deepEqual([codeOf(await post(bad)), /Line 2/.test((await post(bad)).body)], ['API_BAD_LINE', true], bad);
  }
  assert.equal(codeOf(await as('marketer', 'POST', '/api/banks/spring/codes', { codes: ['x'] })), 'API_WRONG_MEDIA');
  assert.equal(codeOf(await as('marketer', 'POST', '/api/banks/none/codes', 'A', plain)), 'BANK_UNKNOWN');
  const { items } = (await as('marketer', 'GET', '/api/banks/spring/codes?limit=2')).json();
  assert.deepEqual(
    items.map((line: { code: string; state: string }) => [line.code, line.state]),
    [
      ['SECRET-1', 'free'],
      ['SECRET-2', 'free'],
    ],
  );
  assert.equal((await as('analyst', 'GET', '/api/banks/spring/codes')).statusCode, 403);
  const log = (await as('admin', 'GET', '/api/audit')).body;
  assert.ok(log.includes('bank.codes') && !log.includes('SECRET-'));
});

test('[AP27] a pool is low below the share that the shop decided', async () => {
  await store.pool.query(`update bank set spent = 2 where key = 'spring'`);
  const low = async () => (await as('analyst', 'GET', '/api/banks/spring')).json().low;
  assert.equal(await low(), false);
  await as('admin', 'PUT', '/api/settings/banks.warnShare', { value: 0.5 });
  assert.equal(await low(), true);
});
