import type { ScenarioLine } from '../../../../src/api/contract.ts';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { useWords } from '../../words.ts';

export type State = 'draft' | 'live' | 'paused' | 'archived';
type Stated = Pick<ScenarioLine, 'publishedVersion' | 'pausedAt' | 'archivedAt'>;

export function stateOf({ publishedVersion, pausedAt, archivedAt }: Stated): State {
  if (archivedAt) return 'archived';
  if (publishedVersion === null) return 'draft';
  return pausedAt ? 'paused' : 'live';
}

const MOODS: Record<State, Mood> = { draft: 'draft', live: 'good', paused: 'paused', archived: 'away' };

export function ScenarioState({ scenario }: { scenario: Stated }) {
  const t = useWords('scenarios');
  const state = stateOf(scenario);
  return <StateBadge mood={MOODS[state]} label={t(`states.${state}`, { version: scenario.publishedVersion ?? 0 })} />;
}
