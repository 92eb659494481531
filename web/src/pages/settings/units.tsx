import { Button, ColorInput, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconBuildingStore, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Unit } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { keyFrom } from '../../parts/key.ts';
import { UnitName } from '../../parts/unit.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useMay } from '../../queries/session.ts';
import { useRemoveUnit, useSaveUnit, useUnits } from '../../queries/units.ts';
import { FRAME, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';

/** Readable as a dot on paper and on ink. */
const SWATCHES = ['#c8452c', '#1f6f54', '#2b6cb0', '#8a5a12', '#7a3e9d', '#0f766e'];
const LONGEST_KEY = 60;

/** Parts of the shop that speak for themselves. */
export function Page() {
  const t = useWords('units');
  const may = useMay();
  const list = useUnits();
  const [edited, setEdited] = useState<Unit | 'new' | null>(null);
  const add = may('settings.write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
      {t('add')}
    </Button>
  );
  const columns: Column<Unit>[] = [
    { key: 'name', label: t('name'), cell: ({ key }) => <UnitName unit={key} /> },
    {
      key: 'sender',
      label: t('sender'),
      cell: ({ name, senderName, senderAddress }) => (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {senderName || name} · {senderAddress || t('ofShop')}
        </Text>
      ),
    },
    { key: 'replyTo', label: t('replyTo'), cell: ({ replyTo }) => replyTo || '—' },
    { key: 'do', label: '', align: 'right', cell: (unit) => <Actions unit={unit} onEdit={() => setEdited(unit)} /> },
  ];
  return (
    <SettingsFrame actions={add}>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('about')}
      </Text>
      <DataTable
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ key }) => key}
        empty={<EmptyState icon={IconBuildingStore} title={t('noneTitle')} text={t('noneText')} action={add} />}
      />
      {edited && (
        <Edit
          unit={edited === 'new' ? null : edited}
          taken={itemsOf(list).map(({ key }) => key)}
          onClose={() => setEdited(null)}
        />
      )}
    </SettingsFrame>
  );
}

function Actions({ unit: { key, name }, onEdit }: { unit: Unit; onEdit: () => void }) {
  const t = useWords('units');
  const may = useMay();
  const remove = useRemoveUnit();
  if (!may('settings.write')) return null;
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button size="xs" variant="default" onClick={onEdit} aria-label={t('editOne', { name })}>
        {t('edit')}
      </Button>
      <Confirm
        title={t('removeTitle', { name })}
        text={t('removeText')}
        verb={t('remove')}
        danger
        onConfirm={() => remove.mutateAsync(key)}
        opener={(open) => (
          <Button size="xs" variant="default" onClick={open} aria-label={t('removeOne', { name })}>
            {t('remove')}
          </Button>
        )}
      />
    </Group>
  );
}

const newUnit = { name: '', colour: SWATCHES[0]!, senderName: '', senderAddress: '', replyTo: '' };

function freeKey(name: string, taken: readonly string[]): string {
  const key = keyFrom(name, 'unit').slice(0, LONGEST_KEY);
  const tries = [key, ...taken.map((_, at) => `${key}-${at + 2}`)];
  return tries.find((one) => !taken.includes(one)) ?? key;
}

function Edit({ unit, taken, onClose }: { unit: Unit | null; taken: readonly string[]; onClose: () => void }) {
  const t = useWords('units');
  const frame = useWords(FRAME);
  const save = useSaveUnit();
  const { key: kept, ...start } = unit ?? { key: null, ...newUnit };
  const [given, setGiven] = useState(start);
  const put = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await save.mutateAsync({ key: kept ?? freeKey(given.name, taken), ...given }).catch(() => null)) onClose();
  };
  const field = (name: 'name' | 'senderName' | 'senderAddress' | 'replyTo') => ({
    value: given[name],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => put({ [name]: currentTarget.value }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{unit ? t('editOne', { name: unit.name }) : t('add')}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <TextInput label={t('name')} placeholder={t('example')} {...field('name')} required data-autofocus />
          <ColorInput
            label={t('colour')}
            value={given.colour}
            onChange={(colour) => put({ colour })}
            swatches={SWATCHES}
            withPicker={false}
            withEyeDropper={false}
          />
          <TextInput label={t('senderName')} description={t('senderNameText')} {...field('senderName')} />
          <TextInput
            label={t('senderAddress')}
            description={t('senderAddressText')}
            type="email"
            {...field('senderAddress')}
          />
          <TextInput label={t('replyTo')} description={t('replyToText')} type="email" {...field('replyTo')} />
          <ErrorNote error={save.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {frame('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {frame('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
