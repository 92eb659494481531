import { keyOf } from '../store/index.ts';

/** A number in [0, 1) that is always the same for the same parts: lots that never have to be stored. */
export const shareOf = (...parts: (string | number)[]): number =>
  Number.parseInt(keyOf(...parts).slice(0, 8), 16) / 2 ** 32;
