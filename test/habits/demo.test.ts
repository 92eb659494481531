import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import { filesBelow, type SourceFile } from './tree.ts';

const HOME = 'examples/demo/';

/** Imports by which the demo shop would reach into the engine; it knows the doors that any shop knows, and nothing else. */
const reachesIn = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)]
      .map((match) => posix.join(posix.dirname(path), match[1]!))
      .filter((target) => !target.startsWith(HOME))
      .map((target) => `${path} imports ${target}`),
  );

test('the demo shop imports nothing of the engine', () => {
  const files = filesBelow(HOME, ['.ts']);
  assert.ok(files.length > 5);
  assert.deepEqual(reachesIn(files), []);
});

test('the guard of the demo shop sees an import of the engine', () => {
  const text = "import { x } from '../../src/store/index.ts';\nimport { y } from './random.ts';";
  assert.deepEqual(reachesIn([{ path: 'examples/demo/a.ts', text }]), [
    'examples/demo/a.ts imports src/store/index.ts',
  ]);
});
