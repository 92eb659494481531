import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenDoors, importCycles } from './doors.ts';
import { unusedExports } from './exports.ts';
import { filesBelow, isTest } from './tree.ts';

const source = filesBelow('src', ['.ts']);
const places = ['src', 'web', 'test', 'bench', 'scripts', 'examples'];

test('rooms are entered by their door, and arrows point one way', () => {
  assert.deepEqual(brokenDoors(source), []);
});

test('no files of a program import each other in a circle', () => {
  assert.deepEqual(importCycles(source.filter((file) => !isTest(file.path))), []);
});

test('the guard of doors sees an import past a door, one against the arrows and an unknown room', () => {
  const faults = brokenDoors([
    { path: 'src/delivery/a.ts', text: "import { x } from '../store/db.ts';" },
    { path: 'src/store/b.ts', text: "import { x } from '../delivery/index.ts';" },
    { path: 'src/cupboard/c.ts', text: '' },
  ]);
  assert.equal(faults.length, 3);
  assert.match(faults[0]!, /only the door/);
  assert.match(faults[1]!, /below or beside/);
  assert.match(faults[2]!, /no place/);
});

test('the guard of circles sees one', () => {
  const cycle = importCycles([
    { path: 'src/a/x.ts', text: "import { y } from './y.ts';" },
    { path: 'src/a/y.ts', text: "import { x } from './x.ts';" },
  ]);
  assert.deepEqual(cycle, [['src/a/x.ts', 'src/a/y.ts']]);
});

test('what a file exports, another one imports', () => {
  const files = places.flatMap((place) => filesBelow(place, ['.ts', '.tsx']));
  // Programs read a file of settings by its path.
  assert.deepEqual(unusedExports(files.filter(({ path }) => !path.endsWith('.config.ts'))), []);
});

test('the guard of exports sees what nobody takes, at a door too, and knows what is passed on or loaded later', () => {
  const faults = unusedExports([
    { path: 'a/index.ts', text: "export { taken, left as over, type T } from './x.ts';" },
    {
      path: 'a/x.ts',
      text: 'export const taken = 1; export const left = 2; export type T = 1; export function idle() {}',
    },
    { path: 'b/y.ts', text: "import { taken } from '../a/index.ts'; await import('./z.ts');" },
    { path: 'b/z.ts', text: 'export default class {} export const late = taken;' },
  ]);
  assert.deepEqual(faults, [
    'a/index.ts exports “over”, which nobody imports',
    'a/x.ts exports “idle”, which nobody imports',
  ]);
});
