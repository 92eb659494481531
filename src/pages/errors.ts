import { defineErrors } from '../errors.ts';

export const errors = defineErrors('pages', {
  FORM_UNKNOWN: {
    status: 404,
    sentence: 'There is no form “{form}”.',
    todo: 'Look at /api/forms for the keys of those there are.',
  },
  FORM_EXISTS: {
    status: 409,
    sentence: 'There is a form “{name}” under the key “{form}” already.',
    todo: 'Give this one another name, or open that one to change it.',
  },
  FORM_CHANGED: {
    status: 409,
    sentence: '{by} changed the form “{form}” at {at}, after you had opened it.',
    todo: 'Load it again and put your change into it, or save over it knowingly.',
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
