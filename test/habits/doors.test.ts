import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenDoors, importCycles } from './doors.ts';
import { filesBelow, isTest } from './tree.ts';

const source = filesBelow('src', ['.ts']);

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
