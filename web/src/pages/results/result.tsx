import { Anchor, Group, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Result } from '../../../../src/api/contract.ts';
import { AnswerCard } from '../../parts/answer.tsx';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime, Money, Num } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PeopleBehind } from '../../parts/people-behind.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import type { Asked } from '../../queries/ask.ts';
import { type FigureOfPeople, type Somebody, usePeopleBehind, useResult } from '../../queries/results.ts';
import { useMay } from '../../queries/session.ts';
import { pages } from '../../registry.ts';
import { usePageParams } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { OverTime } from './over-time.tsx';
import { AfterNote, SpanSelects, useSpan } from './span.tsx';

/** What came of one scenario or campaign, and day by day. */
export function Page() {
  const t = useWords('results');
  const { key = '' } = usePageParams();
  const span = useSpan(`/results/${encodeURIComponent(key)}`);
  const { data, error, refetch } = useResult(key, span.asked);
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={300} />;
  return (
    <>
      <PageHeader
        title={data.name}
        text={t(data.campaign ? 'ofCampaign' : 'ofScenario')}
        back={{ to: '/results', label: t('title') }}
        actions={<Open result={data} />}
      />
      <Group mb="md" gap="xs">
        <SpanSelects span={span} />
      </Group>
      <AfterNote days={span.days} />
      <CountedAt asOf={data.asOf} />
      {data.asOf !== null && (
        <Stack gap="lg">
          <Figures result={data} asked={span.asked} />
          <OverTime days={data.byDay} />
        </Stack>
      )}
    </>
  );
}

/** Where it is made and stopped. */
function Open({ result: { key, campaign } }: { result: Result }) {
  const t = useWords('results');
  const path = campaign ? '/campaigns/$key' : '/scenarios/$key';
  if (!pages.some((page) => page.path === path)) return null;
  return (
    <Anchor component={Link} to={path.replace('$key', encodeURIComponent(key))}>
      {t(campaign ? 'openCampaign' : 'openScenario')}
    </Anchor>
  );
}

function Figures({ result, asked }: { result: Result; asked: Asked }) {
  const t = useWords('results');
  const may = useMay();
  const [shown, show] = useState<FigureOfPeople | null>(null);
  const people = (of: FigureOfPeople, count: number) => (count > 0 && may('people.read') ? () => show(of) : undefined);
  const outbox = (asked: string) => `/outbox?scenario=${encodeURIComponent(result.key)}&${asked}`;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="md">
      <StatCard label={t('entered')} value={<Num value={result.entered} />} open={people('entered', result.entered)} />
      <StatCard label={t('sent')} value={<Num value={result.sent} />} to={outbox('state=sent')} />
      <StatCard label={t('bounced')} value={<Num value={result.bounced} />} to={outbox('outcome=bounced')} />
      <AnswerCard label={t('opened')} answers={result.opened} to={outbox('outcome=opened')} />
      <AnswerCard label={t('clicked')} answers={result.clicked} to={outbox('outcome=clicked')} />
      <StatCard
        label={t('unsubscribed')}
        value={<Num value={result.unsubscribed} />}
        open={people('unsubscribed', result.unsubscribed)}
      />
      <StatCard label={t('complained')} value={<Num value={result.complained} />} to={outbox('outcome=complained')} />
      <StatCard
        label={t('orders')}
        value={<Num value={result.orders} />}
        note={t('afterNote')}
        open={people('ordered', result.orders)}
      />
      <StatCard
        label={t('revenue')}
        value={<Money value={result.revenue} />}
        note={t('afterNote')}
        open={people('ordered', result.orders)}
      />
      {shown && <Behind result={result.key} of={shown} asked={asked} onClose={() => show(null)} />}
    </SimpleGrid>
  );
}

type BehindProps = { result: string; of: FigureOfPeople; asked: Asked; onClose: () => void };

/** The people that a figure counts, with the moment; of orders what was bought, too. */
function Behind({ result, of, asked, onClose }: BehindProps) {
  const t = useWords('results');
  const list = usePeopleBehind(result, of, asked);
  const isOrder = of === 'ordered';
  const order = [
    { key: 'order', label: t('order'), cell: ({ orderId }: Somebody) => orderId },
    {
      key: 'amount',
      label: t('amount'),
      align: 'right' as const,
      cell: ({ amount }: Somebody) => <Money value={amount} />,
    },
  ];
  return (
    <PeopleBehind
      title={t(isOrder ? 'orders' : of)}
      list={list}
      keyOf={({ key }) => key}
      columns={[
        ...(isOrder ? order : []),
        { key: 'at', label: t('at'), align: 'right', cell: ({ at }) => <DateTime value={at} /> },
      ]}
      tab={of === 'entered' ? 'scenarios' : 'timeline'}
      onClose={onClose}
    />
  );
}
