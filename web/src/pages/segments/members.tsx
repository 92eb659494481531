import { IconUsers } from '@tabler/icons-react';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { useSegmentMembers } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';

/** The people behind the figure. */
export function Members({ segment }: { segment: string }) {
  const t = useWords('segments');
  return (
    <DataTable
      label={t('tabs.members')}
      list={useSegmentMembers(segment)}
      keyOf={({ id }) => id}
      to={({ id }) => `/people/${id}`}
      columns={[
        { key: 'name', label: t('person'), cell: nameOf },
        { key: 'email', label: t('email'), cell: ({ email }) => email ?? '—' },
        { key: 'since', label: t('since'), cell: ({ since }) => <DateTime value={since} /> },
      ]}
      empty={<EmptyState icon={IconUsers} title={t('noMembers.title')} text={t('noMembers.text')} />}
    />
  );
}
