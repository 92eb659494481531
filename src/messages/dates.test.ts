import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { readMoment, writeMoment } from './dates.ts';

const write = (value: unknown, format: string, timezone = 'Europe/Paris', locale = 'fr') => {
  const moment = readMoment(value, timezone);
  return moment && writeMoment(moment, format, locale);
};

test('[MS5] a moment is shown on the reader’s clock, before and after a change of summer time', () => {
  const format = '%a %d %b %H:%M %z';
  assert.equal(write('2026-03-29T00:59:00Z', format), 'dim. 29 mars 01:59 +0100');
  assert.equal(write('2026-03-29T01:00:00Z', format), 'dim. 29 mars 03:00 +0200');
  assert.equal(write('2026-10-25T00:30:00Z', '%H:%M %:z'), '02:30 +02:00');
  assert.equal(write('2026-10-25T01:30:00Z', '%H:%M %:z'), '02:30 +01:00');
  assert.equal(write('2026-03-29T01:30:00Z', '%H:%M', 'Asia/Kolkata'), '07:00');
});

test('[MS5] the machine’s own time zone changes nothing', () => {
  const script = `import { readMoment, writeMoment } from ${JSON.stringify(new URL('./dates.ts', import.meta.url).href)};
    console.log(['2026-03-29T02:30:00Z', '2026-03-29 02:30', '2026-03-29'].map((v) => writeMoment(readMoment(v, 'UTC'), '%F %T %z', 'fr')).join());`;
  for (const TZ of ['UTC', 'Europe/Paris', 'America/New_York']) {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { TZ },
      encoding: 'utf8',
    });
    assert.equal(stdout.trim(), '2026-03-29 02:30:00 +0000,2026-03-29 02:30:00 +0000,2026-03-29 00:00:00 +0000', TZ);
  }
});

test('[MS5] directives and their flags do as strftime does', () => {
  const at = '2026-01-05T15:04:09.007Z';
  const cases: [string, string][] = [
    ['%Y-%m-%d %H:%M:%S.%L', '2026-01-05 16:04:09.007'],
    ['%-d/%-m/%y %e', '5/1/26  5'],
    ['%I:%M %p %l %P', '04:04 PM  4 pm'],
    ['%j %u %w %C', '005 1 1 20'],
    ['%A %B %^a', 'lundi janvier LUN.'],
    ['%s %F %T %R %D', '1767625449 2026-01-05 16:04:09 16:04 01/05/26'],
    ['%_m|%5d|%%|%Q', ' 1|00005|%|%Q'],
  ];
  for (const [format, expected] of cases) assert.equal(write(at, format), expected, format);
  assert.equal(write(at, '%A %B', 'UTC', 'en'), 'Monday January');
  assert.equal(write('2024-12-31', '%j'), '366');
  assert.ok((write(at, '%999999999d') ?? '').length <= 20);
});

test('[MS5] a day or an hour without a zone is shown as it was written, everywhere', () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Paris']) {
    assert.equal(write('1980-02-29', '%d %B', zone), '29 février');
    assert.equal(write('2026-03-29 02:30', '%d %H:%M', zone), '29 02:30');
  }
});

test('[MS5] what is not a date is none: ambiguous days, days that do not exist, other things', () => {
  for (const value of [
    '03/04/2026',
    '2026-02-30',
    '2026-13-01',
    'bientôt',
    '',
    '12',
    {},
    true,
    Number.NaN,
    new Date('x'),
  ]) {
    assert.equal(readMoment(value, 'UTC'), null, String(value));
  }
});

test('[MS5] any moment reads back from its ISO form in any zone', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham');
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      zones,
      (at, zone) => {
        const text = write(at, '%FT%T.%L%:z', zone)!;
        assert.equal(new Date(text).getTime(), at.getTime(), text);
      },
    ),
  );
});
