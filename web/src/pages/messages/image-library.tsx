import { Button, Group, Loader, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhotoUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { Image } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useAddImage, useImages } from '../../queries/images.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';
import classes from './image-library.module.css';

const SEARCH_AFTER_MS = 250;

type Props = {
  /** What picking one does; without it they are only looked at. */
  onPick?: (image: Image) => void;
  /** Below each picture. */
  tools?: (image: Image) => React.ReactNode;
};

/** Pictures of the shop's messages: dropped in, found, picked. */
export function ImageLibrary({ onPick, tools }: Props) {
  const t = useWords('messages');
  const may = useMay();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), SEARCH_AFTER_MS);
  const list = useImages(search);
  const images = itemsOf(list);
  return (
    <Stack>
      {may('templates.write') && <Upload />}
      {(images.length > 0 || typed !== '') && (
        <TextInput
          type="search"
          aria-label={t('images.search')}
          placeholder={t('images.search')}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          maw={400}
        />
      )}
      <ErrorNote error={list.error} />
      {list.isPending && <Loader size="sm" />}
      {list.isSuccess && images.length === 0 && <Text c="dimmed">{t(typed ? 'images.notFound' : 'images.none')}</Text>}
      <SimpleGrid cols={{ base: 2, sm: 3, md: 4 }} component="ul" className={classes.list}>
        {images.map((image) => (
          <li key={image.id}>
            <Picture image={image} onPick={onPick} />
            {tools?.(image)}
          </li>
        ))}
      </SimpleGrid>
      {list.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('images.more')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

const KB = 1024;

function Picture({ image, onPick }: { image: Image; onPick: Props['onPick'] }) {
  const t = useWords('messages');
  const name = image.name || image.alt || image.id.slice(0, 8);
  const shown = <img src={image.path} alt={image.alt} loading="lazy" className={classes.picture} />;
  return (
    <figure className={classes.figure}>
      {onPick ? (
        <button
          type="button"
          className={classes.pick}
          onClick={() => onPick(image)}
          aria-label={t('images.pick', { name })}
        >
          {shown}
        </button>
      ) : (
        <div className={classes.pick}>{shown}</div>
      )}
      <figcaption>
        <Text size="xs" truncate>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {t('images.size', { width: image.width, height: image.height, size: Math.ceil(image.size / KB) })}
        </Text>
      </figcaption>
    </figure>
  );
}

type Refused = { name: string; error: unknown };

/** One after the other: each that is refused says why, the others are there. */
function Upload() {
  const t = useWords('messages');
  const add = useAddImage();
  const [alt, setAlt] = useState('');
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const drop = async (files: readonly File[]) => {
    setRefused([]);
    for (const file of files) {
      const { name } = file;
      await add
        .mutateAsync({ file, alt })
        .catch((error: unknown) => setRefused((before) => [...before, { name, error }]));
    }
    setAlt('');
  };
  return (
    <Stack gap="xs">
      <Dropzone
        onDrop={(files) => void drop(files)}
        loading={add.isPending}
        // Whatever comes is judged by the server, by its content: it says why in words.
        multiple
        className={classes.drop}
        inputProps={{ 'aria-label': t('images.add') } as never}
      >
        <Group gap="sm" wrap="nowrap" justify="center" p="md">
          <IconPhotoUp size={28} stroke={1.5} aria-hidden />
          <div>
            <Text size="sm" fw={600}>
              {t('images.add')}
            </Text>
            <Text size="xs" c="dimmed">
              {t('images.addText')}
            </Text>
          </div>
        </Group>
      </Dropzone>
      <TextInput
        label={t('images.altOfNext')}
        description={t('images.altText')}
        value={alt}
        onChange={({ currentTarget }) => setAlt(currentTarget.value)}
        maxLength={500}
        maw={480}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      {refused.map(({ name, error }) => (
        <div key={name}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <ErrorNote error={error} />
        </div>
      ))}
    </Stack>
  );
}
