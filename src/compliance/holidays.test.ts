import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { isDeclicError } from '../errors.ts';
import { writeSetting } from '../settings/index.ts';
import { definitionsVersion, liveClock, openStore } from '../store/index.ts';
import { easterSunday, openDays, publicHolidays } from './holidays.ts';
import { addClosing, closedDays, holidayRegion, listClosings, readOpenDays, removeClosing } from './index.ts';

// Before the database, whose own end comes after it: hooks run in the order they were given.
after(() => store.close());
const database = await freshDatabase();
const store = await openStore({ connection: database.connection, clock: liveClock, schema: 'check' });

test('[CO10] Easter falls where the tables of the church have it, at both ends of its range too', () => {
  // Published tables: the US Census Bureau (1600–2099), and for the earliest and latest days Meeus, Astronomical Algorithms, ch. 8.
  const known = {
    1818: '03-22',
    1961: '04-02',
    1991: '03-31',
    2000: '04-23',
    2008: '03-23',
    2011: '04-24',
    2024: '03-31',
    2025: '04-20',
    2026: '04-05',
    2027: '03-28',
    2038: '04-25',
    2285: '03-22',
  };
  for (const [year, day] of Object.entries(known)) assert.equal(easterSunday(Number(year)), `${year}-${day}`);
});

test('[CO10] the holidays of 2026 are those of the calendar, and each region has its own', () => {
  const days = (region: Parameters<typeof publicHolidays>[1]) => publicHolidays(2026, region).map(({ day }) => day);
  const metropole = [
    '2026-01-01',
    '2026-04-06',
    '2026-05-01',
    '2026-05-08',
    '2026-05-14',
    '2026-05-25',
    '2026-07-14',
    '2026-08-15',
    '2026-11-01',
    '2026-11-11',
    '2026-12-25',
  ];
  assert.deepEqual(days('metropole'), metropole);
  assert.deepEqual(days('alsace-moselle'), [...metropole, '2026-04-03', '2026-12-26'].sort());
  assert.deepEqual(days('la-reunion'), [...metropole, '2026-12-20'].sort());
  assert.deepEqual(days('guadeloupe'), [...metropole, '2026-05-27'].sort());
  assert.deepEqual(days('none'), []);
  // Ascension Day fell on 1 May.
  const both = publicHolidays(2008, 'metropole').filter(({ day }) => day === '2008-05-01');
  assert.deepEqual(
    both.map(({ name }) => name.en),
    ['Labour Day', 'Ascension Day'],
  );
  const isOpen = openDays('metropole', [{ from: '2026-08-03', until: '2026-08-16' }]);
  assert.deepEqual(['2026-05-01', '2026-05-02', '2026-08-03', '2026-08-17', '2027-05-01'].map(isOpen), [
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('[CO11] closings are kept, refused with a sentence, told day by day, and taken away', async () => {
  const before = await definitionsVersion(store.pool);
  const { id } = await addClosing(store, { from: '2027-08-02', until: '2027-08-04', name: '  Congés d’été ' });
  assert.equal(await definitionsVersion(store.pool), before + 1);
  assert.deepEqual(await listClosings(store.pool), [
    { id, from: '2027-08-02', until: '2027-08-04', name: 'Congés d’été' },
  ]);
  for (const [given, says] of [
    [{ from: '2027-02-30', until: '2027-03-01' }, /“2027-02-30” is no day/],
    [{ from: '2027-03-02', until: '2027-03-01' }, /ends on 2027-03-01, before/],
    [{ from: '2027-03-02', until: '2029-03-01' }, /longer than 366 days/],
    [{ from: '2027-03-02', until: '2027-03-02', name: ' ' }, /1 to 200 characters/],
  ] as const)
    await assert.rejects(
      addClosing(store, { name: 'x', ...given }),
      (error) => isDeclicError(error, 'COMPLIANCE_CLOSING_INVALID') && says.test(error.message),
    );
  await store.transaction((tx) => writeSetting(tx, holidayRegion.key, 'alsace-moselle', store.clock.now()));
  assert.deepEqual(
    (await closedDays(store.pool, '2027-03-26', '2027-08-03')).map(
      ({ day, kind, name }) => `${day} ${kind} ${name.fr}`,
    ),
    [
      '2027-03-26 holiday Vendredi saint',
      '2027-03-29 holiday Lundi de Pâques',
      '2027-05-01 holiday Fête du Travail',
      '2027-05-06 holiday Ascension',
      '2027-05-08 holiday Victoire de 1945',
      '2027-05-17 holiday Lundi de Pentecôte',
      '2027-07-14 holiday Fête nationale',
      '2027-08-02 closing Congés d’été',
      '2027-08-03 closing Congés d’été',
    ],
  );
  assert.deepEqual(['2027-03-26', '2027-08-04', '2027-08-05'].map(await readOpenDays(store.pool)), [
    false,
    false,
    true,
  ]);
  await removeClosing(store, id);
  await assert.rejects(removeClosing(store, id), (error) => isDeclicError(error, 'COMPLIANCE_CLOSING_UNKNOWN'));
  assert.equal((await readOpenDays(store.pool))('2027-08-04'), true);
});
