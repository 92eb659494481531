import { Group, Stack, Textarea } from '@mantine/core';
import { useRef } from 'react';
import { useWords } from '../../words.ts';
import type { Content } from './contents.ts';
import { FieldsMenu } from './fields-menu.tsx';

type Props = { content: Content; onChange: (next: Partial<Content>) => void; readOnly: boolean };

/** A text message: its words alone. What it is billed as stands beside the preview, where values are filled in. */
export function SmsBody({ content, onChange, readOnly }: Props) {
  const t = useWords('messages');
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (liquid: string) => {
    const from = area.current?.selectionStart ?? content.body.length;
    const to = area.current?.selectionEnd ?? from;
    onChange({ body: content.body.slice(0, from) + liquid + content.body.slice(to) });
    requestAnimationFrame(() => area.current?.focus());
  };
  return (
    <Stack gap="xs" maw={720}>
      <Textarea
        ref={area}
        label={t('smsText')}
        description={t('smsStop')}
        value={content.body}
        onChange={({ currentTarget }) => onChange({ body: currentTarget.value })}
        readOnly={readOnly}
        autosize
        minRows={5}
        maxRows={16}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      {!readOnly && (
        <Group>
          <FieldsMenu onPick={insert} />
        </Group>
      )}
    </Stack>
  );
}
