import { Grid, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Money, Num } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import { useMay } from '../../queries/session.ts';
import { useShop } from '../../queries/settings.ts';
import { useStats } from '../../queries/stats.ts';
import { useWords } from '../../words.ts';
import { FirstSteps } from './first-steps.tsx';
import { Leaving } from './leaving.tsx';
import { Needs } from './needs.tsx';
import { Today } from './today.tsx';

/** Fetched when it is asked for: this page is the first one that everybody waits for. */
const Orders = lazy(() => import('./orders.tsx'));

/** What happened, what needs me today? */
export function Page() {
  const t = useWords('home');
  const { name } = useShop();
  return (
    <>
      <PageHeader title={name || t('title')} text={t('text')} />
      <Stack gap="lg">
        <Figures />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg">
              <FirstSteps />
              <Needs />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              <Today />
              <Leaving />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  );
}

function Figures() {
  const t = useWords('home');
  const may = useMay();
  const [listed, list] = useState(false);
  const { data, error, refetch } = useStats();
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  const stats = data?.asOf === null ? undefined : data;
  const orders = stats && stats.orders > 0 && may('people.read') ? () => list(true) : undefined;
  const figure = (value: number | undefined) =>
    value === undefined ? <Skeleton h={34} w={80} /> : <Num value={value} />;
  return (
    <div>
      <CountedAt asOf={data?.asOf} />
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        <StatCard label={t('people')} value={figure(stats?.people)} to="/people" />
        <StatCard label={t('orders')} value={figure(stats?.orders)} open={orders} />
        <StatCard
          label={t('revenue')}
          value={stats ? <Money value={stats.netRevenue} /> : <Skeleton h={34} w={80} />}
          open={orders}
        />
        <StatCard label={t('sent')} value={figure(stats && (stats.outbox.sent ?? 0))} to="/outbox?state=sent" />
      </SimpleGrid>
      {listed && (
        <Suspense>
          <Orders onClose={() => list(false)} />
        </Suspense>
      )}
    </div>
  );
}
