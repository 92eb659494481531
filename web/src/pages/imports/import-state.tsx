import type { ImportRun } from '../../../../src/api/contract.ts';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { useWords } from '../../words.ts';

const MOODS: Record<ImportRun['state'], Mood> = { running: 'waiting', finished: 'good', interrupted: 'bad' };

export function ImportState({ state, progress }: Pick<ImportRun, 'state' | 'progress'>) {
  const t = useWords('imports');
  const shown = state === 'running' && progress?.waiting ? 'waiting' : state;
  return <StateBadge mood={MOODS[state]} label={t(`states.${shown}`)} />;
}
