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
  COMPLIANCE_WORDING_UNKNOWN: {
    status: 404,
    sentence: 'There is no wording of consent “{wording}”.',
    todo: 'Look at /api/wordings for the keys of those there are.',
  },
  COMPLIANCE_WORDING_INVALID: {
    status: 422,
    sentence: 'The wording cannot be kept:{faults}\n',
    todo: 'Correct what is named and save again.',
  },
  COMPLIANCE_CLOSING_INVALID: {
    status: 422,
    sentence: 'These closed days cannot be kept: {faults}.',
    todo: 'Give a first and a last day such as 2027-08-02, and a name.',
  },
  COMPLIANCE_CLOSING_UNKNOWN: {
    status: 404,
    sentence: 'These closed days are not on the list any more.',
    todo: 'Somebody has taken them off; read the list anew.',
  },
});
