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

test('[SC44] turns that keep to open days pass closed ones by, with hours and without', () => {
  const isOpen = (day: string) => !['2026-04-05', '2026-04-06', '2026-05-01'].includes(day);
  const hours: Pace = { messages: 2, per: 'day', from: '09:00', until: '11:00', openDaysOnly: true };
  const told = (turns: readonly Date[]) => turns.map((turn) => turn.toISOString().slice(0, 16));
  assert.deepEqual(told(turnsFrom(new Date('2026-04-04T06:00:00Z'), 4, hours, paris, isOpen).turns), [
    '2026-04-04T07:00',
    '2026-04-04T08:00',
    '2026-04-07T07:00',
    '2026-04-07T08:00',
  ]);
  const whole: Pace = { messages: 1, per: 'hour', openDaysOnly: true };
  const through = turnsFrom(new Date('2026-04-30T20:30:00Z'), 3, whole, paris, isOpen);
  assert.deepEqual(told(through.turns), ['2026-04-30T20:30', '2026-04-30T21:30', '2026-05-01T22:00']);
  assert.equal(through.free.toISOString(), '2026-05-01T23:00:00.000Z');
  const { openDaysOnly: _, ...anyDay } = whole;
  assert.deepEqual(told(turnsFrom(new Date('2026-05-01T08:00:00Z'), 1, anyDay, paris, isOpen).turns), [
    '2026-05-01T08:00',
  ]);
  // A calendar that is closed for good does not stop the program.
  assert.equal(turnsFrom(new Date('2026-04-04T06:00:00Z'), 1, hours, paris, () => false).turns.length, 1);
});

test('[SC42] whatever the pace and however turns are asked for, no stretch as long as its unit holds more', () => {
  const hour = fc.constantFrom([undefined, undefined], ['09:00', '19:00'], ['08:30', '09:15']);
  const given = fc.record({
    messages: fc.integer({ min: 1, max: 400 }),
    per: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
    hours: hour,
    asks: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 }),
    start: fc.integer({ min: 0, max: 400 * 24 * 60 }),
    openDaysOnly: fc.boolean(),
  });
  const isOpen = (day: string) => !/-(0[1-9]|14|25|26)$/.test(day);
  fc.assert(
    fc.property(given, ({ messages, per, hours: [from, until], asks, start, openDaysOnly }) => {
      const pace: Pace = { messages, per, ...(from && { from, until }), openDaysOnly };
      let free = new Date(Date.parse('2026-01-01T00:00:30Z') + start * minute);
      const all: number[] = [];
      for (const many of asks) {
        const given = turnsFrom(free, many, pace, paris, isOpen);
        assert.ok(given.turns[0]! >= free, 'never before it is free');
        all.push(...given.turns.map((turn) => turn.getTime()));
        free = given.free;
      }
      if (openDaysOnly) {
        for (const turn of all) assert.ok(isOpen(localDate(new Date(turn), paris)), new Date(turn).toISOString());
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
