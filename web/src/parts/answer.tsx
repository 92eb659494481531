import { Text } from '@mantine/core';
import type { ResultLine } from '../../../src/api/contract.ts';
import { useWords } from '../words.ts';
import { useFormat } from './figures.tsx';
import { StatCard } from './stat-card.tsx';

type Answers = Pick<ResultLine['opened'], 'yes' | 'no' | 'unknown'>;

/** Yes, and the share of those of whom it is known; the unknown stand beside it, never among the no. */
function useSaid({ yes, no, unknown }: Answers): { said: string; known: boolean; others: string | null } {
  const t = useWords('results');
  const { number, share } = useFormat();
  const of = yes + no;
  return {
    said: of === 0 ? '—' : `${number(yes)} (${share(yes / of)})`,
    known: of > 0,
    others: unknown > 0 ? t('unknown', { count: unknown }) : null,
  };
}

export function Answer({ answers }: { answers: Answers }) {
  const { said, others } = useSaid(answers);
  return (
    <div>
      {said}
      {others && (
        <Text size="xs" c="dimmed" component="div" style={{ whiteSpace: 'nowrap' }}>
          {others}
        </Text>
      )}
    </div>
  );
}

/** The same as one figure of a page. */
export function AnswerCard({ label, answers, to }: { label: string; answers: Answers; to?: string }) {
  const t = useWords('results');
  const { said, known, others } = useSaid(answers);
  const note = [known && t('ofKnown'), others].filter(Boolean).join(' · ');
  return <StatCard label={label} value={said} note={note} to={to} />;
}
