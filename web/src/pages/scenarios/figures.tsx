import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ScenarioStats } from '../../../../src/api/contract.ts';
import { DateTime, useFormat } from '../../parts/figures.tsx';
import { PeopleBehind } from '../../parts/people-behind.tsx';
import { where } from '../../parts/where.ts';
import { useClock } from '../../queries/clock.ts';
import { usePeopleBehind } from '../../queries/results.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

/** Figures younger than that need no word about their age: in a large shop they are counted now and then. */
const FRESH_MS = 60_000;
/** These figures are of the scenario's whole life. */
const EVER = '1970-01-01';

type Listed = 'entered' | 'reached';
/** Which figure has whom behind it; those inside have a view of their own. */
const LISTED = { entries: 'entered', goals: 'reached' } as const;

/** What the scenario has done so far, each figure with the people behind it. */
export function Figures({ scenario, stats }: { scenario: string; stats: ScenarioStats | undefined }) {
  const t = useWords('scenarios');
  const { moment } = useFormat();
  const { data: clock } = useClock();
  const may = useMay();
  const [shown, show] = useState<Listed | null>(null);
  if (!stats) return null;
  if (stats.asOf === null)
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('figures.counting')}
      </Text>
    );
  const isOld = clock !== undefined && Date.parse(clock.now) - Date.parse(stats.asOf) > FRESH_MS;
  const said = (figure: 'entries' | 'inside' | 'goals') => t(`figures.${figure}`, { count: stats[figure] });
  const listed = (figure: keyof typeof LISTED) =>
    stats[figure] > 0 && may('people.read') ? (
      <Anchor component="button" type="button" size="sm" onClick={() => show(LISTED[figure])}>
        {said(figure)}
      </Anchor>
    ) : (
      <Plain>{said(figure)}</Plain>
    );
  return (
    <Group gap="md">
      {listed('entries')}
      {stats.inside > 0 ? (
        <Anchor component={Link} {...where(`/scenarios/${encodeURIComponent(scenario)}?tab=people`)} size="sm">
          {said('inside')}
        </Anchor>
      ) : (
        <Plain>{said('inside')}</Plain>
      )}
      {listed('goals')}
      {isOld && <Plain>{t('figures.asOf', { moment: moment(stats.asOf) })}</Plain>}
      {shown && <Behind scenario={scenario} of={shown} onClose={() => show(null)} />}
    </Group>
  );
}

const Plain = ({ children }: { children: string }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);

function Behind({ scenario, of, onClose }: { scenario: string; of: Listed; onClose: () => void }) {
  const t = useWords('scenarios');
  const list = usePeopleBehind(scenario, of, { since: EVER });
  return (
    <PeopleBehind
      title={t(`behind.${of}`)}
      list={list}
      keyOf={({ key }) => key}
      columns={[{ key: 'at', label: t('behind.at'), align: 'right', cell: ({ at }) => <DateTime value={at} /> }]}
      tab="scenarios"
      onClose={onClose}
    />
  );
}
