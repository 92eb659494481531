import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { localDate } from './localtime.ts';
import { type Pace, turnsFrom } from './pace.ts';

const paris = 'Europe/Paris';
const minute = 60_000;
const unit = { minute, hour: 60 * minute, day: 24 * 60 * minute };
const times = (turns: readonly Date[]) => turns.map((turn) => turn.toISOString().slice(11, 16));

test('[SC42] turns are spread evenly and come together once a minute', () => {
  const free = new Date('2026-03-02T09:00:00Z');
  const slow = turnsFrom(free, 4, { messages: 12, per: 'hour' }, paris);
  assert.deepEqual(times(slow.turns), ['09:00', '09:05', '09:10', '09:15']);
  assert.equal(slow.free.toISOString(), '2026-03-02T09:20:00.000Z');
  const quick = turnsFrom(free, 5, { messages: 120, per: 'hour' }, paris);
  assert.deepEqual(times(quick.turns), ['09:00', '09:01', '09:01', '09:02', '09:02']);
});

test('[SC42] a day’s messages leave within its hours, the rest on the next day', () => {
  const pace: Pace = { messages: 4, per: 'day', from: '09:00', until: '11:00' };
  const { turns } = turnsFrom(new Date('2026-03-02T06:00:00Z'), 6, pace, paris);
  assert.deepEqual(
    turns.map((turn) => turn.toISOString().slice(0, 16)),
    [
      '2026-03-02T08:00',
      '2026-03-02T08:30',
      '2026-03-02T09:00',
      '2026-03-02T09:30',
      '2026-03-03T08:00',
      '2026-03-03T08:30',
    ],
  );
});

test('[SC42] hours follow the shop’s clock over the change to summer time', () => {
  const pace: Pace = { messages: 1, per: 'day', from: '09:00', until: '10:00' };
  const { turns } = turnsFrom(new Date('2026-03-28T00:00:00Z'), 3, pace, paris);
  assert.deepEqual(
    turns.map((turn) => turn.toISOString()),
    ['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z', '2026-03-30T07:00:00.000Z'],
  );
});

test('[SC42] whatever the pace and however turns are asked for, no stretch as long as its unit holds more', () => {
  const hour = fc.constantFrom([undefined, undefined], ['09:00', '19:00'], ['08:30', '09:15']);
  const given = fc.record({
    messages: fc.integer({ min: 1, max: 400 }),
    per: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
    hours: hour,
    asks: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 }),
    start: fc.integer({ min: 0, max: 400 * 24 * 60 }),
  });
  fc.assert(
    fc.property(given, ({ messages, per, hours: [from, until], asks, start }) => {
      const pace: Pace = { messages, per, ...(from && { from, until }) };
      let free = new Date(Date.parse('2026-01-01T00:00:30Z') + start * minute);
      const all: number[] = [];
      for (const many of asks) {
        const given = turnsFrom(free, many, pace, paris);
        assert.ok(given.turns[0]! >= free, 'never before it is free');
        all.push(...given.turns.map((turn) => turn.getTime()));
        free = given.free;
      }
      assert.deepEqual(
        all,
        all.toSorted((a, b) => a - b),
        'in their order',
      );
      if (per === 'day' && from) {
        for (const [day, turns] of Map.groupBy(all, (turn) => localDate(new Date(turn), paris))) {
          assert.ok(turns.length <= messages, `${turns.length} of ${messages} on ${day}`);
        }
        return;
      }
      for (const [index, turn] of all.entries()) {
        const after = all[index + messages] ?? Number.POSITIVE_INFINITY;
        assert.ok(after - turn >= unit[per], `${messages} per ${per}: ${new Date(turn).toISOString()}`);
      }
    }),
  );
});
