import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconDoorOff, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Closing } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { useAddClosing, useClosings, useRemoveClosing } from '../../queries/holidays.ts';
import { useMay } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';

/** Days on which the shop itself is closed. */
export function Closings() {
  const t = useWords('holidays');
  const may = useMay();
  const { locale } = useFormat();
  const [adding, setAdding] = useState(false);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const day = (text: string) => format.format(new Date(text));
  const add = may('settings.write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t('own.add')}
    </Button>
  );
  const list = useClosings();
  const some = list.data?.pages.some(({ items }) => items.length > 0);
  const columns: Column<Closing>[] = [
    { key: 'name', label: t('own.name'), cell: ({ name }) => name },
    { key: 'from', label: t('own.from'), cell: ({ from }) => day(from) },
    { key: 'until', label: t('own.until'), cell: ({ until }) => day(until) },
    { key: 'do', label: '', align: 'right', cell: (closing) => <Remove closing={closing} /> },
  ];
  return (
    <Card title={t('own.title')} text={t('own.text')} aside={some && add}>
      <DataTable
        label={t('own.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={<EmptyState icon={IconDoorOff} title={t('own.noneTitle')} text={t('own.noneText')} action={add} />}
      />
      {adding && <Add onClose={() => setAdding(false)} />}
    </Card>
  );
}

function Remove({ closing: { id, name } }: { closing: Closing }) {
  const t = useWords('holidays');
  const may = useMay();
  const remove = useRemoveClosing();
  if (!may('settings.write')) return null;
  return (
    <Confirm
      title={t('own.removeTitle', { name })}
      text={t('own.removeText')}
      verb={t('own.remove')}
      danger
      onConfirm={() => remove.mutateAsync(id)}
      opener={(open) => (
        <Button size="xs" variant="default" onClick={open} aria-label={t('own.removeOne', { name })}>
          {t('own.remove')}
        </Button>
      )}
    />
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useWords('holidays');
  const frame = useWords(FRAME);
  const add = useAddClosing();
  const [given, setGiven] = useState({ name: '', from: '', until: '' });
  const put = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await add.mutateAsync({ ...given, until: given.until || given.from }).catch(() => null)) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{t('own.add')}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <TextInput
            label={t('own.name')}
            placeholder={t('own.example')}
            value={given.name}
            onChange={({ currentTarget }) => put({ name: currentTarget.value })}
            required
            data-autofocus
          />
          <Group grow align="flex-start">
            <TextInput
              type="date"
              label={t('own.from')}
              value={given.from}
              onChange={({ currentTarget }) => put({ from: currentTarget.value })}
              required
            />
            <TextInput
              type="date"
              label={t('own.until')}
              description={t('own.untilText')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={given.until}
              onChange={({ currentTarget }) => put({ until: currentTarget.value })}
            />
          </Group>
          <ErrorNote error={add.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {frame('cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('own.addVerb')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
