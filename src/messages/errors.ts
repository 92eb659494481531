import { defineErrors } from '../errors.ts';

export const errors = defineErrors('messages', {
  TEMPLATE_UNKNOWN: {
    status: 404,
    sentence: 'There is no template “{template}”.',
    todo: 'Look at the list of templates for its key.',
  },
  TEMPLATE_NOT_PUBLISHED: {
    status: 409,
    sentence: 'The template “{template}” has no published version {version}.',
    todo: 'Publish it first.',
  },
  TEMPLATE_INVALID: {
    status: 422,
    sentence: 'This template cannot be kept:{problems}\n',
    todo: 'Mend these fields and save again.',
  },
  TEMPLATE_BLOCKED: {
    status: 422,
    sentence: 'The template “{template}” cannot be published:{problems}\n',
    todo: 'Mend these points and publish again.',
  },
});
