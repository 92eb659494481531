/** Keys of the four typologies, from the coldest prospect to the most loyal customer. */
export const TYPOLOGIES = ['cold-prospect', 'warm-prospect', 'occasional-customer', 'loyal-customer'] as const;
