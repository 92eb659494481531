import { defineErrors } from '../errors.ts';

export const errors = defineErrors('pages', {
  FORM_UNKNOWN: {
    status: 404,
    sentence: 'There is no form “{form}”.',
    todo: 'Look at /api/forms for the keys of those there are.',
  },
  FORM_INVALID: {
    status: 422,
    sentence: 'The form cannot be kept: {problems}.',
    todo: 'Correct what is named; /api/openapi.json describes a form.',
  },
  FORM_BLOCKED: {
    status: 422,
    sentence: 'The form “{form}” cannot be published: {problems}',
    todo: 'Correct what is named and publish again.',
  },
});
