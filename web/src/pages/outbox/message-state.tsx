import { Stack, Text } from '@mantine/core';
import type { OutboxLine } from '../../../../src/api/contract.ts';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { useLanguage, useWords } from '../../words.ts';

const MOODS: Record<OutboxLine['state'], Mood> = {
  ready: 'waiting',
  claimed: 'waiting',
  sent: 'good',
  skipped: 'paused',
  failed: 'bad',
  uncertain: 'unsure',
  recalled: 'paused',
};
export const STATES = Object.keys(MOODS) as OutboxLine['state'][];

type Told = Pick<OutboxLine, 'state' | 'says' | 'outcome'>;

/** How far a message is, why it did not leave, and what came back. */
export function MessageState({ message: { state, says, outcome } }: { message: Told }) {
  const t = useWords('outbox');
  const { language } = useLanguage();
  const said = outcome ? t(`outcomes.${outcome}`) : says?.[language];
  return (
    <Stack gap={2} align="flex-start">
      <StateBadge mood={outcome ? 'bad' : MOODS[state]} label={t(`states.${state}`)} />
      {said && (
        <Text size="xs" c="dimmed">
          {said}
        </Text>
      )}
    </Stack>
  );
}
