import { defineErrors } from '../errors.ts';

export const errors = defineErrors('banks', {
  BANK_UNKNOWN: {
    status: 404,
    sentence: 'There is no bank named “{bank}”.',
    todo: 'Make it with `npx declic bank add`, or see `npx declic bank list`.',
  },
  BANK_FIXED: {
    status: 409,
    sentence: 'The bank “{bank}” keeps a {kind}; its kind and its window stay as they were made.',
    todo: 'Make another bank under another key.',
  },
  BANK_WRONG_KIND: {
    status: 409,
    sentence: 'The bank “{bank}” keeps a {kind}, which cannot {what}.',
    todo: 'Rates are taken directly, stocks and budgets are leased, codes are imported and assigned.',
  },
  BANK_BELOW_SPENT: {
    status: 409,
    sentence: 'Of the bank “{bank}”, {spent} are spent already, so that its total cannot be {total}.',
    todo: 'Give a total of at least what is spent; nothing more is granted then.',
  },
  BANK_INVALID: {
    status: 422,
    sentence: 'The bank “{bank}” cannot be kept: {reason}.',
    todo: 'Correct this and try again; nothing was changed.',
  },
  BANK_LEASE_OVER: {
    status: 409,
    sentence: 'The lease {lease} has ended or has fewer than {units} units left.',
    todo: 'Ask the bank for another lease before you spend.',
  },
});
