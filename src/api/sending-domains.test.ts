import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApp } from './fixtures.ts';

const { as } = await testApp({ after });

test('[AP31] a domain gets its key, its record is shown and checked against the DNS; the private half is nowhere', async () => {
  assert.equal((await as('marketer', 'PUT', '/api/sending-domains/shop.example')).statusCode, 403);
  const made = (await as('admin', 'PUT', '/api/sending-domains/shop.example')).json();
  assert.deepEqual(
    [made.domain, made.record.name, made.checked],
    ['shop.example', 'declic._domainkey.shop.example', null],
  );
  // The name server of these tests knows no name at all.
  const { checked } = (await as('admin', 'POST', '/api/sending-domains/shop.example/check')).json();
  assert.deepEqual([checked.spf.state, checked.dkim.state, checked.dmarc.state], ['missing', 'missing', 'missing']);
  assert.match(checked.dkim.todo.fr, /Publier/);
  const [line] = (await as('admin', 'GET', '/api/audit')).json().items;
  assert.deepEqual([line.action, line.target], ['domain.check', 'shop.example']);
  const list = await as('analyst', 'GET', '/api/sending-domains');
  assert.equal(list.json().items[0].checked.spf.state, 'missing');
  assert.doesNotMatch(list.body + made.record.value, /PRIVATE/);
  assert.equal((await as('admin', 'PUT', '/api/sending-domains/shop')).json().error.code, 'DOMAIN_INVALID');
  assert.equal((await as('admin', 'POST', '/api/sending-domains/none.example/check')).statusCode, 404);
  assert.equal((await as('admin', 'DELETE', '/api/sending-domains/shop.example')).json().ok, true);
  assert.deepEqual((await as('analyst', 'GET', '/api/sending-domains')).json().items, []);
});
