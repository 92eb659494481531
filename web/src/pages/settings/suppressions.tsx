import { Anchor, Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconMailOff, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Address } from '../../parts/address.tsx';
import { ChoiceFilter } from '../../parts/choice-filter.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { itemsOf } from '../../queries/client.ts';
import {
  type Suppression,
  useAddSuppression,
  useChannels,
  useRemoveSuppression,
  useSuppressions,
} from '../../queries/sending.ts';
import { useMay } from '../../queries/session.ts';
import { usePageSearch } from '../../router.tsx';
import { FRAME, useLanguage, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';

const REASONS = ['unsubscribe', 'objection', 'complaint', 'hard_bounce', 'manual'] as const;
const GIVEN = ['manual', 'objection', 'complaint', 'hard_bounce'] as const;
type Given = (typeof GIVEN)[number];

/** Addresses that are not written to: found, added and taken off, each with a reason. */
export function Page() {
  const t = useWords('sending');
  const may = useMay();
  const navigate = useNavigate();
  const { address = '', reason = '' } = usePageSearch();
  const list = useSuppressions({ address, reason });
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Suppression | null>(null);
  const look = (change: object) => {
    const asked = Object.entries({ address, reason, ...change }).filter(([, value]) => value !== '');
    void navigate({ to: '/settings/suppressions', search: Object.fromEntries(asked) as never, replace: true });
  };
  const add = may('suppressions.add') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t('suppressions.add')}
    </Button>
  );
  return (
    <SettingsFrame actions={add}>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('suppressions.text')}
      </Text>
      <DataTable
        label={t('suppressions.title')}
        list={list}
        columns={useColumns(setRemoved)}
        keyOf={({ channel, hash, scope }) => `${channel}${hash}${scope}`}
        search={{ value: address, onChange: (text) => look({ address: text }), label: t('suppressions.search') }}
        filters={
          <ChoiceFilter
            label={t('suppressions.reason')}
            any={t('suppressions.anyReason')}
            clear={t('suppressions.anyReason')}
            data={REASONS.map((value) => ({ value, label: t(`suppressions.reasons.${value}`) }))}
            value={reason}
            onChange={(value) => look({ reason: value ?? '' })}
          />
        }
        empty={<EmptyState icon={IconMailOff} title={t('suppressions.noneTitle')} text={t('suppressions.noneText')} />}
      />
      {adding && <Add onClose={() => setAdding(false)} />}
      {removed && <Remove suppression={removed} onClose={() => setRemoved(null)} />}
    </SettingsFrame>
  );
}

function useColumns(onRemove: (one: Suppression) => void): Column<Suppression>[] {
  const t = useWords('sending');
  const may = useMay();
  const { language } = useLanguage();
  const names = new Map(itemsOf(useChannels()).map(({ kind, name }) => [kind, name[language]]));
  return [
    { key: 'who', label: t('suppressions.who'), cell: (one) => <Whose one={one} /> },
    { key: 'channel', label: t('channels.name'), whole: true, cell: ({ channel }) => names.get(channel) ?? channel },
    {
      key: 'reason',
      label: t('suppressions.reason'),
      whole: true,
      cell: ({ reason }) => t(`suppressions.reasons.${reason}`),
    },
    { key: 'scope', label: t('suppressions.scope'), cell: ({ scope }) => t(`suppressions.scopes.${scope}`) },
    { key: 'at', label: t('suppressions.since'), cell: ({ at }) => <DateTime value={at} /> },
    {
      key: 'do',
      label: '',
      align: 'right',
      cell: (one) =>
        may('suppressions.remove') && (
          <Button size="xs" variant="default" onClick={() => onRemove(one)}>
            {t('suppressions.remove')}
          </Button>
        ),
    },
  ];
}

/** The people who use it; of an address that nobody uses any more only its hash is left. */
function Whose({ one }: { one: Suppression }) {
  const t = useWords('sending');
  if (one.people.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('suppressions.nobody', { hash: one.hash.slice(0, 8) })}
      </Text>
    );
  return one.people.map((person) => (
    <Stack key={person.id} gap={0}>
      <Anchor component={Link} to={`/people/${person.id}`} size="sm">
        {nameOf(person)}
      </Anchor>
      <Text size="xs" c="dimmed">
        <Address value={person.email ?? person.phone ?? ''} />
      </Text>
    </Stack>
  ));
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useWords('sending');
  const frame = useWords(FRAME);
  const { language } = useLanguage();
  const add = useAddSuppression();
  const channels = itemsOf(useChannels()).filter(
    ({ addressKind }) => addressKind === 'email' || addressKind === 'phone',
  );
  const [given, setGiven] = useState({ channel: 'email', address: '', reason: 'manual' as Given, why: '' });
  const put = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await add.mutateAsync(given as Parameters<typeof add.mutateAsync>[0]).catch(() => null)) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{t('suppressions.add')}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <Select
            label={t('channels.name')}
            data={channels.map(({ kind, name }) => ({ value: kind, label: name[language] }))}
            value={given.channel}
            onChange={(channel) => channel && put({ channel })}
            allowDeselect={false}
          />
          <TextInput
            label={t('suppressions.address')}
            value={given.address}
            onChange={({ currentTarget }) => put({ address: currentTarget.value })}
            required
            data-autofocus
          />
          <Select
            label={t('suppressions.reason')}
            data={GIVEN.map((value) => ({ value, label: t(`suppressions.reasons.${value}`) }))}
            value={given.reason}
            onChange={(reason) => reason && put({ reason: reason as Given })}
            allowDeselect={false}
          />
          <Textarea
            label={t('suppressions.why')}
            description={t('suppressions.whyText')}
            value={given.why}
            onChange={({ currentTarget }) => put({ why: currentTarget.value })}
            required
          />
          <ErrorNote error={add.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {frame('cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('suppressions.addVerb')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whoever takes an address off answers for it: the law is told where it says no. */
function Remove({ suppression, onClose }: { suppression: Suppression; onClose: () => void }) {
  const t = useWords('sending');
  const frame = useWords(FRAME);
  const remove = useRemoveSuppression();
  const [why, setWhy] = useState('');
  const { channel, hash, reason } = suppression;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const given = { channel, hash, why } as Parameters<typeof remove.mutateAsync>[0];
    if (await remove.mutateAsync(given).catch(() => null)) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{t('suppressions.removeTitle')}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <Text size="sm">{t(`suppressions.removeText.${reason}`)}</Text>
          <Textarea
            label={t('suppressions.why')}
            description={t('suppressions.whyText')}
            value={why}
            onChange={({ currentTarget }) => setWhy(currentTarget.value)}
            required
            data-autofocus
          />
          <ErrorNote error={remove.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {frame('cancel')}
            </Button>
            <Button type="submit" color="red" loading={remove.isPending}>
              {t('suppressions.removeVerb')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
