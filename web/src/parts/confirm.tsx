import { Button, Group, Modal, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FRAME, useWords } from '../words.ts';
import { ErrorNote } from './error-note.tsx';

type Props = {
  title: string;
  /** What will happen, to how many, and whether it can be undone. */
  text: ReactNode;
  /** The verb on the button: “Erase this person”, not “OK”. */
  verb: string;
  danger?: boolean;
  /** Closed when it is done; a failure is shown inside, and nothing is closed. */
  onConfirm: () => Promise<unknown>;
  /** The button that opens it. */
  opener: (open: () => void) => ReactNode;
};

/** Asks before what cannot be taken back. */
export function Confirm({ title, text, verb, danger = false, onConfirm, opener }: Props) {
  const t = useWords(FRAME);
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    // What is under way is waited for: its failure has to be seen.
    if (busy) return;
    setOpened(false);
    setError(null);
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      setOpened(false);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {opener(() => setOpened(true))}
      <Modal
        opened={opened}
        onClose={close}
        title={<Text fw={650}>{title}</Text>}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Text component="div" size="sm">
          {text}
        </Text>
        <ErrorNote error={error} mt="md" />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={close} disabled={busy}>
            {t('cancel')}
          </Button>
          <Button color={danger ? 'red' : undefined} loading={busy} onClick={() => void confirm()} data-autofocus>
            {verb}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
