import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { countSms } from './index.ts';
import { mentionsStop } from './sms.ts';

const file = join(process.env.DECLIC_TEST_DATA ?? '', 'gsm7_charset.csv.gz');
const present = process.env.DECLIC_TEST_DATA !== undefined && existsSync(file);

test(`[MS13] the alphabet is that of GSM 03.38, sign by sign (gsm7_charset.csv.gz)`, {
  skip: !present && 'gsm7_charset.csv.gz is not there',
}, () => {
  const rows = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1);
  assert.equal(rows.length, 137);
  const known = new Map<string, number>();
  for (const row of rows) {
    const [, , code = '', ...rest] = row.split(',');
    known.set(String.fromCodePoint(Number.parseInt(code.slice(2), 16)), Number(rest.at(-1)));
  }
  for (let code = 0; code < 0x3000; code++) {
    const sign = String.fromCodePoint(code);
    const expected = known.get(sign);
    const { encoding, units } = countSms(sign);
    if (expected === undefined) assert.equal(encoding, 'ucs2', `U+${code.toString(16)}`);
    else assert.deepEqual([encoding, units], ['gsm7', expected], `U+${code.toString(16)}`);
  }
});

test('[MS13] 160 signs make one part, 161 make two of 153', () => {
  assert.deepEqual(countSms('a'.repeat(160)), { encoding: 'gsm7', units: 160, parts: 1, perPart: 160, outside: [] });
  assert.equal(countSms('a'.repeat(161)).parts, 2);
  assert.equal(countSms('a'.repeat(306)).parts, 2);
  assert.equal(countSms('a'.repeat(307)).parts, 3);
  assert.equal(countSms('').parts, 0);
});

test('[MS13] a sign outside the alphabet makes parts of 70, then 67, and is named', () => {
  assert.deepEqual(countSms(`ê${'a'.repeat(69)}`), {
    encoding: 'ucs2',
    units: 70,
    parts: 1,
    perPart: 70,
    outside: ['ê'],
  });
  assert.equal(countSms(`ê${'a'.repeat(70)}`).parts, 2);
  assert.equal(countSms(`ê${'a'.repeat(133)}`).parts, 2);
  assert.equal(countSms(`ê${'a'.repeat(134)}`).parts, 3);
  assert.deepEqual(countSms('« Bientôt » l’été à Noël, ça œuvre').outside, ['«', 'ô', '»', '’', 'ë', 'ç', 'œ']);
});

test('[MS13] a sign of two units is never cut between two parts', () => {
  assert.equal(countSms('€'.repeat(80)).parts, 1);
  // 153 is odd: 76 euro signs fill 152 septets of a part, the 153rd stays empty.
  assert.equal(countSms('€'.repeat(152)).parts, 2);
  assert.equal(countSms('€'.repeat(153)).parts, 3);
  assert.equal(countSms('😀'.repeat(35)).parts, 1);
  // 67 is odd as well: 33 emojis a part.
  assert.equal(countSms('😀'.repeat(66)).parts, 2);
  assert.equal(countSms('😀'.repeat(67)).parts, 3);
});

test('[MS13] a stop line is STOP with a short number or the sender’s stop code', () => {
  for (const text of ['STOP 36111', 'Stop au 36180', 'stop sms : 38600', 'STOP {{ sender.stop_code }}'])
    assert.ok(mentionsStop(text), text);
  for (const text of ['Stop !', 'Non-stop ce week-end 36111 m²'.replace('36111', '3611'), 'STOP'])
    assert.ok(!mentionsStop(text), text);
});
