import { defineErrors } from '../errors.ts';

export const errors = defineErrors('delivery', {
  DELIVERY_NO_SUCH_SEND: {
    status: 404,
    sentence: 'There is no {kind} “{key}” whose messages could be paused.',
    todo: 'Give the key that the list of scenarios shows.',
  },
});
