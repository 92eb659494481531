import { defineErrors } from '../errors.ts';

export const errors = defineErrors('upkeep', {
  UPKEEP_WINDOW: {
    status: 422,
    sentence: 'Events cannot be kept for {days} days only: {what} looks back {window} days.',
    todo: 'Keep them for at least {window} days, or shorten that window first.',
  },
  UPKEEP_SENT: {
    status: 422,
    sentence:
      'Keys that left cannot be forgotten after {sent} days while their messages are kept for {messages}: one could leave twice.',
    todo: 'Keep them for at least {messages} days.',
  },
});
