import type { Say } from '../../words.ts';

/** Languages that a content may be written in; others come by the API. */
export const LANGUAGES = ['fr', 'en', 'de', 'es', 'it', 'nl', 'pt'] as const;

/** `fr` as the reader calls it. */
export const languageName = (code: string, t: Say /* messages */): string =>
  t(`language.${code}`, { defaultValue: code.toUpperCase() });
