import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { FRAME, useWords } from '../words.ts';
import classes from './message-frame.module.css';

const WIDTHS = { desktop: '100%', phone: 375 } as const;

type Props = { subject?: string | null; html?: string | null; text: string; title: string };

/**
 * A message as its reader has it, on a desktop or a phone. The frame is sandboxed without scripts and without our origin: whatever
 * stands in a message or a trait does nothing. Links open nowhere.
 */
export function MessageFrame({ subject, html, text, title }: Props) {
  const t = useWords(FRAME);
  const [size, setSize] = useState<keyof typeof WIDTHS | 'text'>('desktop');
  const views = [
    ...(html
      ? [
          { value: 'desktop', label: t('message.desktop') },
          { value: 'phone', label: t('message.phone') },
        ]
      : []),
    { value: 'text', label: t('message.text') },
  ];
  const showText = !html || size === 'text';
  return (
    <Stack gap="sm">
      {html && (
        <SegmentedControl
          aria-label={t('message.view')}
          data={views}
          value={size}
          onChange={(next) => setSize(next as typeof size)}
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      <div className={classes.frame} style={{ maxWidth: size === 'text' ? undefined : WIDTHS[size] }}>
        {subject && (
          <Text fw={600} p="sm" className={classes.subject}>
            {subject}
          </Text>
        )}
        {showText ? (
          <Text component="pre" size="sm" className={classes.text}>
            {text}
          </Text>
        ) : (
          <iframe sandbox="" srcDoc={html} title={title} className={classes.page} referrerPolicy="no-referrer" />
        )}
      </div>
    </Stack>
  );
}
