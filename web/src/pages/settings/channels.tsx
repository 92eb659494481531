import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconServer } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Provider } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Num } from '../../parts/figures.tsx';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { itemsOf } from '../../queries/client.ts';
import { type Channel, useChannels, useProviders } from '../../queries/sending.ts';
import { useMay } from '../../queries/session.ts';
import { useLanguage, useWords } from '../../words.ts';
import { ChannelTest } from './channel-test.tsx';
import { SettingsFrame } from './frame.tsx';
import { ProviderForm } from './provider-form.tsx';

/** Over what messages leave: mail servers with their limits and health, and every channel with its test. */
export function Page() {
  const t = useWords('sending');
  const may = useMay();
  const [edited, setEdited] = useState<Provider | 'new' | null>(null);
  const add = may('providers.write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
      {t('providers.add')}
    </Button>
  );
  return (
    <SettingsFrame actions={add}>
      <Stack gap="xl">
        <Lacks />
        <section aria-labelledby="providers">
          <Title order={2} id="providers">
            {t('providers.title')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t('providers.text')}
          </Text>
          <Providers onEdit={setEdited} add={add} />
        </section>
        <section aria-labelledby="channels">
          <Title order={2} id="channels">
            {t('channels.title')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t('channels.text')}
          </Text>
          <Channels />
        </section>
      </Stack>
      {edited && <ProviderForm provider={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </SettingsFrame>
  );
}

/** What mail that leaves for real still wants of whoever runs the server. */
function Lacks() {
  const t = useWords('sending');
  const lacks = itemsOf(useChannels()).find((one) => one.lacks !== null)?.lacks;
  if (!lacks) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={t(`lacks.${lacks}.title`)}
    >
      <Text size="sm">{t(`lacks.${lacks}.text`)}</Text>
    </Alert>
  );
}

function Providers({ onEdit, add }: { onEdit: (provider: Provider) => void; add: ReactNode }) {
  const t = useWords('sending');
  const may = useMay();
  const list = useProviders();
  const columns: Column<Provider>[] = [
    {
      key: 'name',
      label: t('providers.name'),
      cell: ({ name, key, shown }) => (
        <Stack gap={0}>
          <Text size="sm" fw={550}>
            {name || key}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {shown}
          </Text>
        </Stack>
      ),
    },
    { key: 'state', label: t('providers.state'), cell: (provider) => <ProviderState provider={provider} /> },
    {
      key: 'priority',
      label: t('providers.priority'),
      align: 'right',
      cell: ({ priority }) => <Num value={priority} />,
    },
    {
      key: 'today',
      label: t('providers.today'),
      align: 'right',
      cell: ({ dailyLimit }) => (dailyLimit === null ? t('providers.unlimited') : <Num value={dailyLimit} />),
    },
    {
      key: 'do',
      label: '',
      align: 'right',
      cell: (provider) =>
        may('providers.write') && (
          <Button
            size="xs"
            variant="default"
            onClick={() => onEdit(provider)}
            aria-label={t('providers.editOne', { name: provider.name || provider.key })}
          >
            {t('providers.edit')}
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      label={t('providers.title')}
      list={list}
      columns={columns}
      keyOf={({ key }) => key}
      empty={
        <EmptyState icon={IconServer} title={t('providers.noneTitle')} text={t('providers.noneText')} action={add} />
      }
    />
  );
}

const MOODS: Record<Provider['circuit']['state'], Mood> = { closed: 'good', open: 'bad', probing: 'unsure' };

/** Whether mail leaves over it, and why not. */
function ProviderState({ provider: { paused, circuit } }: { provider: Provider }) {
  const t = useWords('sending');
  if (paused) return <StateBadge mood="paused" label={t('providers.paused')} />;
  return (
    <Stack gap={2} align="flex-start">
      <StateBadge mood={MOODS[circuit.state]} label={t(`providers.circuit.${circuit.state}`)} />
      {circuit.state !== 'closed' && circuit.reason && (
        <Text size="xs" c="dimmed" lang="en" style={{ overflowWrap: 'anywhere' }}>
          {circuit.reason}
        </Text>
      )}
    </Stack>
  );
}

function Channels() {
  const t = useWords('sending');
  const may = useMay();
  const { language } = useLanguage();
  const [tested, setTested] = useState<Channel | null>(null);
  const columns: Column<Channel>[] = [
    { key: 'name', label: t('channels.name'), cell: ({ name }) => name[language] },
    {
      key: 'state',
      label: t('providers.state'),
      cell: ({ connected }) => (
        <StateBadge
          mood={connected ? 'good' : 'local'}
          label={t(connected ? 'channels.connected' : 'channels.local')}
        />
      ),
    },
    {
      key: 'do',
      label: '',
      align: 'right',
      cell: (channel) =>
        may('providers.write') && (
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="default"
              onClick={() => setTested(channel)}
              aria-label={t('channels.testOne', { name: channel.name[language] })}
            >
              {t('channels.test')}
            </Button>
          </Group>
        ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('channels.title')}
        list={useChannels()}
        columns={columns}
        keyOf={({ kind }) => kind}
        empty={null}
      />
      {tested && <ChannelTest channel={tested} onClose={() => setTested(null)} />}
    </>
  );
}
