import { defineErrors } from '../errors.ts';

export const errors = defineErrors('access', {
  ACCESS_SIGN_IN_FIRST: {
    status: 401,
    sentence: 'This needs somebody who is signed in.',
    todo: 'Sign in, or send a secret key as “Authorization: Bearer …”.',
  },
  ACCESS_WRONG_PASSWORD: {
    status: 401,
    sentence: 'This e-mail and this password do not go together.',
    todo: 'Check both; an administrator can make a link with which you choose a new one.',
  },
  ACCESS_TOO_MANY_ATTEMPTS: {
    status: 429,
    sentence: 'There were too many failed attempts to sign in.',
    todo: 'Wait {minutes} minute(s) and try again.',
  },
  ACCESS_WRONG_KEY: {
    status: 401,
    sentence: 'This key is not known, or it was revoked.',
    todo: 'Make a new one with “npx declic key create --kind {kind}”.',
  },
  ACCESS_NOT_ALLOWED: {
    status: 403,
    sentence: 'The role {role} may not do this (it needs “{right}”).',
    todo: 'Ask somebody who is {allowed}.',
  },
  ACCESS_OTHER_ORIGIN: {
    status: 403,
    sentence: 'This change was asked for by another site ({origin}), so it was not made.',
    todo: 'Do it from Déclic’s own pages, or send a secret key instead of the cookie; behind a proxy, set PUBLIC_URL.',
  },
  ACCESS_INVITATION_GONE: {
    status: 410,
    sentence: 'This invitation is not known, was used, or has expired.',
    todo: 'Ask an administrator for a new one; for the very first account, restart Déclic: it prints a new link.',
  },
  ACCESS_EMAIL_TAKEN: {
    status: 409,
    sentence: 'There is an account with the e-mail {email} already.',
    todo: 'Sign in with it, or use another e-mail.',
  },
  ACCESS_EMAIL_INVALID: {
    status: 422,
    sentence: '“{email}” is not an e-mail address.',
    todo: 'Write it like name@shop.example.',
  },
  ACCESS_OTHER_EMAIL: {
    status: 422,
    sentence: 'This invitation was made for another e-mail.',
    todo: 'Use the e-mail that the invitation was sent to.',
  },
  ACCESS_PASSWORD_SHORT: {
    status: 422,
    sentence: 'The password has {length} characters; {least} to {most} are needed.',
    todo: 'Take a longer one; a sentence is easy to remember.',
  },
  ACCESS_ACCOUNT_UNKNOWN: {
    status: 404,
    sentence: 'There is no account {id} that is open.',
    todo: 'Look at the list of accounts.',
  },
  ACCESS_LAST_ADMIN: {
    status: 409,
    sentence: 'This is the last administrator who can sign in.',
    todo: 'Make another account administrator first.',
  },
  ACCESS_KEY_UNKNOWN: {
    status: 404,
    sentence: 'There is no key {id}.',
    todo: 'Look at the list of keys.',
  },
});
