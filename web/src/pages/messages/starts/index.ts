/** From what a new message begins: fetched when one is made. */
import type { Source } from '../../../queries/templates.ts';
import type { Language } from '../../../words.ts';

type Start = Record<Language, Pick<Source, 'subject' | 'preheader' | 'body'>>;

export const STARTS = {
  welcome: { class: 'promotional', load: () => import('./welcome.ts') },
  offer: { class: 'promotional', load: () => import('./offer.ts') },
  reminder: { class: 'promotional', load: () => import('./reminder.ts') },
  receipt: { class: 'transactional', load: () => import('./receipt.ts') },
  newsletter: { class: 'promotional', load: () => import('./newsletter.ts') },
  blank: { class: 'promotional', load: () => import('./blank.ts') },
} as const satisfies Record<string, { class: 'transactional' | 'service' | 'promotional'; load: () => Promise<Start> }>;

export type StartName = keyof typeof STARTS;
export const START_NAMES = Object.keys(STARTS) as StartName[];
