import { defineErrors } from '../errors.ts';

export const errors = defineErrors('providers', {
  PROVIDER_UNKNOWN: {
    status: 404,
    sentence: 'There is no provider “{provider}”.',
    todo: 'See `npx declic provider list`.',
  },
  PROVIDER_INVALID: {
    status: 422,
    sentence: 'The provider “{provider}” cannot be kept: {reason}.',
    todo: 'Correct this and try again; nothing was changed.',
  },
  PROVIDER_OF_ENVIRONMENT: {
    status: 409,
    sentence: 'The provider “{provider}” is the mail server of SMTP_URL.',
    todo: 'Change SMTP_URL for another server; its limits can be set here, without an address.',
  },
  DOMAIN_UNKNOWN: {
    status: 404,
    sentence: 'There is no sending domain “{domain}”.',
    todo: 'Make its key first.',
  },
  DOMAIN_INVALID: {
    status: 422,
    sentence: '“{domain}” is not a domain.',
    todo: 'Write it as shop.example, without http:// and without an address before it.',
  },
  PROVIDER_SEALED: {
    status: 500,
    sentence: 'The secret of {what} cannot be opened: DECLIC_SECRET is not the one that it was sealed with.',
    todo: 'Give the old DECLIC_SECRET back, or store the secret again.',
  },
});
