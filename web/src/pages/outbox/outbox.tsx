import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { OutboxLine } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useOutbox } from '../../queries/outbox.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { MessageState, STATES } from './message-state.tsx';
import { StopSwitch } from './stop-switch.tsx';

/** What left, what leaves, and what did not: with the reason. */
export function Page() {
  const t = useWords('outbox');
  const { state, scenario, person, outcome } = usePageSearch();
  const list = useOutbox({ state, scenario, person, outcome, order: state === 'ready' ? 'oldest' : 'latest' });
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={<StopSwitch />} />
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        keyOf={({ key }) => key}
        to={({ key }) => `/outbox/${key}`}
        filters={<Filters />}
        empty={
          state || scenario || person || outcome ? (
            <EmptyState icon={IconSend} title={t('noneHereTitle')} text={t('noneHereText')} />
          ) : (
            <EmptyState icon={IconSend} title={t('noneTitle')} text={t('noneText')} />
          )
        }
      />
    </>
  );
}

function useColumns(): Column<OutboxLine>[] {
  const t = useWords('outbox');
  const names = useScenarioNames();
  return [
    {
      key: 'to',
      label: t('to'),
      cell: ({ address, externalId }) => address ?? externalId ?? t('nobody'),
    },
    {
      key: 'what',
      label: t('what'),
      cell: ({ template, scenario, step }) => (
        <Stack gap={0} miw={0}>
          <Text size="sm">{template ?? '—'}</Text>
          <Text size="xs" c="dimmed">
            {scenario === null ? t('alone') : `${names.get(scenario) ?? scenario}${step ? ` · ${step}` : ''}`}
          </Text>
        </Stack>
      ),
    },
    { key: 'channel', label: t('channel'), cell: ({ channel }) => t(`channels.${channel}`, { defaultValue: channel }) },
    { key: 'state', label: t('state'), cell: (line) => <MessageState message={line} /> },
    {
      key: 'due',
      label: t('when'),
      align: 'right',
      cell: ({ sentAt, dueAt }) => <DateTime value={sentAt ?? dueAt} />,
    },
  ];
}

/** Filters live in the address. */
function Filters() {
  const t = useWords('outbox');
  const { state, scenario, person, outcome } = usePageSearch();
  const names = useScenarioNames();
  const go = useNavigate();
  const put = (next: Record<string, string | undefined>) =>
    void go({ to: '/outbox', search: { state, scenario, person, outcome, ...next } as never });
  return (
    <Group gap="xs">
      <Select
        aria-label={t('state')}
        placeholder={t('anyState')}
        data={STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))}
        value={state ?? null}
        onChange={(next) => put({ state: next ?? undefined })}
        allowDeselect
        clearable
        clearButtonProps={{ 'aria-label': t('clear') }}
        w={200}
      />
      {names.size > 0 && (
        <Select
          aria-label={t('scenario')}
          placeholder={t('anyScenario')}
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={scenario ?? null}
          onChange={(next) => put({ scenario: next ?? undefined })}
          allowDeselect
          clearable
          clearButtonProps={{ 'aria-label': t('clear') }}
          searchable
          w={240}
        />
      )}
      <Select
        aria-label={t('cameBack')}
        placeholder={t('anyOutcome')}
        data={['bounced', 'complained'].map((one) => ({ value: one, label: t(`outcomeFilter.${one}`) }))}
        value={outcome ?? null}
        onChange={(next) => put({ outcome: next ?? undefined })}
        allowDeselect
        clearable
        clearButtonProps={{ 'aria-label': t('clear') }}
        w={200}
      />
      {person && (
        <Button variant="default" onClick={() => put({ person: undefined })}>
          {t('anybody')}
        </Button>
      )}
    </Group>
  );
}
