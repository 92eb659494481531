import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { FRAME, useWords } from '../words.ts';

type Props = {
  /** Whether the server lacks something that was made here. */
  unsaved: () => boolean;
  /** Tries to bring it there; without it what is saved by a button is not saved by leaving. */
  settle?: () => Promise<unknown>;
  /** What a button is bringing there just now: it is waited for before anything is asked. */
  saving?: () => Promise<unknown>;
};

/**
 * Leaving a page with an editor: inside the application what is unsaved is saved first, and asked about where that fails or a button is
 * what saves. Leaving the application is asked about by the browser.
 */
export function Leaving({ unsaved, settle, saving }: Props) {
  const t = useWords(FRAME);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname || !unsaved()) return false;
      await (settle ?? saving)?.().catch(() => {});
      return unsaved();
    },
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={<Text fw={650}>{t('leaving.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Text size="sm">{t(settle ? 'leaving.text' : 'leaving.lost')}</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={() => proceed?.()}>
          {t('leaving.leave')}
        </Button>
        <Button onClick={() => reset?.()} data-autofocus>
          {t('leaving.stay')}
        </Button>
      </Group>
    </Modal>
  );
}
