import { defineErrors } from '../errors.ts';

export const errors = defineErrors('upkeep', {
  UPKEEP_BUCKETS: {
    status: 422,
    sentence: 'There cannot be {buckets} buckets.',
    todo: 'Give a whole number from 1 to {most}; 64 are enough for one server, some for each processor of a cluster.',
  },
  UPKEEP_FACTS_WAIT: {
    status: 409,
    sentence: 'Facts wait that were accepted and are not applied ({facts} or more): they know the buckets of now.',
    todo: 'Run the command again: it applies them first. Where it says so again, start the server and look what it logs.',
  },
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
