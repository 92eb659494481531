import { Paper, Skeleton, Text } from '@mantine/core';
import { ErrorNote } from '../../parts/error-note.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useSettings } from '../../queries/settings.ts';
import { useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';
import { SettingRow } from './setting-row.tsx';

/** How long what is kept. */
export const isRetention = (key: string): boolean => key.startsWith('upkeep.keep.');

export function Page() {
  const t = useWords('sending');
  const list = useSettings();
  return (
    <SettingsFrame>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('retention.text')}
      </Text>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      <Paper withBorder>
        {itemsOf(list)
          .filter(({ key }) => isRetention(key))
          .map((setting) => (
            <SettingRow key={setting.key} setting={setting} />
          ))}
      </Paper>
    </SettingsFrame>
  );
}
