import { IconUsers } from '@tabler/icons-react';
import { useEffect } from 'react';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { itemsOf } from '../../queries/client.ts';
import { useSegmentMembers, useSegments } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';

/** A new or changed segment is computed in a moment, bucket by bucket: until then it is looked again. */
const LOOK_AGAIN_MS = 2_000;

/** The people behind the figure. */
export function Members({ segment }: { segment: string }) {
  const t = useWords('segments');
  const list = useSegmentMembers(segment);
  const all = useSegments();
  const isComputed = itemsOf(all).some(({ key, computed }) => key === segment && computed >= 1);
  const { refetch } = list;
  const { refetch: lookAtAll } = all;
  useEffect(() => {
    const look = () => Promise.all([lookAtAll(), refetch()]);
    if (isComputed) void refetch();
    const timer = isComputed ? undefined : setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isComputed, lookAtAll, refetch]);
  return (
    <DataTable
      label={t('tabs.members')}
      list={list}
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
