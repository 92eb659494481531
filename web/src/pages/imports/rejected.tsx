import { Text } from '@mantine/core';
import type { Rejected as Line } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useRejected } from '../../queries/rejected.ts';
import { useWords } from '../../words.ts';

/** What came in by any door and was not taken, each with its reason; nothing is shown where there is none. */
export function Rejected() {
  const t = useWords('imports');
  const list = useRejected();
  if (!list.error && itemsOf(list).length === 0) return null;
  const columns: Column<Line>[] = [
    { key: 'at', label: t('rejected.at'), cell: ({ receivedAt }) => <DateTime value={receivedAt} /> },
    { key: 'source', label: t('rejected.source'), cell: ({ source }) => source },
    {
      key: 'why',
      label: t('rejected.why'),
      cell: ({ reason }) => (
        <Text size="sm" lang="en" style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
      ),
    },
    {
      key: 'raw',
      label: t('rejected.raw'),
      cell: ({ raw }) => (
        <Text size="xs" c="dimmed" ff="monospace" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
          {raw}
        </Text>
      ),
    },
  ];
  return (
    <Card title={t('rejected.title')} text={t('rejected.text')}>
      <DataTable
        label={t('rejected.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={null}
      />
    </Card>
  );
}
