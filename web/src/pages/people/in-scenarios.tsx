import { Anchor } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { where } from '../../parts/where.ts';
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
      to={({ scenario }) => `/scenarios/${encodeURIComponent(scenario)}`}
      columns={[
        { key: 'name', label: t('scenario'), cell: ({ name }) => name },
        { key: 'in', label: t('entered'), cell: ({ enteredAt }) => <DateTime value={enteredAt} /> },
        {
          key: 'at',
          label: t('waitsAt'),
          cell: ({ positions }) =>
            positions.map(({ kind, title, step }) => title ?? t(`steps.${kind}`, { defaultValue: step })).join(', ') ||
            '—',
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
        {
          key: 'walk',
          label: t('walk'),
          cell: ({ scenario }) => (
            <Anchor
              component={Link}
              {...where(`/scenarios/${encodeURIComponent(scenario)}?tab=walk&person=${person}`)}
              size="sm"
            >
              {t('walkAgain')}
            </Anchor>
          ),
        },
      ]}
      empty={<EmptyState icon={IconRoute} title={t('noScenarios.title')} text={t('noScenarios.text')} />}
    />
  );
}
