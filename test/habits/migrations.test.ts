import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesBelow, type SourceFile } from './tree.ts';

/** Migrations have a number of their own and a word, say what they are for, and above what they take away why that may go. */
function migrationFaults(files: readonly SourceFile[]): string[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ path, text }) => {
    const name = path.split('/').at(-1)!;
    const number = /^(\d{3})_[a-z_]+\.sql$/.exec(name)?.[1];
    if (number === undefined) return [`${name} is not called like 001_house.sql`];
    const twin = seen.get(number);
    seen.set(number, name);
    return [
      ...(twin ? [`${name} has the number of ${twin}`] : []),
      ...(text.startsWith('-- ') ? [] : [`${name} does not say what it is for`]),
      ...takenAway(name, text),
    ];
  });
}

/** Lines that lose something, without a word in the lines above them. */
function takenAway(name: string, text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (!/^\s*(alter table .*\b(drop column|rename)\b|drop table\b|truncate\b|delete from\b)/i.test(line)) return [];
    const above = lines.slice(0, at).findLast((one) => !/^\s*(alter|drop|delete|truncate)\b/i.test(one)) ?? '';
    return above.startsWith('--') ? [] : [`${name}:${at + 1} takes something away and does not say why`];
  });
}

test('each migration has its number and says what it is for, and why what it takes away may go', () => {
  assert.deepEqual(migrationFaults(filesBelow('src/store/migrations', ['.sql'])), []);
});

test('the guard of migrations sees a number that comes twice, a silent one and a silent loss', () => {
  const faults = migrationFaults([
    { path: 'm/001_house.sql', text: '-- The first.\ncreate table a ();' },
    { path: 'm/001_barn.sql', text: '-- Another.\ncreate table b ();' },
    { path: 'm/002_quiet.sql', text: 'create table c ();' },
    { path: 'm/003_loss.sql', text: '-- Less.\n\nalter table a drop column x;' },
    { path: 'm/004_told.sql', text: '-- Less.\n\n-- Nobody reads it since 003.\nalter table a drop column y;' },
    { path: 'm/five.sql', text: '-- x' },
  ]);
  assert.deepEqual(faults, [
    '001_barn.sql has the number of 001_house.sql',
    '002_quiet.sql does not say what it is for',
    '003_loss.sql:3 takes something away and does not say why',
    'five.sql is not called like 001_house.sql',
  ]);
});
