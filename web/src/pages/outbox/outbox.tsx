import { Button, Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { OutboxLine } from '../../../../src/api/contract.ts';
import { Address } from '../../parts/address.tsx';
import { ChoiceFilter } from '../../parts/choice-filter.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { NotConnected } from '../../parts/not-connected.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useOutbox } from '../../queries/outbox.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { useMay } from '../../queries/session.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Counts } from './counts.tsx';
import { HeldSenders } from './held-senders.tsx';
import { MessageState, STATES } from './message-state.tsx';
import { Stopped, StopSwitch } from './stop-switch.tsx';

/** What left, what leaves, and what did not: with the reason. */
export function Page() {
  const t = useWords('outbox');
  const may = useMay();
  const search = usePageSearch();
  const { state, scenario, step, template, version, link, person, outcome, email = '' } = search;
  const go = useNavigate();
  const asked = { state, scenario, step, template, version, link, person, outcome, ...(email && { email }) };
  const list = useOutbox({ ...asked, order: state === 'ready' ? 'oldest' : 'latest' });
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={<StopSwitch />} />
      <Stopped />
      <NotConnected channels={['email']} mb="md" />
      <HeldSenders />
      {may('stats.read') && <Counts />}
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        keyOf={({ key }) => key}
        to={({ key }) => `/outbox/${key}`}
        search={{
          value: email,
          onChange: (text) => void go({ to: '/outbox', search: { ...search, email: text || undefined } as never }),
          label: t('search'),
        }}
        filters={<Filters />}
        empty={
          state || scenario || step || template || person || outcome ? (
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
  const templates = useTemplateNames();
  return [
    {
      key: 'to',
      label: t('to'),
      cell: ({ address, externalId }) => <Address value={address ?? externalId ?? t('nobody')} />,
    },
    {
      key: 'what',
      label: t('what'),
      cell: ({ template, scenario }) => (
        <Stack gap={0} miw={0}>
          <Text size="sm">{template === null ? '—' : (templates.get(template)?.name ?? template)}</Text>
          <Text size="xs" c="dimmed">
            {scenario === null ? t('alone') : (names.get(scenario) ?? scenario)}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'channel',
      label: t('channel'),
      whole: true,
      cell: ({ channel }) => t(`channels.${channel}`, { defaultValue: channel }),
    },
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
  const search = usePageSearch();
  const { state, scenario, step, template, link, person, outcome } = search;
  const names = useScenarioNames();
  const go = useNavigate();
  const put = (next: Record<string, string | undefined>) =>
    void go({ to: '/outbox', search: { ...search, ...next } as never });
  return (
    <Group gap="xs">
      <ChoiceFilter
        label={t('state')}
        any={t('anyState')}
        clear={t('clear')}
        data={STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))}
        value={state}
        onChange={(next) => put({ state: next })}
      />
      {names.size > 0 && (
        <ChoiceFilter
          label={t('scenario')}
          any={t('anyScenario')}
          clear={t('clear')}
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={scenario}
          onChange={(next) => put({ scenario: next, step: undefined })}
          searchable
          w={240}
        />
      )}
      <ChoiceFilter
        label={t('cameBack')}
        any={t('anyOutcome')}
        clear={t('clear')}
        data={['opened', 'clicked', 'bounced', 'complained'].map((one) => ({
          value: one,
          label: t(`outcomeFilter.${one}`),
        }))}
        value={outcome}
        onChange={(next) => put({ outcome: next })}
      />
      {step && (
        <Button variant="default" onClick={() => put({ step: undefined })}>
          {t('allSteps')}
        </Button>
      )}
      {link && (
        <Button variant="default" onClick={() => put({ link: undefined, version: undefined })}>
          {t('allLinks')}
        </Button>
      )}
      {template && (
        <Button variant="default" onClick={() => put({ template: undefined, link: undefined, version: undefined })}>
          {t('allMessages')}
        </Button>
      )}
      {person && (
        <Button variant="default" onClick={() => put({ person: undefined })}>
          {t('anybody')}
        </Button>
      )}
    </Group>
  );
}
