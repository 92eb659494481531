import { Anchor, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Decision } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { useDecisions } from '../../queries/people.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { useLanguage, useWords } from '../../words.ts';

/** Every message that was wished for, and why it was not sent where it was not. */
export function Decisions({ person }: { person: string }) {
  const t = useWords('people');
  return (
    <DataTable
      label={t('tabs.messages')}
      list={useDecisions(person)}
      columns={useColumns()}
      keyOf={({ key }) => key}
      empty={<EmptyState icon={IconMail} title={t('noMessages.title')} text={t('noMessages.text')} />}
    />
  );
}

const MOODS: Record<string, Mood> = {
  sent: 'good',
  ready: 'waiting',
  claimed: 'waiting',
  awarded: 'waiting',
  pending: 'waiting',
  uncertain: 'unsure',
  failed: 'bad',
  skipped: 'paused',
  recalled: 'paused',
  refused: 'paused',
};
/** What a decision has come to. */
const stateOf = ({ state, outcome }: Decision) => (state === 'refused' ? 'refused' : (outcome ?? state));

function useColumns(): Column<Decision>[] {
  const t = useWords('people');
  const { language } = useLanguage();
  const names = useScenarioNames();
  return [
    { key: 'at', label: t('when'), cell: ({ wishedAt }) => <DateTime value={wishedAt} /> },
    {
      key: 'what',
      label: t('message'),
      cell: ({ scenario, title, step, key, outcome }) => {
        const name = scenario === null ? t('single') : (names.get(scenario) ?? scenario);
        const what = [name, title ?? step].filter(Boolean).join(' · ');
        // What was never to be written has no page of its own.
        return outcome === null ? (
          what
        ) : (
          <Anchor component={Link} to={`/outbox/${key}`} size="sm">
            {what}
          </Anchor>
        );
      },
    },
    { key: 'channel', label: t('channel'), whole: true, cell: ({ channel }) => t(`channels.${channel}`) },
    {
      key: 'state',
      label: t('state'),
      cell: (one) => <StateBadge mood={MOODS[stateOf(one)] ?? 'unsure'} label={t(`states.${stateOf(one)}`)} />,
    },
    {
      key: 'why',
      label: t('why'),
      cell: ({ says, opened, clicked }) => (
        <Text size="sm">
          {says?.[language] ??
            ([clicked === 'yes' && t('clicked'), opened === 'yes' && t('opened')].filter(Boolean).join(' · ') || '—')}
        </Text>
      ),
    },
  ];
}
