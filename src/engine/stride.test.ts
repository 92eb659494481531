import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostInstants, Stride } from './stride.ts';

/** Rounds until the stride no longer changes, on a machine that takes so long for a round and for each of its people. */
function settledOn(machine: { round: number; person: number }, stride = new Stride()): Stride {
  for (let n = 0; n < 50; n++) stride.learn(stride.instants, machine.round + stride.instants * machine.person);
  return stride;
}

test('[EN15] on a quick machine a round takes as many people as it may, on a slow one as many as 300 ms have room for', () => {
  assert.equal(settledOn({ round: 10, person: 0.05 }).instants, mostInstants);
  const slow = settledOn({ round: 50, person: 1 }).instants;
  assert.ok(slow > 200 && slow < 300, `${slow} people`);
  assert.equal(settledOn({ round: 2_000, person: 10 }).instants, 100, 'fewer than this it never takes');
});

test('[EN15] when the machine is quick again rounds grow again; one that was not full says nothing of a full one', () => {
  const stride = settledOn({ round: 50, person: 1 });
  const before = stride.instants;
  stride.learn(3, 60_000);
  stride.learn(before - 1, 1);
  assert.equal(stride.instants, before);
  assert.equal(settledOn({ round: 10, person: 0.05 }, stride).instants, mostInstants);
});
