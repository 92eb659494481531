import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.ts';

test('[DS8] [EN12] a bucket whose receipt came first has its turn before those that get new ones again and again', () => {
  const turns = new Turns([1, 2]);
  turns.note([63]);
  turns.note([1, 2, 63]);
  const order: (number | undefined)[] = [];
  for (let i = 0; i < 6; i++) {
    order.push(turns.nextUrgent());
    // Buckets 1 and 2 have something new at every look.
    turns.note([1, 2, ...(order.includes(63) ? [] : [63])]);
  }
  assert.deepEqual(order, [63, 1, 2, 1, 2, 1]);
});

test('[DS8] [EN12] a bucket with both has a turn for each, and one whose receipts left meanwhile has none for them', () => {
  const turns = new Turns([3, 5, 7]);
  turns.note([7]);
  assert.equal(turns.nextUrgent(), 7);
  turns.note([9, 4]);
  turns.note([4]);
  assert.deepEqual([turns.hurries, turns.nextUrgent(), turns.nextUrgent(), turns.hurries], [true, 4, undefined, false]);
  assert.deepEqual([turns.next(), turns.next(), turns.over, turns.next(), turns.over], [3, 5, false, 7, true]);
});

test('[EN12] a bucket that gave way goes on after those that hurry, and one that is done has no other turn', () => {
  const turns = new Turns([1, 2, 3]);
  assert.equal(turns.next(), 1);
  turns.note([3]);
  turns.later(1);
  assert.equal(turns.nextUrgent(), 3);
  turns.done(3);
  assert.deepEqual([turns.next(), turns.next(), turns.next(), turns.restOver], [1, 2, undefined, true]);
});

test('[EN12] what is transactional comes before what is fresh, however long that has waited', () => {
  const turns = new Turns([]);
  turns.note([], [4, 6]);
  turns.note([9, 6], [4]);
  assert.deepEqual(
    [turns.nextUrgent(), turns.nextUrgent(), turns.nextUrgent(), turns.nextUrgent()],
    [9, 6, 4, undefined],
  );
});
