import { defineErrors } from '../errors.ts';

export const errors = defineErrors('catalog', {
  CATALOG_PRODUCT_INVALID: {
    status: 422,
    sentence: 'The product “{product}” cannot be saved: {reason}.',
    todo: 'Correct this product; the others of the same call were not saved either.',
  },
});
