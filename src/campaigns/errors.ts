import { defineErrors } from '../errors.ts';

export const errors = defineErrors('campaigns', {
  CAMPAIGN_UNKNOWN: {
    status: 404,
    sentence: 'There is no campaign with the key “{campaign}”.',
    todo: 'Check the key in the list of campaigns.',
  },
  CAMPAIGN_KEY_TAKEN: {
    status: 409,
    sentence: 'The key “{campaign}” belongs to a scenario.',
    todo: 'Save the campaign under another key.',
  },
  CAMPAIGN_KEY: {
    status: 422,
    sentence: '“{campaign}” is no key.',
    todo: 'Use small letters, digits, - and _, 64 at most, beginning with a letter or digit.',
  },
  CAMPAIGN_FAULTY: {
    status: 422,
    sentence: 'The campaign “{campaign}” cannot be planned yet, {count} thing(s) are missing or wrong:{faults}\n',
    todo: 'Complete it and plan it again.',
  },
  CAMPAIGN_CHANGED: {
    status: 409,
    sentence: '{by} changed the campaign “{campaign}” at {at}, after you had opened it.',
    todo: 'Look at it again and plan that, or put your change into it.',
  },
  CAMPAIGN_PLANNED: {
    status: 409,
    sentence: 'The campaign “{campaign}” is {state}: what it says cannot be changed now.',
    todo: 'Take it back first while nobody was written to, or copy it.',
  },
  CAMPAIGN_NOT_PLANNED: {
    status: 409,
    sentence: 'The campaign “{campaign}” is {state}: there is nothing to {verb}.',
    todo: 'Look at its page for where it stands.',
  },
  CAMPAIGN_UNDER_WAY: {
    status: 409,
    sentence: 'The campaign “{campaign}” is {state} and cannot be put away.',
    todo: 'Take it back or cancel it first, or wait until all of it has left.',
  },
  CAMPAIGN_CALENDAR: {
    status: 422,
    sentence: 'From {from} to {to} is no stretch of {most} days at most.',
    todo: 'Ask for fewer days, the first one first.',
  },
  CAMPAIGN_STARTED: {
    status: 409,
    sentence: 'The campaign “{campaign}” has begun and cannot be taken back.',
    todo: 'Pause it, or cancel what has not left yet.',
  },
});
