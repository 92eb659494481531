import { defineErrors } from '../errors.ts';

export const settingErrors = defineErrors('settings', {
  SETTING_UNKNOWN: {
    status: 404,
    sentence: 'There is no setting named “{key}”.',
    todo: 'The nearest names are: {near}.',
  },
  SETTING_INVALID: {
    status: 422,
    sentence: 'The setting “{key}” cannot be {value}: {reason}.',
    todo: 'It is: {about} (by default {standard}).',
  },
});
