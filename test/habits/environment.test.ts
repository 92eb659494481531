import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesBelow, isTest, type SourceFile } from './tree.ts';

/** Files of the program that read the environment by themselves. */
const readers = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => !isTest(file.path) && /\bprocess\.env\b|\bprocess\['env'\]/.test(file.text))
    .map((file) => file.path);

test('one file reads the environment', () => {
  assert.deepEqual(readers(filesBelow('src', ['.ts'])), ['src/config.ts']);
});

test('the guard of the environment sees a second reader', () => {
  assert.deepEqual(readers([{ path: 'src/store/x.ts', text: 'const port = process.env.PORT;' }]), ['src/store/x.ts']);
});
