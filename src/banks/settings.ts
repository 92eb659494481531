import { z } from 'zod';
import { defineSetting } from '../settings/index.ts';

/** From here on a bank is shown as low, so that somebody brings more in time. */
export const warnShare = defineSetting({
  key: 'banks.warnShare',
  about: 'share of its total below which what is left of a stock, a budget or a pool of codes is shown as low (0 to 1)',
  schema: z.number().min(0).max(1, 'it must be a share, from 0 to 1'),
  standard: 0.1,
});
