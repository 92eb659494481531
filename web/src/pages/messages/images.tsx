import { ActionIcon, Button, Group, List, Modal, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Image } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useDescribeImage, useImageUses, useRemoveImage } from '../../queries/images.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';
import { ImageLibrary } from './image-library.tsx';

/** The library: what messages show, where, and what can go. */
export function Page() {
  const t = useWords('messages');
  const may = useMay();
  return (
    <>
      <PageHeader title={t('images.title')} text={t('images.text')} back={{ to: '/messages', label: t('title') }} />
      <ImageLibrary tools={(image) => may('templates.write') && <Tools image={image} />} />
    </>
  );
}

function Tools({ image }: { image: Image }) {
  const t = useWords('messages');
  const remove = useRemoveImage();
  const [editing, setEditing] = useState(false);
  const name = image.name || image.id.slice(0, 8);
  return (
    <Group gap={2} ml={-6}>
      <Tooltip label={t('images.edit', { name })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('images.edit', { name })}
          onClick={() => setEditing(true)}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Confirm
        title={t('images.removeTitle', { name })}
        text={t('images.removeText')}
        verb={t('images.remove')}
        danger
        onConfirm={() => remove.mutateAsync(image.id)}
        opener={(open) => (
          <Tooltip label={t('images.removeNamed', { name })}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('images.removeNamed', { name })} onClick={open}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      />
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        title={<Text fw={650}>{t('images.edit', { name })}</Text>}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {editing && <Describe image={image} onDone={() => setEditing(false)} />}
      </Modal>
    </Group>
  );
}

function Describe({ image, onDone }: { image: Image; onDone: () => void }) {
  const t = useWords('messages');
  const describe = useDescribeImage();
  const uses = useImageUses(image.id).data?.templates ?? [];
  const [name, setName] = useState(image.name);
  const [alt, setAlt] = useState(image.alt);
  const save = async () => {
    await describe.mutateAsync({ id: image.id, name, alt });
    onDone();
  };
  return (
    <Stack>
      <TextInput label={t('images.name')} value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <TextInput
        label={t('images.alt')}
        description={t('images.altText')}
        value={alt}
        onChange={({ currentTarget }) => setAlt(currentTarget.value)}
        maxLength={500}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      <CopyText label={t('images.address')} text={image.url ?? new URL(image.path, location.origin).href} />
      <div>
        <Text size="sm" fw={600}>
          {t('usedIn')}
        </Text>
        {uses.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('images.unused')}
          </Text>
        ) : (
          <List size="sm">
            {uses.map((one) => (
              <List.Item key={one.key}>{one.name}</List.Item>
            ))}
          </List>
        )}
      </div>
      <ErrorNote error={describe.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
        <Button loading={describe.isPending} onClick={() => void save().catch(() => {})}>
          {t('images.save')}
        </Button>
      </Group>
    </Stack>
  );
}
