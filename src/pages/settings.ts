import { z } from 'zod';
import { CHANNEL_KINDS, channels, MEASURE_PURPOSE, STANDARD_PURPOSE } from '../channels/index.ts';
import { defineSetting } from '../settings/index.ts';

const MOST_TOPICS = 30;
const LONGEST_NAME = 100;
const LONGEST_ABOUT = 300;

/** Words in both languages that the pages speak. */
const words = (most: number) =>
  z.strictObject({ fr: z.string().trim().min(1).max(most), en: z.string().trim().min(1).max(most) });

const topic = z.strictObject({
  purpose: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^*]/, 'it must be the name of a purpose')
    .refine(
      (purpose) => purpose !== MEASURE_PURPOSE,
      'this purpose is that of measuring, which has a place of its own',
    ),
  name: words(LONGEST_NAME),
  about: words(LONGEST_ABOUT).optional(),
  channels: z
    .array(z.enum(CHANNEL_KINDS))
    .min(1)
    .refine((kinds) => kinds.every((kind) => channels[kind].consent !== 'none'), 'this channel asks nobody’s consent'),
});
export type Topic = z.infer<typeof topic>;

/** What people choose among in the preference centre: purposes, each on its channels. */
export const publicTopics = defineSetting<Topic[]>({
  key: 'pages.topics',
  about:
    'topics of the preference centre, as [{"purpose": "marketing", "name": {"fr": "Offres", "en": "Offers"}, "channels": ["email"]}]',
  schema: z
    .array(topic)
    .max(MOST_TOPICS, `at most ${MOST_TOPICS} topics`)
    .refine((all) => new Set(all.map(({ purpose }) => purpose)).size === all.length, 'each purpose once'),
  standard: [
    {
      purpose: STANDARD_PURPOSE,
      name: { fr: 'Nouveautés et offres', en: 'News and offers' },
      channels: ['email', 'sms'],
    },
  ],
});

const publicList = z.strictObject({
  list: z.string().min(1).max(100),
  name: words(LONGEST_NAME),
  about: words(LONGEST_ABOUT).optional(),
});
export type PublicList = z.infer<typeof publicList>;

/** Lists that people may join and leave by themselves. */
export const publicLists = defineSetting<PublicList[]>({
  key: 'pages.lists',
  about:
    'lists that people join and leave in the preference centre, as [{"list": "tea", "name": {"fr": "Thés", "en": "Teas"}}]',
  schema: z
    .array(publicList)
    .max(MOST_TOPICS, `at most ${MOST_TOPICS} lists`)
    .refine((all) => new Set(all.map(({ list }) => list)).size === all.length, 'each list once'),
  standard: [],
});

/** How long the link of the mail that asks holds. */
export const confirmDays = defineSetting({
  key: 'pages.confirmDays',
  about: 'days within which a sign-up can be confirmed by the link of the mail that asks',
  schema: z.number().int().min(1).max(30),
  standard: 7,
});
