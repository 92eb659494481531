import { Box } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import type { ImportRun } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime, Num } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useImports } from '../../queries/imports.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';
import { Drop } from './drop.tsx';
import { ImportState } from './import-state.tsx';
import { KnownFiles } from './known-files.tsx';
import { Rejected } from './rejected.tsx';

/** Where files come in, and what became of the last ones. */
export function Page() {
  const t = useWords('imports');
  const may = useMay();
  const columns: Column<ImportRun>[] = [
    { key: 'file', label: t('file'), cell: ({ file }) => file || '—' },
    { key: 'kind', label: t('kind'), cell: ({ kind }) => t(`kinds.${kind}`, { defaultValue: kind }) },
    { key: 'state', label: t('state'), cell: ImportState },
    {
      key: 'lines',
      label: t('lines'),
      align: 'right',
      cell: ({ lines, progress, rows }) => <Num value={lines ?? progress?.rows ?? rows} />,
    },
    {
      key: 'faults',
      label: t('faultsShort'),
      align: 'right',
      cell: ({ badLines, progress, badRows }) => <Num value={badLines ?? progress?.faults ?? badRows} />,
    },
    { key: 'at', label: t('startedAt'), cell: ({ startedAt }) => <DateTime value={startedAt} /> },
  ];
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      {may('imports.write') && <Drop />}
      <KnownFiles />
      <DataTable
        label={t('past')}
        list={useImports()}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `/imports/${id}`}
        empty={<EmptyState icon={IconFileImport} title={t('none.title')} text={t('none.text')} />}
      />
      <Box mt="lg">
        <Rejected />
      </Box>
    </>
  );
}
