import { Button, Switch } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ScenarioLine } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { Opened } from '../../parts/opened.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { UnitFilter, UnitName, useHasUnits } from '../../parts/unit.tsx';
import { useScenarios } from '../../queries/scenarios.ts';
import { useMay } from '../../queries/session.ts';
import { usePageSearch } from '../../router.tsx';
import { FRAME, useWords } from '../../words.ts';
import { Start } from './start.tsx';
import { ScenarioState } from './state.tsx';

/** What runs by itself? Every scenario with its state and who is inside. */
export function Page() {
  const t = useWords('scenarios');
  const may = useMay();
  const navigate = useNavigate();
  const { search = '', archived, unit } = usePageSearch();
  const [starting, setStarting] = useState(false);
  const list = useScenarios({ search, archived: archived === 'true', unit });
  const filter = (next: Record<string, string | undefined>) =>
    void navigate({
      to: '/scenarios',
      search: Object.fromEntries(
        Object.entries({ search, archived, unit, ...next }).filter(([, value]) => value),
      ) as never,
      replace: true,
    });
  const start = may('scenarios.write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setStarting(true)}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={start} />
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        keyOf={({ key }) => key}
        to={({ key }) => `/scenarios/${encodeURIComponent(key)}`}
        search={{ value: search, onChange: (text) => filter({ search: text }), label: t('search') }}
        filters={
          <>
            <UnitFilter value={unit ?? null} onChange={(next) => filter({ unit: next ?? undefined })} />
            <Switch
              label={t('archivedToo')}
              checked={archived === 'true'}
              onChange={({ currentTarget }) => filter({ archived: currentTarget.checked ? 'true' : undefined })}
              mb={8}
            />
          </>
        }
        empty={<EmptyState icon={IconRoute} title={t('none.title')} text={t('none.text')} action={start} />}
      />
      <Start opened={starting} onClose={() => setStarting(false)} />
    </>
  );
}

function useColumns(): Column<ScenarioLine>[] {
  const t = useWords('scenarios');
  const frame = useWords(FRAME);
  const unit: Column<ScenarioLine> = {
    key: 'unit',
    label: frame('unit.one'),
    cell: (line) => <UnitName unit={line.unit} />,
  };
  return [
    { key: 'name', label: t('columns.name'), cell: ({ name }) => name },
    ...(useHasUnits() ? [unit] : []),
    { key: 'state', label: t('columns.state'), cell: (scenario) => <ScenarioState scenario={scenario} /> },
    {
      key: 'inside',
      label: t('columns.inside'),
      align: 'right',
      cell: ({ key, inside }) => <Opened value={inside} to={`/scenarios/${encodeURIComponent(key)}?tab=people`} />,
    },
    { key: 'updated', label: t('columns.updated'), cell: ({ updatedAt }) => <DateTime value={updatedAt} /> },
  ];
}
