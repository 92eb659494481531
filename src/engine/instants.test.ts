import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { atTheirInstant, earliestInstants } from './instants.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const due = (personId: string, minute: number) => ({ personId, asOf: at(minute) });

test('[EN4] the earliest moment of a person wins over the rooms', () => {
  const rechecks = [due('a', 1), due('b', 5)];
  const steps = [due('b', 2), due('a', 3)];
  const instants = earliestInstants([rechecks, steps], 10);
  assert.deepEqual([...instants].sort(), [
    ['a', at(1)],
    ['b', at(2)],
  ]);
  assert.deepEqual(atTheirInstant(rechecks, instants), [due('a', 1)]);
  assert.deepEqual(atTheirInstant(steps, instants), [due('b', 2)]);
});

test('[EN4] two things due at the same moment of a person run in the same round', () => {
  const instants = earliestInstants([[due('a', 1)], [due('a', 1)]], 10);
  assert.deepEqual(atTheirInstant([due('a', 1)], instants), [due('a', 1)]);
});

test('[EN5] a full list hides nobody behind its end', () => {
  // The full list ends at minute 2; what the other room knows of minute 3 might come after something hidden.
  const instants = earliestInstants([[due('a', 1), due('b', 2)], [due('c', 3)]], 2);
  assert.deepEqual([...instants.keys()], ['a', 'b']);
});

test('[EN4] repeated rounds take the moments of each person in order, whatever the bound', () => {
  const people = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(50), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(people, fc.integer({ min: 1, max: 5 }), (given, most) => {
      let left = given.map(([personId, minute, first]) => ({ ...due(personId, minute), first }));
      const taken = new Map<string, number[]>();
      while (left.length > 0) {
        const list = (first: boolean) =>
          [
            ...Map.groupBy(
              left.filter((one) => one.first === first),
              (one) => one.personId,
            ),
          ]
            .map(([personId, all]) => ({ personId, asOf: new Date(Math.min(...all.map((one) => one.asOf.getTime()))) }))
            .sort((a, b) => a.asOf.getTime() - b.asOf.getTime())
            .slice(0, most);
        const instants = earliestInstants([list(true), list(false)], most);
        assert.ok(instants.size > 0, 'a round always takes something');
        for (const [personId, moment] of instants)
          taken.set(personId, [...(taken.get(personId) ?? []), moment.getTime()]);
        left = left.filter((one) => instants.get(one.personId)?.getTime() !== one.asOf.getTime());
      }
      for (const moments of taken.values())
        assert.deepEqual(
          moments,
          [...moments].sort((a, b) => a - b),
        );
    }),
  );
});
