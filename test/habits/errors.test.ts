import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredErrors, errorsPage, writtenPage } from '../../scripts/errors.ts';

test('every error code is on the page of errors, and the page has no other', async () => {
  assert.equal(writtenPage(), errorsPage(await declaredErrors()), 'run `npm run errors`');
});

test('the guard of errors sees a code that is missing on the page and one too many', async () => {
  const errors = await declaredErrors();
  const more = { code: 'NEW_ONE', room: 'store', status: 500, sentence: 'It broke.', todo: 'Mend it.' };
  assert.notEqual(errorsPage([...errors, more]), errorsPage(errors));
  assert.notEqual(errorsPage(errors.slice(1)), errorsPage(errors));
});

test('every error says what is wrong and what to do, in whole sentences', async () => {
  const wrong = (await declaredErrors()).filter(
    ({ sentence, todo }) => !/^[A-Z{“].*[.:\n}]$/s.test(sentence) || !/^[\nA-Z/“‘].*[.!}]$/s.test(todo),
  );
  assert.deepEqual(
    wrong.map(({ code, sentence, todo }) => [code, sentence, todo]),
    [],
  );
});
