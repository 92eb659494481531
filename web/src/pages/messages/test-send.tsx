import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Template } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useMe } from '../../queries/session.ts';
import { useTestSend } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';
import type { At } from './contents.ts';
import type { useDraft } from './use-draft.ts';

type Props = {
  opened: boolean;
  onClose: () => void;
  template: Template;
  draft: ReturnType<typeof useDraft>;
  at: At;
  person: string | null;
};

/** The content on the screen, sent to one address over the way that the message itself would take. */
export function TestSend({ opened, onClose, template, draft: { draft }, at, person }: Props) {
  const t = useWords('messages');
  const me = useMe();
  const send = useTestSend();
  const [to, setTo] = useState<string | null>(null);
  const address = to ?? me.data?.email ?? '';
  const { channel, class: kind, draft: source } = draft;
  const go = () =>
    send.mutate({
      key: template.key,
      to: address,
      channel,
      class: kind,
      draft: source,
      at,
      ...(person && { personId: person }),
    });
  const close = () => {
    send.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={<Text fw={650}>{t('test.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Stack>
          <Text size="sm">{t(person ? 'test.textPerson' : 'test.text')}</Text>
          <TextInput
            type="email"
            label={t('test.to')}
            value={address}
            onChange={({ currentTarget }) => setTo(currentTarget.value)}
            required
            data-autofocus
          />
          <ErrorNote error={send.error} />
          {send.data && (
            <Alert color={send.data.state === 'sent' ? 'teal' : 'yellow'} role="status">
              <Text size="sm">{t(`test.${send.data.state}`, { to: send.variables?.to })}</Text>
              {send.data.reason && (
                <Text size="xs" mt={4} style={{ overflowWrap: 'anywhere' }}>
                  {send.data.reason}
                </Text>
              )}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('close')}
            </Button>
            <Button type="submit" loading={send.isPending}>
              {t('test.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
