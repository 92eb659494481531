import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { isDuration, parseDuration } from './duration.ts';
import { addDuration, dateMoment, localHour, nextHour, nextOccasion, readTraitDate, zoneOf } from './localtime.ts';

const paris = 'Europe/Paris';
const add = (moment: string, duration: string, zone = paris) =>
  addDuration(new Date(moment), parseDuration(duration), zone).toISOString();

test('[SC7] days keep the hour of the wall clock over both changes of the clocks, hours are exact', () => {
  assert.equal(add('2026-03-28T13:00:00Z', 'P1D'), '2026-03-29T12:00:00.000Z');
  assert.equal(add('2026-03-28T13:00:00Z', 'PT24H'), '2026-03-29T13:00:00.000Z');
  assert.equal(add('2026-10-24T12:00:00Z', 'P1D'), '2026-10-25T13:00:00.000Z');
  assert.equal(add('2026-10-24T12:00:00Z', 'P1DT2H'), '2026-10-25T15:00:00.000Z');
  assert.equal(add('2026-01-31T12:00:00Z', 'P1M'), '2026-02-28T12:00:00.000Z');
});

test('[SC7] an hour that the change to summer skips becomes the first moment after it', () => {
  assert.equal(add('2026-03-28T01:30:00Z', 'P1D'), '2026-03-29T01:00:00.000Z');
  const skipped = nextHour(new Date('2026-03-28T23:30:00Z'), { at: '02:30' }, paris);
  assert.equal(skipped.toISOString(), '2026-03-29T01:00:00.000Z');
  assert.equal(localHour(skipped, paris), '03:00');
});

test('[SC7] an hour that comes twice at the change to winter is the first one, and is not met again', () => {
  const first = nextHour(new Date('2026-10-24T22:00:00Z'), { at: '02:30' }, paris);
  assert.equal(first.toISOString(), '2026-10-25T00:30:00.000Z');
  const next = nextHour(new Date('2026-10-25T00:45:00Z'), { at: '02:30' }, paris);
  assert.equal(next.toISOString(), '2026-10-26T01:30:00.000Z');
  assert.equal(add('2026-10-25T01:30:00Z', 'PT30M'), '2026-10-25T02:00:00.000Z');
});

test('[SC8] the hour of the day is the person’s own, on allowed weekdays, at once inside its window', () => {
  const friday = new Date('2026-03-06T20:00:00Z');
  const monday = { at: '09:00', weekdays: ['mon', 'tue'] as const };
  assert.equal(nextHour(friday, monday, 'America/New_York').toISOString(), '2026-03-09T13:00:00.000Z');
  assert.equal(nextHour(friday, monday, 'Asia/Tokyo').toISOString(), '2026-03-09T00:00:00.000Z');
  const window = { at: '09:00', until: '18:00' };
  assert.equal(nextHour(friday, window, 'America/New_York'), friday);
  assert.equal(nextHour(friday, window, paris).toISOString(), '2026-03-07T08:00:00.000Z');
});

test('[SC8] who arrives on the minute of the hour goes on at once', () => {
  const nine = new Date('2026-03-06T08:00:00Z');
  assert.equal(nextHour(nine, { at: '09:00' }, paris).getTime(), nine.getTime());
  const after = new Date('2026-03-06T08:00:00.001Z');
  assert.equal(nextHour(after, { at: '09:00' }, paris).toISOString(), '2026-03-07T08:00:00.000Z');
});

const born = readTraitDate('1992-02-29', paris)!;
const birthday = (after: string, leap: '28-feb' | '1-mar', zone = paris) =>
  nextOccasion(born, { yearly: true }, zone, new Date(after), leap)!.dueAt.toISOString();

test('[SC19] 29 February is kept on the day the shop chose in common years and on itself in leap years', () => {
  assert.equal(birthday('2026-01-01T00:00:00Z', '28-feb'), '2026-02-28T08:00:00.000Z');
  assert.equal(birthday('2026-01-01T00:00:00Z', '1-mar'), '2026-03-01T08:00:00.000Z');
  assert.equal(birthday('2027-06-01T00:00:00Z', '28-feb'), '2028-02-29T08:00:00.000Z');
  assert.equal(birthday('2026-02-28T08:00:00Z', '28-feb'), '2027-02-28T08:00:00.000Z');
  assert.equal(birthday('2099-06-01T00:00:00Z', '28-feb'), '2100-02-28T08:00:00.000Z');
});

test('[SC19] a date is moved by its offset, across years too, and is at nine unless an hour is named', () => {
  const rule = { yearly: true, offset: parseDuration('-P5D'), hour: '10:30' };
  const date = readTraitDate('1990-01-03', paris)!;
  const next = nextOccasion(date, rule, paris, new Date('2026-12-01T00:00:00Z'), '28-feb')!;
  assert.deepEqual([next.dueAt.toISOString(), next.occasion], ['2026-12-29T09:30:00.000Z', '2027-01-03']);
  const end = readTraitDate('2026-03-30T12:15:00Z', paris)!;
  assert.equal(dateMoment(end, { offset: parseDuration('-P1D') }, paris).toISOString(), '2026-03-29T12:15:00.000Z');
  assert.equal(
    dateMoment(end, { offset: parseDuration('-P5D'), hour: '09:00' }, paris).toISOString(),
    '2026-03-25T08:00:00.000Z',
  );
  assert.equal(nextOccasion(end, {}, paris, new Date('2026-03-30T12:15:00Z'), '28-feb'), null);
});

test('[SC19] what is no date starts nothing', () => {
  for (const value of ['', 'soon', '2026-02-30', '2026-13-01', 20260301, null, undefined, {}, '2026-03-01T25:00']) {
    assert.equal(readTraitDate(value, paris), null, String(value));
  }
  assert.equal(readTraitDate('2026-03-29T02:30', paris)!.moment!.toISOString(), '2026-03-29T01:00:00.000Z');
  assert.equal(zoneOf('Mars/Olympus', null, 'Asia/Tokyo'), 'Asia/Tokyo');
});

test('[SC19] a yearly date moved by more than a year, in days or weeks, has its next occasion too', () => {
  const born = readTraitDate('1980-05-01', paris)!;
  const next = (offset: string) =>
    nextOccasion(
      born,
      { yearly: true, offset: parseDuration(offset) },
      paris,
      new Date('2026-03-02T00:00:00Z'),
      '28-feb',
    );
  assert.deepEqual([next('-P800D')!.occasion, next('-P120W')!.occasion], ['2029-05-01', '2029-05-01']);
  assert.equal(next('P800D')!.occasion, '2024-05-01');
});

test('[SC7] durations are read exactly, and what is none is refused', () => {
  for (const text of ['P', 'PT', 'P1', '1D', 'P1DT', 'P1.5D', 'P99999D', 'P1D ', 'P-1D', "P1D'; drop table entry"]) {
    assert.equal(isDuration(text), false, text);
  }
  assert.throws(() => parseDuration('a week'), /“a week” is not a duration.*P2W/);
  fc.assert(
    fc.property(fc.nat(3_000), fc.nat(100_000), (days, minutes) => {
      const parsed = parseDuration(`P${days}DT${minutes}M`);
      assert.deepEqual([parsed.days, parsed.exact], [days, minutes * 60_000]);
    }),
  );
});

test('[SC7] time never goes back: the next hour and a forward duration are after the moment, in every zone', () => {
  const zones = ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      fc.nat(23),
      fc.nat(59),
      (from, zone, h, m) => {
        const at = `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
        const next = nextHour(from, { at }, zone);
        assert.ok(next >= from);
        assert.ok(next.getTime() - from.getTime() <= 49 * 3_600_000);
        assert.ok(addDuration(from, parseDuration('P1D'), zone) > from);
      },
    ),
  );
});

test('[SC44] an hour on open days alone is the next one on which the shop is open', () => {
  const isOpen = (day: string) => !['2026-12-24', '2026-12-25', '2026-12-26'].includes(day);
  const eve = new Date('2026-12-24T09:30:00Z');
  const rule = { at: '09:00', until: '19:00' };
  assert.equal(nextHour(eve, rule, paris, isOpen).toISOString(), '2026-12-27T08:00:00.000Z');
  assert.equal(nextHour(eve, rule, paris), eve);
  const monday = nextHour(eve, { ...rule, weekdays: ['mon', 'fri', 'sat'] }, paris, isOpen);
  assert.equal(monday.toISOString(), '2026-12-28T08:00:00.000Z');
  assert.ok(nextHour(eve, { at: '09:00', weekdays: ['mon'] }, paris, () => false) > eve);
});
