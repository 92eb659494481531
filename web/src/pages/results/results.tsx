import { Group, SegmentedControl, Text } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ResultLine } from '../../../../src/api/contract.ts';
import { Answer } from '../../parts/answer.tsx';
import { CountedAt } from '../../parts/counted-at.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Money, Num } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useResults } from '../../queries/results.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { AfterNote, SpanSelects, useSpan } from './span.tsx';

/** What came of each scenario and campaign: first figures, after and not because of. */
export function Page() {
  const t = useWords('results');
  const { kind } = usePageSearch();
  const span = useSpan('/results');
  const { list, asOf } = useResults({ kind, ...span.asked });
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <AfterNote days={span.days} />
      <CountedAt asOf={asOf} />
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns(asOf === null)}
        keyOf={({ key }) => key}
        to={({ key }) => `/results/${encodeURIComponent(key)}`}
        filters={<Filters />}
        empty={<EmptyState icon={IconChartBar} title={t('none.title')} text={t('none.text')} />}
      />
    </>
  );
}

function Filters() {
  const t = useWords('results');
  const { kind } = usePageSearch();
  const go = useNavigate();
  const span = useSpan('/results');
  return (
    <Group gap="xs">
      <SegmentedControl
        aria-label={t('kind')}
        value={kind ?? 'all'}
        onChange={(next) =>
          void go({ to: '/results', search: { ...span.search, kind: next === 'all' ? undefined : next } as never })
        }
        data={['all', 'scenario', 'campaign'].map((value) => ({ value, label: t(`kinds.${value}`) }))}
      />
      <SpanSelects span={span} />
    </Group>
  );
}

/** While figures are counted for the first time, zeros would be lies. */
function useColumns(counting: boolean): Column<ResultLine>[] {
  const t = useWords('results');
  const figures: Column<ResultLine>[] = [
    { key: 'entered', label: t('entered'), align: 'right', cell: ({ entered }) => <Num value={entered} /> },
    { key: 'sent', label: t('sent'), align: 'right', cell: ({ sent }) => <Num value={sent} /> },
    { key: 'bounced', label: t('bounced'), align: 'right', cell: ({ bounced }) => <Num value={bounced} /> },
    { key: 'opened', label: t('opened'), align: 'right', cell: ({ opened }) => <Answer answers={opened} /> },
    { key: 'clicked', label: t('clicked'), align: 'right', cell: ({ clicked }) => <Answer answers={clicked} /> },
    { key: 'gone', label: t('unsubscribed'), align: 'right', cell: ({ unsubscribed }) => <Num value={unsubscribed} /> },
    { key: 'orders', label: t('orders'), align: 'right', cell: ({ orders }) => <Num value={orders} /> },
    { key: 'revenue', label: t('revenue'), align: 'right', cell: ({ revenue }) => <Money value={revenue} /> },
  ];
  return [
    {
      key: 'name',
      label: t('name'),
      width: 190,
      cell: ({ name }) => name,
    },
    {
      key: 'kind',
      label: t('kind'),
      cell: ({ campaign }) => (
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {t(campaign ? 'kinds.campaign' : 'kinds.scenario')}
        </Text>
      ),
    },
    ...figures.map((column) => (counting ? { ...column, cell: () => '—' } : column)),
  ];
}
