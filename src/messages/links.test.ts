import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { LINK_KINDS, LINK_PATHS, linksFor, readLink, signLink } from './index.ts';

test('[MS14] a link reads back what was signed, for its own purpose and secret only', () => {
  const kind = fc.constantFrom(...LINK_KINDS);
  const payload = fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.oneof(fc.string(), fc.integer()),
    { maxKeys: 5 },
  );
  fc.assert(
    fc.property(kind, kind, payload, fc.string(), fc.string(), (signedFor, usedFor, data, secret, other) => {
      const token = signLink(secret, signedFor, data);
      if (token.length > 2000) return;
      assert.match(token, /^v1\.[\w-]+\.[\w-]{43}$/);
      const expected = signedFor === usedFor ? { ...data } : null;
      assert.deepEqual(readLink(secret, usedFor, token), expected && JSON.parse(JSON.stringify(expected)));
      if (other !== secret) assert.equal(readLink(other, signedFor, token), null);
    }),
  );
});

test('[MS14] any change of one character makes a link nothing', () => {
  const token = signLink('secret', 'unsubscribe', { p: 'p1', b: 3 });
  for (let i = 0; i < token.length; i++) {
    for (const sign of ['A', 'z', '.', '_']) {
      if (token[i] === sign) continue;
      assert.equal(readLink('secret', 'unsubscribe', token.slice(0, i) + sign + token.slice(i + 1)), null, `at ${i}`);
    }
  }
});

test('[MS14] what is not a token is nothing, whatever it is', () => {
  for (const token of [
    '',
    '.',
    '..',
    'v1..',
    'v2.e30.x',
    `${signLink('s', 'view', {})}.more`,
    `${signLink('s', 'view', {})}=`,
    'x'.repeat(1e6),
  ]) {
    assert.equal(readLink('s', 'view', token), null);
  }
  fc.assert(fc.property(fc.string(), (token) => assert.equal(readLink('s', 'view', token), null)));
});

test('[MS14] the links of a message stand under the public address', () => {
  const links = linksFor('https://shop.example/crm/', 'secret', { p: 'p1' });
  for (const [url, kind] of [
    [links.unsubscribe, 'unsubscribe'],
    [links.preferences, 'preferences'],
    [links.viewInBrowser, 'view'],
  ] as const) {
    const start = `https://shop.example/crm${LINK_PATHS[kind]}`;
    assert.ok(url.startsWith(start), url);
    assert.deepEqual(readLink('secret', kind, url.slice(start.length)), { p: 'p1' });
  }
});
