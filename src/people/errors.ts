import { defineErrors } from '../errors.ts';

export const errors = defineErrors('people', {
  PEOPLE_UNKNOWN: {
    status: 404,
    sentence: 'There is no person {person}.',
    todo: 'Look the person up by shop id or e-mail address; the id of an erased person is gone.',
  },
  PEOPLE_LIST_INVALID: {
    status: 422,
    sentence: 'The list key “{key}” cannot be used.',
    todo: 'Give it a key of 1 to 100 characters.',
  },
  PEOPLE_OWNER_INVALID: {
    status: 422,
    sentence: 'The account owner “{owner}” cannot be saved: {reason}.',
    todo: 'Give an id, a name and an e-mail address.',
  },
});
