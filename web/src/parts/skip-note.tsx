import { Alert, Text } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useWords } from '../words.ts';

/** Why this person would get no message, as the server said it: its sentence, and what it is made of. */
type Props = { skip: { skip: string; code?: string | undefined; about?: string | undefined } };

export function SkipNote({ skip: { skip, code, about = '' } }: Props) {
  const t = useWords('messages');
  return (
    <Alert color="yellow" icon={<IconMailOff aria-hidden />} title={t('skip.title')}>
      <Text size="sm">{code === undefined ? skip : t(`skip.${code}`, { about, defaultValue: skip })}</Text>
      {code === 'template_error' && (
        <Text size="xs" c="dimmed" mt={4} lang="en">
          {skip}
        </Text>
      )}
    </Alert>
  );
}
