import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { readReturnPath, returnPathFor } from './return-path.ts';

const secret = 'a secret for tests only';

test('[CH9] a return path names its message, survives a change of case and fits an address', () => {
  for (let i = 0; i < 200; i++) {
    const key = randomUUID();
    const address = returnPathFor(key, 'Bounces.Boutique.example', secret);
    const [local, domain] = address.split('@');
    assert.ok(local!.length <= 64);
    assert.equal(domain, 'bounces.boutique.example');
    assert.deepEqual(readReturnPath(address, secret), { key });
    assert.deepEqual(readReturnPath(`<${address.toUpperCase()}>`, secret), { key });
  }
});

test('[CH9] a return path that was changed, cut, or made with another secret names nothing', () => {
  const address = returnPathFor(randomUUID(), 'b.example', secret);
  const local = address.split('@')[0]!;
  assert.equal(readReturnPath(address, 'another secret for tests'), null);
  for (let i = 2; i < local.length; i++) {
    const other = local[i] === 'a' ? 'b' : 'a';
    assert.equal(readReturnPath(`${local.slice(0, i)}${other}${local.slice(i + 1)}@b.example`, secret), null);
    assert.equal(readReturnPath(`${local.slice(0, i)}@b.example`, secret), null);
  }
  for (const text of [
    '',
    '@',
    'b-',
    'b-@x.fr',
    'ada@exemple.fr',
    'b-0189@x.fr',
    '<>',
    'b-é@x.fr',
    `${local}a@b.example`,
  ]) {
    assert.equal(readReturnPath(text, secret), null);
  }
  assert.throws(() => returnPathFor('entry/step', 'b.example', secret), RangeError);
});
