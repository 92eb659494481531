import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { freshDatabase } from '../../test/support/database.ts';
import { definitionsVersion, transaction } from '../store/index.ts';
import { defineSetting, listSettings, onSettingChange, readSetting, shopTimezone, writeSetting } from './index.ts';

const { pool } = await freshDatabase({ buckets: 4 });
const now = new Date('2026-03-01T00:00:00Z');
const cups = defineSetting({
  key: 'trial.cups',
  about: 'cups on the table',
  schema: z.number().int().min(1).max(9, 'it must be at most 9'),
  standard: 3,
});

test('[ST1] a setting never set, cleared or no longer allowed has its default', async () => {
  assert.equal(await readSetting(pool, cups), 3);
  await writeSetting(pool, 'trial.cups', 5, now);
  assert.equal(await readSetting(pool, cups), 5);
  await writeSetting(pool, 'trial.cups', null, now);
  assert.equal(await readSetting(pool, cups), 3);
  await pool.query(`insert into setting values ('trial.cups', '700', $1)`, [now]);
  assert.equal(await readSetting(pool, cups), 3);
  const listed = (await listSettings(pool)).find(({ key }) => key === 'trial.cups');
  assert.deepEqual(listed, { key: 'trial.cups', about: 'cups on the table', value: 3, standard: 3 });
});

test('[ST2] a key is declared once, and a default outside its own limits cannot be declared', () => {
  assert.throws(() => defineSetting({ ...cups }), /declared twice/);
  assert.throws(() => defineSetting({ ...cups, key: 'trial.plates', standard: 70 }), /at most 9/);
  assert.throws(() => defineSetting({ ...cups, key: 'plates' }), /no setting key/);
});

test('[ST3] a value outside the limits is refused with reason and default, and nothing is written', async () => {
  await writeSetting(pool, 'trial.cups', 4, now);
  await assert.rejects(writeSetting(pool, 'trial.cups', 10, now), /cannot be 10: it must be at most 9.*by default 3/);
  await assert.rejects(writeSetting(pool, 'shop.timezone', '+02:00', now), /no IANA time zone/);
  await assert.rejects(writeSetting(pool, 'shop.timezone', "Europe/Paris'; drop table setting", now), /IANA/);
  assert.equal(await readSetting(pool, cups), 4);
  assert.equal(await readSetting(pool, shopTimezone), 'Europe/Paris');
});

test('[ST4] an unknown key is refused with the nearest names', async () => {
  await assert.rejects(writeSetting(pool, 'shop.timezon', 'x', now), /no setting named “shop.timezon”.*shop\.timezone/);
});

test('[ST5] a change counts once more and is told to its listeners; a failing listener undoes it', async () => {
  const heard: string[] = [];
  onSettingChange('trial.', async (_, key) => {
    heard.push(key);
    if (heard.length === 2) throw new Error('no');
  });
  const version = await definitionsVersion(pool);
  await transaction(pool, (tx) => writeSetting(tx, 'trial.cups', 6, now));
  await writeSetting(pool, 'shop.name', 'Chez Léa', now);
  assert.deepEqual(heard, ['trial.cups']);
  assert.equal(await definitionsVersion(pool), version + 2);
  await assert.rejects(
    transaction(pool, (tx) => writeSetting(tx, 'trial.cups', 7, now)),
    /no/,
  );
  assert.equal(await readSetting(pool, cups), 6);
});
