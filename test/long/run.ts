/** `npm run test:long [NAME …]`: the tests that take minutes, by the names of their files, or all of them, one after the other. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;
const ENDING = '.test.ts';

const known = readdirSync(FOLDER)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No long test is named ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
const files = (asked.length > 0 ? asked : known).map((name) => join(FOLDER, name + ENDING));
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
