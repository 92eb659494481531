import { z } from 'zod';
import { defineSetting } from '../settings/index.ts';
import { IMAGE_TYPES } from './picture.ts';

const KB = 1024;

export const approval = defineSetting({
  key: 'messages.approval',
  about: 'a message is published by a second person: whoever wrote it asks, another account approves',
  schema: z.boolean(),
  standard: false,
});

export const testsPerHour = defineSetting({
  key: 'messages.testsPerHour',
  about: 'test mails that one account may send within an hour',
  schema: z.number().int().min(1).max(1_000),
  standard: 30,
});

/** What the setting may allow at most. */
const LARGEST_IMAGE = 10 * 1024 * KB;
/** The largest body that the door of images reads: what cameras make, so that whoever adds one hears how much it weighs and what to do. */
export const LARGEST_PHOTO = 32 * 1024 * KB;

export const largestImage = defineSetting({
  key: 'messages.largestImage',
  about: 'largest image that the library takes, in bytes',
  schema: z
    .number()
    .int()
    .min(10 * KB)
    .max(LARGEST_IMAGE),
  standard: 2 * 1024 * KB,
});

export const imageTypes = defineSetting({
  key: 'messages.imageTypes',
  about: 'kinds of images that the library takes; older mail programs do not show webp',
  schema: z.array(z.enum(IMAGE_TYPES)).min(1, 'at least one kind'),
  standard: ['png', 'jpeg', 'gif'],
});
