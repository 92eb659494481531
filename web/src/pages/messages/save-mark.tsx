import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudUp } from '@tabler/icons-react';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
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

/** Somebody else saved meanwhile: both are still there, and one is chosen. */
export function ConflictNote({ draft: { state, error, other, takeTheirs, overwrite } }: Props) {
  const t = useWords('messages');
  const { moment } = useFormat();
  if (state === 'failed') return <ErrorNote error={error} />;
  if (state !== 'conflict') return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t('conflict.title')} role="alert">
      <Text size="sm">
        {t('conflict.text', {
          who: other?.by ?? t('conflict.somebody'),
          when: other?.at ? moment(other.at) : t('conflict.meanwhile'),
        })}
      </Text>
      <Group mt="sm" gap="xs">
        <Button size="xs" variant="default" onClick={() => void takeTheirs().catch(() => {})}>
          {t('conflict.theirs')}
        </Button>
        <Button size="xs" variant="default" onClick={overwrite}>
          {t('conflict.mine')}
        </Button>
      </Group>
    </Alert>
  );
}
