import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Addressee } from './outbox.ts';
import { senderOf } from './sender.ts';

const shop = { name: 'Atelier', address: 'bonjour@atelier.example' };
const owner = {
  id: 'r1',
  name: 'Jeanne',
  email: 'jeanne@atelier.example',
  phone: '+33600000000',
  title: null,
  traits: {},
};
const to = (own: typeof owner | null) => ({ id: 'p', owner: own }) as Addressee;
const fallback = { name: 'Service conseil', address: 'conseil@atelier.example' };

test('[DE11] the customer’s own representative signs where the step asks for it, and takes the answers', () => {
  const sender = senderOf({ from: 'owner', fallback }, to(owner), shop);
  assert.deepEqual(
    [sender.name, sender.address, sender.replyTo, sender.phone],
    ['Jeanne', 'jeanne@atelier.example', 'jeanne@atelier.example', '+33600000000'],
  );
});

test('[DE11] without a representative the fallback of the step signs, and without one the shop', () => {
  assert.deepEqual(senderOf({ from: 'owner', fallback }, to(null), shop), { ...shop, ...fallback });
  assert.deepEqual(senderOf({ from: 'owner' }, to(null), shop), shop);
  assert.deepEqual(senderOf(undefined, to(owner), shop), shop);
  assert.deepEqual(senderOf({ from: 'shop' }, to(owner), shop), shop);
});
