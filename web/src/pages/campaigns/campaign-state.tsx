import type { CampaignLine } from '../../../../src/api/contract.ts';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { useWords } from '../../words.ts';

export type CampaignState = CampaignLine['state'];

export const STATES: readonly CampaignState[] = ['draft', 'planned', 'running', 'paused', 'done', 'cancelled'];

const MOODS: Record<CampaignState, Mood> = {
  draft: 'draft',
  planned: 'waiting',
  running: 'running',
  paused: 'paused',
  done: 'good',
  cancelled: 'bad',
};

export function CampaignBadge({ state }: { state: CampaignState }) {
  const t = useWords('campaigns');
  return <StateBadge mood={MOODS[state]} label={t(`states.${state}`)} />;
}
