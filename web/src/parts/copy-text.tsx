import { ActionIcon, Code, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { FRAME, useWords } from '../words.ts';

/** A text that people take elsewhere: a record, a line for their site. */
export function CopyText({ label, text, block = false }: { label: string; text: string; block?: boolean }) {
  const t = useWords(FRAME);
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code
          block={block}
          fz="sm"
          style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', flex: 1, maxHeight: 240, overflowY: 'auto' }}
          tabIndex={block ? 0 : undefined}
        >
          {text}
        </Code>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t('copied') : t('copy')}>
              <ActionIcon
                variant="default"
                onClick={copy}
                aria-label={copied ? t('copied') : t('copyOne', { what: label })}
              >
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}
