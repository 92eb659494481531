import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesBelow, isTest, type SourceFile } from './tree.ts';

/** What asks the database's clock. */
const databaseClock =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|\bcurrent_(timestamp|date|time)\b|\blocal(time|timestamp)\b/i;
/** What asks the machine's: how long something took is told by `Date.now()`, and is no moment that anything is decided by. */
const machineClock = /\bnew Date\(\)|\bTemporal\.Now\b/;

/** The clocks themselves, what is asked how far its clock is from ours, and commands, which have no store to ask. */
const mayAsk = (path: string): boolean =>
  ['src/store/clock.ts', 'src/cli/commands/doctor.sql'].includes(path) || /^src\/cli\/.*\.ts$/.test(path);

/** Statements and programs that look at a clock instead of being told the time. */
function clockFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (isTest(path) || path.endsWith('fixtures.ts') || path.includes('/migrations/') || mayAsk(path)) return [];
    const clock = path.endsWith('.sql') ? databaseClock : machineClock;
    const comment = path.endsWith('.sql') ? /^\s*--/ : /^\s*(\/\/|\/?\*)/;
    return text
      .split('\n')
      .flatMap((line, at) => (clock.test(line) && !comment.test(line) ? [`${path}:${at + 1} looks at a clock`] : []));
  });
}

test('time is an argument: no statement asks the database’s clock, and no room the machine’s', () => {
  assert.deepEqual(clockFaults(filesBelow('src', ['.sql', '.ts'])), []);
});

test('the guard of clocks sees a statement and a room that ask, and no word of a comment', () => {
  const faults = clockFaults([
    { path: 'src/facts/a.sql', text: '-- as of now()\nselect * from event e where e.occurred_at < now();' },
    { path: 'src/facts/b.sql', text: 'select current_date;\nselect @now::timestamptz;' },
    { path: 'src/facts/c.ts', text: '/** new Date() */\nconst at = new Date();\nconst then = new Date(at);' },
    { path: 'src/store/clock.ts', text: 'const at = new Date();' },
    { path: 'src/facts/c.test.ts', text: 'const at = new Date();' },
  ]);
  assert.deepEqual(faults, [
    'src/facts/a.sql:2 looks at a clock',
    'src/facts/b.sql:1 looks at a clock',
    'src/facts/c.ts:2 looks at a clock',
  ]);
});
