import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeclicError, defineErrors, isDeclicError, registeredErrors } from './errors.ts';

const errors = defineErrors('errors.test', {
  TEST_CYCLE: { status: 422, sentence: 'The segment “{segment}” refers to itself.', todo: 'Take {path} away.' },
  TEST_PLAIN: { status: 500, sentence: 'It failed.', todo: 'Try again.' },
  TEST_LIST: { status: 400, sentence: 'There are faults:{faults}\n', todo: 'Correct them.' },
});

test('an error says what is wrong, then what to do', () => {
  const error = errors.TEST_CYCLE({ segment: 'loyal', path: 'vip' }, { details: { at: 3 } });
  assert.equal(error.message, 'The segment “loyal” refers to itself. Take vip away.');
  assert.equal(error.status, 422);
  const params = { segment: 'loyal', path: 'vip' };
  assert.deepEqual(error.toJSON(), { code: 'TEST_CYCLE', message: error.message, params, details: { at: 3 } });
});

test('what leaves the process holds neither cause nor stack', () => {
  const error = errors.TEST_PLAIN({}, { cause: new Error('password=hunter2') });
  assert.equal(JSON.stringify(error), '{"code":"TEST_PLAIN","message":"It failed. Try again."}');
  assert.equal((error.cause as Error).message, 'password=hunter2');
});

test('a list is written one item a line, and a long value is cut', () => {
  const { message, params } = errors.TEST_LIST({ faults: ['one', 'x'.repeat(10_000)] });
  assert.deepEqual(params, { faults: ['one', `${'x'.repeat(200)}…`] });
  assert.match(message, /^There are faults:\n {2}- one\n {2}- x{200}…\nCorrect them\.$/);
});

test('a value that looks like a parameter is not filled in again', () => {
  assert.match(errors.TEST_CYCLE({ segment: '{path}', path: 'secret' }).message, /“\{path\}”/);
});

test('a code is declared once, in capitals', () => {
  const spec = { status: 400, sentence: 'a', todo: 'b' };
  assert.throws(() => defineErrors('other', { TEST_PLAIN: spec }), /twice: in errors\.test and in other/);
  assert.throws(() => defineErrors('other', { testLower: spec }), /capitals/);
});

test('the registry lists all that is declared, by room and code', () => {
  const codes = registeredErrors().filter(({ room }) => room === 'errors.test');
  assert.deepEqual(
    codes.map(({ code }) => code),
    ['TEST_CYCLE', 'TEST_LIST', 'TEST_PLAIN'],
  );
  assert.ok(isDeclicError(errors.TEST_PLAIN()) && isDeclicError(errors.TEST_PLAIN(), 'TEST_PLAIN'));
  assert.ok(!isDeclicError(errors.TEST_PLAIN(), 'TEST_CYCLE') && !isDeclicError(new Error('x')));
  assert.ok(errors.TEST_PLAIN() instanceof DeclicError);
});
