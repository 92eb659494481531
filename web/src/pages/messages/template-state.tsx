import { Group } from '@mantine/core';
import { StateBadge } from '../../parts/state-badge.tsx';
import { useWords } from '../../words.ts';

type Props = { publishedVersion: number | null; changed: boolean; asked?: boolean };

/** Draft, published, or published with changes that nobody reads yet. */
export function TemplateState({ publishedVersion, changed, asked = false }: Props) {
  const t = useWords('messages');
  return (
    <Group gap={4}>
      {publishedVersion === null ? (
        <StateBadge mood="draft" label={t('states.draft')} />
      ) : (
        <StateBadge mood="good" label={t('states.published')} />
      )}
      {changed && publishedVersion !== null && <StateBadge mood="draft" label={t('states.changed')} />}
      {asked && <StateBadge mood="waiting" label={t('states.asked')} />}
    </Group>
  );
}
