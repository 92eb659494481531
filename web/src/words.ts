/** What the pages say, in the language that the reader chose. One file of words per room and language, fetched when needed. */
import i18next, { type TOptions } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'declic.language';
/** Words of the frame and the shared parts. */
export const FRAME = 'frame';

const files = import.meta.glob<Record<string, unknown>>('./words/*.json', { import: 'default' });

/** French first when the browser says so; what was chosen before goes first. */
function firstLanguage(): Language {
  return /^fr/i.test(localStorage.getItem(KEPT) ?? navigator.language) ? 'fr' : 'en';
}

/** French sets a space before some marks and inside its quotes: no line may break there. */
function bound(words: unknown): unknown {
  if (typeof words === 'string') return words.replace(/ (?=[;:!?»%€])/g, '\u00a0').replace(/(?<=«) /g, '\u00a0');
  return Object.fromEntries(Object.entries(words as object).map(([key, value]) => [key, bound(value)]));
}

/** Loads the frame's words; resolves when pages can be shown. */
export async function speak(): Promise<void> {
  await i18next
    .use({
      type: 'backend',
      init: () => {},
      read: async (language: string, room: string) => {
        const words = await files[`./words/${room}.${language}.json`]!();
        return language === 'fr' ? (bound(words) as Record<string, unknown>) : words;
      },
    })
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: false,
      ns: [FRAME],
      defaultNS: FRAME,
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  i18next.on('languageChanged', (language) => {
    localStorage.setItem(KEPT, language);
    document.documentElement.lang = language;
  });
}

/** Loads the words of a room; its pages wait for it. */
export const loadWords = (room: string): Promise<void> => i18next.loadNamespaces(room);

/** `t('key')` of one room. A test finds keys that are missing, unused or the same in both languages. */
export type Say = (key: string, values?: TOptions) => string;
export function useWords(room: string): Say {
  const { t } = useTranslation(room);
  return t as unknown as Say;
}

/** The reader's language, and how to change it. */
export function useLanguage(): { language: Language; choose: (language: Language) => void } {
  const { i18n } = useTranslation();
  const language = i18n.language === 'fr' ? 'fr' : 'en';
  return { language, choose: (next) => void i18n.changeLanguage(next) };
}
