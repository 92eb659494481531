import { defineErrors } from '../errors.ts';

export const errors = defineErrors('channels', {
  CHANNEL_UNKNOWN: {
    status: 422,
    sentence: 'There is no channel called “{channel}”.',
    todo: 'Use one of: {known}.',
  },
  SMTP_URL_INVALID: {
    status: 422,
    sentence: 'The address of the mail server cannot be read: {reason}.',
    todo: 'Write it as smtp://user:password@host:587 or smtps://user:password@host:465.',
  },
});
