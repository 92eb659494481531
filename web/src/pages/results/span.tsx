import { Select, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { addDays, dayOf, startOf } from '../../parts/days.ts';
import { useFormat } from '../../parts/figures.tsx';
import { useClock } from '../../queries/clock.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';

const PERIODS = ['30', '90', '365'] as const;
const STANDARD_PERIOD = '90';
const WINDOWS = ['3', '7', '14', '30'] as const;
const STANDARD_WINDOW = '7';

/** Since when, and how long after a message something counts; both live in the address of the page. */
export function useSpan(page: string) {
  const t = useWords('results');
  const { kind, period = STANDARD_PERIOD, days = STANDARD_WINDOW } = usePageSearch();
  const { data: clock } = useClock();
  const { timeZone } = useFormat();
  const go = useNavigate();
  const search = { kind, period, days };
  // By whole days of the shop: the question stays the same while the page is looked at.
  const first = clock && addDays(dayOf(clock.now, timeZone), -Number(period));
  const since = first && startOf(first, timeZone).toISOString();
  return {
    period,
    days: Number(days),
    search,
    asked: { since, days },
    periods: PERIODS.map((value) => ({ value, label: t('period', { count: Number(value) }) })),
    windows: WINDOWS.map((value) => ({ value, label: t('within', { count: Number(value) }) })),
    put: (next: { period?: string; days?: string }) => void go({ to: page, search: { ...search, ...next } as never }),
  };
}

/** What is asked, as the reader chooses it. */
export function SpanSelects({ span }: { span: ReturnType<typeof useSpan> }) {
  const t = useWords('results');
  return (
    <>
      <Select
        aria-label={t('since')}
        data={span.periods}
        value={span.period}
        onChange={(next) => next && span.put({ period: next })}
        allowDeselect={false}
        w={210}
      />
      <Select
        aria-label={t('window')}
        data={span.windows}
        value={String(span.days)}
        onChange={(next) => next && span.put({ days: next })}
        allowDeselect={false}
        w={230}
      />
    </>
  );
}

/** What these figures are, and what they are not. */
export function AfterNote({ days }: { days: number }) {
  const t = useWords('results');
  return (
    <Text size="sm" c="dimmed" mb="md" maw={860}>
      {t('after', { count: days })}
    </Text>
  );
}
