import { Text } from '@mantine/core';
import type { ResultLine } from '../../../src/api/contract.ts';
import { useWords } from '../words.ts';
import { useFormat } from './figures.tsx';

type Answers = Pick<ResultLine['opened'], 'yes' | 'no' | 'unknown'>;

/** Yes, and the share of those of whom it is known; the unknown stand beside it, never among the no. */
export function Answer({ answers: { yes, no, unknown } }: { answers: Answers }) {
  const t = useWords('results');
  const { number, share } = useFormat();
  const known = yes + no;
  return (
    <div>
      {known === 0 ? '—' : `${number(yes)} (${share(yes / known)})`}
      {unknown > 0 && (
        <Text size="xs" c="dimmed" component="div" style={{ whiteSpace: 'nowrap' }}>
          {t('unknown', { count: unknown })}
        </Text>
      )}
    </div>
  );
}
