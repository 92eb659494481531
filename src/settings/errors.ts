import { defineErrors } from '../errors.ts';

export const settingErrors = defineErrors('settings', {
  SETTING_UNKNOWN: {
    status: 404,
    sentence: 'There is no setting named “{key}”.',
    todo: 'The nearest names are: {near}.',
  },
  UNIT_UNKNOWN: {
    status: 404,
    sentence: 'There is no business unit “{unit}”.',
    todo: 'Look at /api/units for the keys of those there are.',
  },
  UNIT_INVALID: {
    status: 422,
    sentence: 'The business unit cannot be kept:{faults}\n',
    todo: 'Correct what is named and save again.',
  },
  SETTING_INVALID: {
    status: 422,
    sentence: 'The setting “{key}” cannot be {value}: {reason}.',
    todo: 'It is: {about} (by default {standard}).',
  },
});
