import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Failure } from '../queries/ask.ts';
import { FRAME, useWords } from '../words.ts';
import { useFormat } from './figures.tsx';

/** Who was faster, and when. */
export type Other = { by: string | null; at: string | null };

/** What a refused save says of whoever was faster; null for any other failure. */
export const otherOf = (error: unknown, code: string): Other | null =>
  error instanceof Failure && error.code === code
    ? { by: null, at: null, ...(error.details as Other | undefined) }
    : null;

type Props = { other: Other; onTheirs: () => void; onMine: () => void };

/** Somebody else saved meanwhile: both versions are still there, and one is chosen. */
export function ConflictNote({ other: { by, at }, onTheirs, onMine }: Props) {
  const t = useWords(FRAME);
  const { moment } = useFormat();
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t('conflict.title')} role="alert">
      <Text size="sm">
        {t('conflict.text', {
          who: by ?? t('conflict.somebody'),
          when: at ? moment(at) : t('conflict.meanwhile'),
        })}
      </Text>
      <Group mt="sm" gap="xs">
        <Button size="xs" variant="default" onClick={onTheirs}>
          {t('conflict.theirs')}
        </Button>
        <Button size="xs" variant="default" onClick={onMine}>
          {t('conflict.mine')}
        </Button>
      </Group>
    </Alert>
  );
}
