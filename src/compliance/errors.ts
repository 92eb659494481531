import { defineErrors } from '../errors.ts';

export const errors = defineErrors('compliance', {
  COMPLIANCE_RULE_UNKNOWN: {
    status: 404,
    sentence: 'There is no rule called “{id}”.',
    todo: 'Use one of: {known}.',
  },
  COMPLIANCE_RULE_FIXED: {
    status: 409,
    sentence: 'The rule “{id}” cannot be switched off: {why}',
    todo: 'It is shown so that everybody knows it is enforced.',
  },
});
