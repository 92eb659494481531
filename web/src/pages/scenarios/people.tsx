import { Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { useNames } from '../../parts/names.ts';
import { nameOf } from '../../parts/person-name.ts';
import { useInScenario } from '../../queries/scenarios.ts';
import { useWords } from '../../words.ts';
import type { Draft } from './model/draft.ts';
import type { Sentences } from './sentence.ts';

type Props = { scenario: string; step?: string; draft: Draft; sentences: Sentences };

/** Who is inside now, at one step or anywhere, and until when. */
export function People({ scenario, step, draft, sentences }: Props) {
  const t = useWords('scenarios');
  const { event: nameOfEvent } = useNames();
  const where =
    step === undefined
      ? [{ key: 'step', label: t('people.step'), cell: (one: { step: string }) => sentences.stepOf(draft, one.step) }]
      : [];
  return (
    <DataTable
      label={t('tabs.people')}
      list={useInScenario(scenario, step)}
      keyOf={({ entryId, path }) => `${entryId} ${path}`}
      to={({ id }) => `/people/${id}?tab=scenarios`}
      columns={[
        { key: 'name', label: t('people.name'), cell: nameOf },
        ...where,
        { key: 'since', label: t('people.since'), cell: ({ arrivedAt }) => <DateTime value={arrivedAt} /> },
        {
          key: 'until',
          label: t('people.until'),
          cell: ({ dueAt, awaits }) => (
            <Text component="span" inherit>
              {awaits && `${t('people.awaits', { event: nameOfEvent(awaits) })} `}
              <DateTime value={dueAt} />
            </Text>
          ),
        },
        { key: 'version', label: t('people.version'), cell: ({ version }) => version, align: 'right' },
      ]}
      empty={<EmptyState icon={IconUsers} title={t('people.none')} text={t('people.noneText')} />}
    />
  );
}
