import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../parts/error-note.tsx';
import { type Channel, type ChannelTested, useTestChannel } from '../../queries/sending.ts';
import { useMe } from '../../queries/session.ts';
import { FRAME, useLanguage, useWords } from '../../words.ts';

/** Sends one message over a channel, and says exactly what became of it. */
export function ChannelTest({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const t = useWords('sending');
  const frame = useWords(FRAME);
  const { language } = useLanguage();
  const { data: me } = useMe();
  const test = useTestChannel(channel.kind);
  const [to, setTo] = useState(channel.addressKind === 'email' ? (me?.email ?? '') : '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    test.mutate(to);
  };
  const label = t(`channels.address.${channel.addressKind}`);
  const title = <Text fw={650}>{t('channels.testTitle', { name: channel.name[language] })}</Text>;
  const field = { label, value: to, required: true, 'data-autofocus': true } as const;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': frame('close') }}>
      <form onSubmit={send}>
        <Stack>
          <Text size="sm">{t(channel.connected ? 'channels.testText' : 'channels.localText')}</Text>
          {channel.addressKind === 'postal' ? (
            <Textarea {...field} minRows={4} autosize onChange={({ currentTarget }) => setTo(currentTarget.value)} />
          ) : (
            <TextInput {...field} onChange={({ currentTarget }) => setTo(currentTarget.value)} />
          )}
          {test.data && <Result tested={test.data} to={to} />}
          <ErrorNote error={test.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {frame('close')}
            </Button>
            <Button type="submit" loading={test.isPending}>
              {t('channels.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const COLOURS = { sent: 'teal', refused: 'red', local: 'gray' } as const;

/** What became of a test, in plain words, with what the other side said. */
function Result({ tested, to }: { tested: ChannelTested; to: string }) {
  const t = useWords('sending');
  const { result, over, reason, answer } = tested;
  return (
    <Alert
      color={COLOURS[result]}
      variant="light"
      role="status"
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm">{t(`channels.result.${result}`, { over, to })}</Text>
      {(reason ?? answer) && (
        <Text size="xs" c="dimmed" lang="en" style={{ overflowWrap: 'anywhere' }}>
          {reason ?? answer}
        </Text>
      )}
    </Alert>
  );
}
