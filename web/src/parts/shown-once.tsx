import { ActionIcon, Alert, Code, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconEyeOff } from '@tabler/icons-react';
import { FRAME, useWords } from '../words.ts';

/** A secret that is shown now and never again. */
export function ShownOnce({ title, text, secret }: { title: string; text: string; secret: string }) {
  const t = useWords(FRAME);
  return (
    <Alert color="teal" variant="light" icon={<IconEyeOff size={20} aria-hidden />} title={title} role="status">
      <Text size="sm" mb="xs">
        {text}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code style={{ overflowWrap: 'anywhere', flex: 1 }} fz="sm" data-secret>
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t('copied') : t('copy')}>
              <ActionIcon variant="default" size="lg" onClick={copy} aria-label={copied ? t('copied') : t('copy')}>
                {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
