import { SegmentedControl } from '@mantine/core';
import { FRAME, LANGUAGES, type Language, useLanguage, useWords } from '../../words.ts';

/** Each language under its own name, so that it is found by who cannot read the other. */
const NAMES: Record<Language, string> = { fr: 'Français', en: 'English' };

export function LanguageSwitch() {
  const t = useWords(FRAME);
  const { language, choose } = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      value={language}
      onChange={(next) => choose(next as Language)}
      data={LANGUAGES.map((one) => ({
        value: one,
        label: (
          <abbr title={NAMES[one]} lang={one} style={{ textDecoration: 'none' }}>
            {one.toUpperCase()}
          </abbr>
        ),
      }))}
    />
  );
}
