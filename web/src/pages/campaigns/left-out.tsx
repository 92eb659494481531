import { DateTime } from '../../parts/figures.tsx';
import { PeopleBehind } from '../../parts/people-behind.tsx';
import { useLeftOut, type WhyLeftOut } from '../../queries/campaigns.ts';
import { useInScenario } from '../../queries/scenarios.ts';
import { useWords } from '../../words.ts';

type Props = { campaign: string; why: WhyLeftOut; says: string; onClose: () => void };

/** Who did not get it for one reason. */
export function LeftOutPeople({ campaign, why, says, onClose }: Props) {
  return (
    <PeopleBehind
      title={says}
      list={useLeftOut(campaign, why)}
      keyOf={({ key }) => key}
      tab={'ended' in why ? 'scenarios' : 'messages'}
      onClose={onClose}
    />
  );
}

/** Who waits for their turn, and until when. */
export function WaitingPeople({ campaign, onClose }: Pick<Props, 'campaign' | 'onClose'>) {
  const t = useWords('campaigns');
  return (
    <PeopleBehind
      title={t('progress.turn')}
      list={useInScenario(campaign, undefined)}
      keyOf={({ entryId, path }) => `${entryId} ${path}`}
      columns={[{ key: 'until', label: t('progress.until'), cell: ({ dueAt }) => <DateTime value={dueAt} /> }]}
      tab="scenarios"
      onClose={onClose}
    />
  );
}
