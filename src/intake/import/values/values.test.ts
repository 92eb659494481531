import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/property.ts';
import { type Fault, sayFault } from '../faults.ts';
import { type DecimalSign, decideDecimalSign, parseDecimal } from './decimal.ts';
import { readEmail } from './email.ts';
import { add, divide, ExactSum, multiply } from './exact.ts';
import { parseFlag } from './flag.ts';
import { decideDateStyle, parseDay, parseMoment } from './moment.ts';
import { readPhone } from './phone.ts';
import { readId } from './text.ts';

const value = <T>(read: { value: T } | { reason: Fault }): T => {
  assert.ok('value' in read, 'reason' in read ? sayFault(read.reason, 'en') : '');
  return read.value;
};

test('[IM8] amounts are read as people of several countries write them', () => {
  const cases: [string, DecimalSign, string][] = [
    ['1.234,50', ',', '1234.50'],
    ['1 234,50 €', ',', '1234.50'],
    ['1\u202f234\u00a0567,5', ',', '1234567.5'],
    ["1'234.50", '.', '1234.50'],
    ['£1,234.5', '.', '1234.5'],
    ['(12,50)', ',', '-12.50'],
    ['12,50-', ',', '-12.50'],
    ['-0,00', ',', '0.00'],
    ['007', '.', '7'],
    [',5', ',', '0.5'],
    ['+3', '.', '3'],
  ];
  for (const [text, sign, expected] of cases) assert.equal(value(parseDecimal(text, sign)), expected, text);
});

test('[IM8] a cell that does not fit its column is reported, never misread', () => {
  for (const [text, sign] of [
    ['12,50', '.'],
    ['1.5', ','],
    ['1,2,3', ','],
    ['abc', '.'],
    ['1.5E+10', '.'],
    ['', '.'],
    ['12345678901234567', '.'],
  ] as const) {
    assert.ok('reason' in parseDecimal(text, sign), text);
  }
});

test('[IM8] one proof in the sample decides a column; thousands alone decide nothing', () => {
  assert.equal(decideDecimalSign(['1.234', '12,5', '1.000']), ',');
  assert.equal(decideDecimalSign(['1,234', '0.125']), '.');
  assert.equal(decideDecimalSign(['1,234', '12']), undefined);
  assert.equal(decideDecimalSign(['1.234.567']), ',');
});

test('[IM8] every exact amount survives writing with either sign and thousands, and reading', () => {
  const amount = fc.tuple(
    fc.bigInt({ min: 0n, max: 10n ** 14n }),
    fc.integer({ min: 0, max: 6 }),
    fc.boolean(),
    fc.constantFrom<DecimalSign>('.', ','),
  );
  fc.assert(
    fc.property(amount, ([units, scale, negative, sign]) => {
      const digits = units.toString().padStart(scale + 1, '0');
      const whole = digits.slice(0, digits.length - scale);
      const decimals = scale === 0 ? '' : digits.slice(-scale);
      const grouped = whole.replace(/\B(?=(?:\d{3})+$)/gu, sign === ',' ? '.' : ',');
      const minus = negative && units > 0n ? '-' : '';
      const written = `${minus}${grouped}${decimals === '' ? '' : sign + decimals}`;
      const expected = `${minus}${whole}${decimals === '' ? '' : `.${decimals}`}`;
      assert.equal(value(parseDecimal(written, sign)), expected);
    }),
  );
});

test('[IM8] any text gives an amount or a reason, never an error', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom<DecimalSign>('.', ','), (text, sign) => {
      const read = parseDecimal(text, sign);
      if ('value' in read) assert.match(read.value, /^-?\d+(?:\.\d+)?$/u);
      else assert.notEqual(sayFault(read.reason, 'en'), '');
    }),
  );
});

test('[IM22] sums and products are exact where floating point is not', () => {
  const sum = new ExactSum();
  for (let index = 0; index < 10; index += 1) sum.addProduct('1', '0.1');
  sum.addProduct('-3', '0.001');
  assert.equal(sum.toString(), '0.997');
  assert.equal(add('0.1', '0.2'), '0.3');
  assert.equal(multiply('-1.10', '3'), '-3.30');
  assert.deepEqual(divide('10', '3', 4), { quotient: '3.3333', exact: false });
});

test('[IM9] day and month are told apart by the sample, day first where nothing proves otherwise', () => {
  assert.equal(decideDateStyle(['03/04/2024', '05/06/2024']), 'dmy');
  assert.equal(decideDateStyle(['03/04/2024', '12/25/2024']), 'mdy');
  assert.equal(decideDateStyle(['03/04/2024', '12/25/2024', '25/12/2024']), 'dmy');
  assert.equal(decideDateStyle(['2024-03-04', '']), 'ymd');
  assert.equal(decideDateStyle(['1709510400', '1709510401']), 'epoch');
  assert.equal(decideDateStyle(['soon']), undefined);
});

test('[IM9] the forms of shops and databases are read', () => {
  const at = (text: string, style: 'ymd' | 'dmy' | 'mdy' | 'epoch') =>
    value(parseMoment(text, style, 'Europe/Paris')).toISOString();
  assert.equal(at('2024-03-04', 'ymd'), '2024-03-03T23:00:00.000Z');
  assert.equal(at('2024-03-04 10:11:12', 'ymd'), '2024-03-04T09:11:12.000Z');
  assert.equal(at('2024-03-04T10:11:12.345Z', 'ymd'), '2024-03-04T10:11:12.345Z');
  assert.equal(at('2024-03-04 10:11:12 -0500', 'ymd'), '2024-03-04T15:11:12.000Z');
  assert.equal(at('04/03/2024 10:11', 'dmy'), '2024-03-04T09:11:00.000Z');
  assert.equal(at('04/03/2024 à 10h11', 'dmy'), '2024-03-04T09:11:00.000Z');
  assert.equal(at('3/4/2024 3:04 PM', 'mdy'), '2024-03-04T14:04:00.000Z');
  assert.equal(at('1709510400', 'epoch'), '2024-03-04T00:00:00.000Z');
  assert.equal(value(parseDay('29/02/2024', 'dmy')), '2024-02-29');
});

test('[IM9] days that do not exist, impossible times and two-digit years get a reason', () => {
  for (const text of [
    '31/02/2024',
    '29/02/2023',
    '00/01/2024',
    '01/13/2024',
    '01/01/24',
    '01/01/2024 25:00',
    'demain',
    '01/01/0024',
  ]) {
    const read = parseMoment(text, 'dmy', 'Europe/Paris');
    assert.ok('reason' in read, text);
  }
});

test('[IM9] every day survives being written in French and read', () => {
  const day = fc.date({ min: new Date('1901-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(day, (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year, month, date_] = iso.split('-');
      assert.equal(value(parseDay(`${date_}/${month}/${year}`, 'dmy')), iso);
      assert.equal(
        value(parseMoment(`${date_}/${month}/${year} 11:12:13`, 'dmy', 'UTC')).toISOString(),
        `${iso}T11:12:13.000Z`,
      );
    }),
  );
});

test('[IM10] a time is read in the zone of its own day, summer or winter', () => {
  const at = (text: string) => value(parseMoment(text, 'ymd', 'Europe/London')).toISOString();
  assert.equal(at('2011-01-15 12:00'), '2011-01-15T12:00:00.000Z');
  assert.equal(at('2011-07-15 12:00'), '2011-07-15T11:00:00.000Z');
  // 27 March 2011: 01:00 to 02:00 did not exist; 30 October: 01:00 to 02:00 came twice, the first is meant.
  assert.equal(at('2011-03-27 00:59'), '2011-03-27T00:59:00.000Z');
  assert.equal(at('2011-03-27 01:30'), '2011-03-27T01:30:00.000Z');
  assert.equal(at('2011-03-27 02:00'), '2011-03-27T01:00:00.000Z');
  assert.equal(at('2011-10-30 01:30'), '2011-10-30T00:30:00.000Z');
  assert.equal(at('2011-10-30 02:00'), '2011-10-30T02:00:00.000Z');
});

test('[IM10] a moment written in local time comes back in every zone, also those with odd offsets', () => {
  const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Indian/Reunion'];
  const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, fc.constantFrom(...zones), (date, zone) => {
      const whole = new Date(Math.floor(date.getTime() / 1000) * 1000);
      const local = whole.toLocaleString('sv-SE', { timeZone: zone });
      const back = value(parseMoment(local, 'ymd', zone));
      // An hour that comes twice is read as its first: then the text, not the moment, is what must agree.
      assert.equal(back.toLocaleString('sv-SE', { timeZone: zone }), local);
    }),
  );
});

test('[IM11] addresses are cleaned, broken ones have a reason, doubtful ones a doubt', () => {
  const email = (text: string) => {
    const read = readEmail(text);
    return 'email' in read ? [read.email, read.doubt, read.suggestion] : [read.broken];
  };
  assert.deepEqual(email(' "Ana" <ANA@Shop.fr> '), ['ana@shop.fr', undefined, undefined]);
  assert.deepEqual(email('mailto:ana@shop.fr'), ['ana@shop.fr', undefined, undefined]);
  assert.deepEqual(email('ana\u200b@shop.fr'), ['ana@shop.fr', undefined, undefined]);
  assert.deepEqual(email('ana@gamil.com'), ['ana@gamil.com', 'typo', 'ana@gmail.com']);
  assert.deepEqual(email('contact@shop.fr'), ['contact@shop.fr', 'role', undefined]);
  assert.deepEqual(email('x@yopmail.com'), ['x@yopmail.com', 'disposable', undefined]);
  assert.deepEqual(email('ana.shop.fr'), ['no_at']);
  assert.deepEqual(email('ana@@shop.fr'), ['two_at']);
  assert.deepEqual(email('ana@shop'), ['no_dot']);
  assert.deepEqual(email('an a@shop.fr'), ['space']);
  assert.deepEqual(email('ana@shop..fr'), ['form']);
});

test('[IM12] phones become E.164, guards go, zeros stay', () => {
  assert.equal(value(readPhone("'06 12 34 56 78", 'FR')), '+33612345678');
  assert.equal(value(readPhone('07911 123456', 'GB')), '+447911123456');
  assert.ok('reason' in readPhone('12', 'FR'));
  assert.equal(readId("'00123"), '00123');
  assert.equal(readId('="00123"'), '00123');
  assert.equal(readId('007'), '007');
});

test('[IM13] yes and no are read in two languages, numbers above one are neither', () => {
  for (const yes of ['oui', 'Yes', '1', 'VRAI', 'true', 'Abonné']) assert.equal(value(parseFlag(yes)), true, yes);
  for (const no of ['non', 'No', '0', 'faux', 'FALSE']) assert.equal(value(parseFlag(no)), false, no);
  for (const neither of ['2', 'maybe', '']) assert.ok('reason' in parseFlag(neither), neither);
});
