import { defineErrors } from '../errors.ts';

export const errors = defineErrors('delivery', {
  DELIVERY_NO_SUCH_SEND: {
    status: 404,
    sentence: 'There is no {kind} “{key}” whose messages could be paused.',
    todo: 'Give the key that the list of scenarios shows.',
  },
  DELIVERY_NOT_UNCERTAIN: {
    status: 409,
    sentence: 'What became of the message {key} is not unknown: it is {state}.',
    todo: 'Look at it again; only messages that are uncertain are settled by hand.',
  },
});
