import { Anchor, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudUp } from '@tabler/icons-react';
import { useWords } from '../../words.ts';
import type { useDraft } from './use-draft.ts';

type Props = { draft: ReturnType<typeof useDraft> };

/** Whether what was typed is with the server; told to screen readers as it changes. */
export function SaveMark({ draft: { state, retry } }: Props) {
  const t = useWords('messages');
  const Icon =
    state === 'saved' ? IconCheck : state === 'failed' || state === 'conflict' ? IconAlertTriangle : IconCloudUp;
  return (
    <Group gap={4} wrap="nowrap" role="status" c={state === 'failed' || state === 'conflict' ? 'red' : 'dimmed'}>
      <Icon size={16} aria-hidden />
      <Text size="sm">{t(`saving.${state}`)}</Text>
      {state === 'failed' && (
        <Anchor component="button" type="button" size="sm" onClick={retry}>
          {t('saving.retry')}
        </Anchor>
      )}
    </Group>
  );
}
