import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specFaults } from './specs.ts';
import { filesBelow, isTest } from './tree.ts';

test('every rule of a SPEC has a test that carries its id, and no test carries an unknown one', () => {
  const tests = [...filesBelow('src', ['.test.ts']), ...filesBelow('test', ['.test.ts'])].filter((file) =>
    isTest(file.path),
  );
  const others = tests.filter((file) => !file.path.startsWith('test/habits/'));
  assert.deepEqual(specFaults([...filesBelow('src', ['SPEC.md']), ...filesBelow('web', ['SPEC.md'])], others), []);
});

test('the guard of specs sees an untested rule, an orphaned id and a rule said twice', () => {
  const faults = specFaults(
    [
      { path: 'src/a/SPEC.md', text: '- [AA1] one\n- [AA2] two\n' },
      { path: 'src/b/SPEC.md', text: '- [AA1] again\n' },
    ],
    [{ path: 'src/a/x.test.ts', text: "test('[AA1] holds', () => {}); test('[AA9] is nobody’s', () => {});" }],
  );
  assert.equal(faults.length, 3);
});
