import { Button, Modal, Text } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import type { Image } from '../../../../src/api/contract.ts';
import { useWords } from '../../words.ts';
import { ImageLibrary } from './image-library.tsx';

/** Opens the library; what is picked goes where the cursor stands. */
export function ImageButton({ onPick }: { onPick: (image: Image) => void }) {
  const t = useWords('messages');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPhoto size={16} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t('images.insert')}
      </Button>
      <ImageModal
        opened={opened}
        onClose={() => setOpened(false)}
        onPick={(image) => {
          setOpened(false);
          onPick(image);
        }}
      />
    </>
  );
}

type ModalProps = { opened: boolean; onClose: () => void; onPick: (image: Image) => void };

export function ImageModal({ opened, onClose, onPick }: ModalProps) {
  const t = useWords('messages');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={<Text fw={650}>{t('images.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <ImageLibrary onPick={onPick} />
    </Modal>
  );
}
