import { defineErrors } from '../errors.ts';

export const errors = defineErrors('scenarios', {
  SCENARIO_INVALID: {
    status: 422,
    sentence: 'The scenario “{scenario}” has {count} fault(s):{faults}\n',
    todo: 'Correct them and try again.',
  },
  SCENARIO_UNKNOWN: {
    status: 404,
    sentence: 'There is no scenario with the key “{scenario}”.',
    todo: 'Check the key in the list of scenarios.',
  },
  SCENARIO_CHANGED: {
    status: 409,
    sentence: '{by} changed the scenario “{scenario}” at {at}, after you had opened it.',
    todo: 'Load it again and put your change into it, or save over it knowingly.',
  },
  SCENARIO_EXISTS: {
    status: 409,
    sentence: 'There is a scenario “{scenario}” already.',
    todo: 'Choose another key, or open that one.',
  },
  SCENARIO_ARCHIVED: {
    status: 409,
    sentence: 'The scenario “{scenario}” is archived.',
    todo: 'Save it under another key to use it again.',
  },
  SCENARIO_OF_CAMPAIGN: {
    status: 409,
    sentence: '“{scenario}” is the key of a campaign.',
    todo: 'Change it under the campaigns, or choose another key.',
  },
  SCENARIO_NOT_PUBLISHED: {
    status: 409,
    sentence: 'The scenario “{scenario}” is not published.',
    todo: 'Publish it first.',
  },
  SCENARIO_NO_SUCH_VERSION: {
    status: 404,
    sentence: 'The scenario “{scenario}” has no version {version}.',
    todo: 'Look at its versions.',
  },
  SCENARIO_PAUSED: {
    status: 409,
    sentence: 'The scenario “{scenario}” is paused: nobody enters it now.',
    todo: 'Resume it first.',
  },
  SCENARIO_NO_SUCH_TRIGGER: {
    status: 422,
    sentence: 'The scenario “{scenario}” has no trigger of the kind “{kind}”.',
    todo: 'Add a trigger of that kind to its draft and publish it.',
  },
  SCENARIO_NOBODY_TO_ASK: {
    status: 422,
    sentence:
      'Nothing says who already matches “{scenario}”: its triggers name no segment or list, and it has no audience.',
    todo: 'Give a rule with the enrolment, or an audience to the scenario.',
  },
  SCENARIO_TOO_FAR: {
    status: 422,
    sentence: 'A walk through a scenario begins at most {days} days ahead.',
    todo: 'Let it begin earlier.',
  },
  SCENARIO_CONTEXT: {
    status: 413,
    sentence: 'The values of the enrolment are longer than {most} characters as JSON.',
    todo: 'Send only what the messages need.',
  },
  SCENARIO_DURATION: {
    status: 422,
    sentence: '“{text}” is not a duration.',
    todo: 'Write an ISO 8601 duration such as PT2H, P1D, P2W or P1M; a minus sign before the P looks back.',
  },
});
