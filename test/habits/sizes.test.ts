import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { functionLengths, sizesOf } from './sizes.ts';
import { filesBelow, isTest } from './tree.ts';

/** Today's longest function and file: these numbers may only fall. */
const ceiling: { longestFunction: number; longestFile: number } = JSON.parse(
  readFileSync(new URL('./sizes.json', import.meta.url), 'utf8'),
);

test('no function and no file of the program is longer than the longest one of yesterday', () => {
  const { longestFunction, longestFile } = sizesOf(filesBelow('src', ['.ts']).filter((file) => !isTest(file.path)));
  assert.ok(
    longestFunction.lines <= ceiling.longestFunction,
    `${longestFunction.where} has ${longestFunction.lines} lines`,
  );
  assert.ok(longestFile.lines <= ceiling.longestFile, `${longestFile.where} has ${longestFile.lines} lines`);
});

test('the ratchet is tight: its numbers are those of the tree', () => {
  const { longestFunction, longestFile } = sizesOf(filesBelow('src', ['.ts']).filter((file) => !isTest(file.path)));
  assert.deepEqual({ longestFunction: longestFunction.lines, longestFile: longestFile.lines }, ceiling);
});

test('the guard of sizes measures functions of all kinds by their lines', () => {
  const text = 'export function a(): void {\n  const b = (x: number) => {\n    return x;\n  };\n  b(1);\n}\n';
  assert.deepEqual(functionLengths({ path: 'x.ts', text }), [
    { line: 1, lines: 6 },
    { line: 2, lines: 3 },
  ]);
});
