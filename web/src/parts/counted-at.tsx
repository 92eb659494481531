import { Alert, Loader, Text } from '@mantine/core';
import { useClock } from '../queries/clock.ts';
import { useWords } from '../words.ts';
import { useFormat } from './figures.tsx';

/** Figures younger than that need no word about their age. */
const FRESH_MS = 60_000;

/** In a large shop figures are counted now and then: of when these are, or that they are still being counted. */
export function CountedAt({ asOf }: { asOf: string | null | undefined }) {
  const t = useWords('results');
  const { moment } = useFormat();
  const { data: clock } = useClock();
  if (asOf === null)
    return (
      <Alert variant="light" color="gray" mb="md" role="status" icon={<Loader size={18} aria-hidden />}>
        {t('counting')}
      </Alert>
    );
  if (asOf === undefined || !clock || Date.parse(clock.now) - Date.parse(asOf) < FRESH_MS) return null;
  return (
    <Text size="sm" c="dimmed" mb="md">
      {t('asOf', { moment: moment(asOf) })}
    </Text>
  );
}
