import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChangePassword } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { ErrorNote } from '../error-note.tsx';
import { useTell } from '../tell.ts';

export function ChangePassword({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords(FRAME);
  const tell = useTell();
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const close = () => {
    setCurrent('');
    setNext('');
    change.reset();
    onClose();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current, next },
      {
        onSuccess: () => {
          tell(t('password.changed'));
          close();
        },
      },
    );
  };
  const eye = { 'aria-label': t('password.show'), tabIndex: 0 };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={<Text fw={650}>{t('password.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={send}>
        <Stack>
          <PasswordInput
            label={t('password.current')}
            value={current}
            onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
            autoComplete="current-password"
            visibilityToggleButtonProps={eye}
            required
            data-autofocus
          />
          <PasswordInput
            label={t('password.next')}
            description={t('password.rule')}
            value={next}
            onChange={({ currentTarget }) => setNext(currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            required
          />
          <ErrorNote error={change.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
