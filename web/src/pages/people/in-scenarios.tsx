import { IconRoute } from '@tabler/icons-react';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { usePersonScenarios } from '../../queries/people.ts';
import { useWords } from '../../words.ts';

/** Where the person stands in the scenarios, and how each of their ways ended. */
export function InScenarios({ person }: { person: string }) {
  const t = useWords('people');
  return (
    <DataTable
      label={t('tabs.scenarios')}
      list={usePersonScenarios(person)}
      keyOf={({ id }) => id}
      columns={[
        { key: 'name', label: t('scenario'), cell: ({ name }) => name },
        { key: 'in', label: t('entered'), cell: ({ enteredAt }) => <DateTime value={enteredAt} /> },
        {
          key: 'at',
          label: t('waitsAt'),
          cell: ({ positions }) => positions.map(({ step }) => step).join(', ') || '—',
        },
        {
          key: 'end',
          label: t('state'),
          cell: ({ endedAt, goalAt, arm }) =>
            goalAt ? (
              <StateBadge mood="good" label={t('goal')} />
            ) : endedAt ? (
              <StateBadge mood="draft" label={t('ended')} />
            ) : (
              <StateBadge mood="waiting" label={arm === 'holdout' ? t('holdout') : t('inside')} />
            ),
        },
      ]}
      empty={<EmptyState icon={IconRoute} title={t('noScenarios.title')} text={t('noScenarios.text')} />}
    />
  );
}
