import { z } from 'zod';
import { listOf, moment, name, page } from './parts.ts';

export const image = z.object({
  id: z.string(),
  /** Its path on the public address; messages are sent with the whole address. */
  path: z.string(),
  /** The whole address, where the public one is known. */
  url: z.string().nullable(),
  type: z.enum(['png', 'jpeg', 'gif', 'webp']),
  size: z.number(),
  width: z.number(),
  height: z.number(),
  name: z.string(),
  alt: z.string(),
  addedBy: z.string(),
  addedAt: moment,
});
export const images = listOf(image);
export const imageQuery = page.extend({ search: name.optional() });
const alt = z.string().trim().max(500);
/** The bytes are the body. */
export const imageNames = z.strictObject({ name: name.default(''), alt: alt.default('') });
export const imageChange = z.strictObject({ name: name.optional(), alt: alt.optional() });
export const imageUses = z.object({ templates: z.array(z.object({ key: z.string(), name: z.string() })) });
