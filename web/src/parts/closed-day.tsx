/** Days on which the shop is closed, where something is planned for them. */
import { Text } from '@mantine/core';
import { useClosedDays } from '../queries/holidays.ts';
import { FRAME, useLanguage, useWords } from '../words.ts';

/** Why the shop is closed on a day of that time; undefined where it is open. */
export function useClosedNames(from: string, until: string): (day: string) => string | undefined {
  const { language } = useLanguage();
  const { data } = useClosedDays(from, until);
  const names = new Map(data?.items.map(({ day, name }) => [day, name[language]]));
  return (day) => names.get(day);
}

/** Says that a chosen day is a closed one; whoever chose it may want that. */
export function ClosedNote({ day }: { day: string }) {
  const t = useWords(FRAME);
  const name = useClosedNames(day, day)(day);
  return name === undefined ? null : (
    <Text size="sm" role="status" c="var(--mantine-color-text)">
      {t('closedDay', { name })}
    </Text>
  );
}
