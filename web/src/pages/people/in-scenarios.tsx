import { Anchor, Stack, Text } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { PersonTrace } from '../../../../src/api/contract.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { useNames } from '../../parts/names.ts';
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
      to={({ scenario, campaign }) => `/${campaign ? 'campaigns' : 'scenarios'}/${encodeURIComponent(scenario)}`}
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
          cell: (entry) => <State entry={entry} />,
        },
        {
          key: 'walk',
          label: t('walk'),
          cell: ({ scenario, campaign }) =>
            campaign ? (
              '—'
            ) : (
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

/** Whether they are inside; of who is not, how it ended. */
function State({ entry: { endedAt, goalAt, arm, ...end } }: { entry: PersonTrace }) {
  const t = useWords('people');
  const why = useWhy(end);
  if (goalAt) return <StateBadge mood="good" label={t('goal')} />;
  if (!endedAt) return <StateBadge mood="waiting" label={arm === 'holdout' ? t('holdout') : t('inside')} />;
  return (
    <Stack gap={2} align="flex-start">
      <StateBadge mood="over" label={t('ended')} />
      {why && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </Stack>
  );
}

/** In the scenario's own words; of what ends every scenario in ours, and who walked to the end needs none. */
function useWhy({ endReason, endWhy }: Pick<PersonTrace, 'endReason' | 'endWhy'>): string | null {
  const t = useWords('people');
  const { event } = useNames();
  if (endWhy) return 'title' in endWhy ? endWhy.title : event(endWhy.event);
  if (endReason === null || endReason === 'completed') return null;
  return t(`ends.${endReason}`, { defaultValue: endReason });
}
