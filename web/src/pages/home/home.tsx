import { Grid, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Money, Num } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import { useShop } from '../../queries/settings.ts';
import { useStats } from '../../queries/stats.ts';
import { useWords } from '../../words.ts';
import { FirstSteps } from './first-steps.tsx';
import { Leaving } from './leaving.tsx';
import { Needs } from './needs.tsx';
import { Today } from './today.tsx';

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
  const { data, error, refetch } = useStats();
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  const stats = data?.asOf === null ? undefined : data;
  const figure = (value: number | undefined) =>
    value === undefined ? <Skeleton h={34} w={80} /> : <Num value={value} />;
  return (
    <div>
      <CountedAt asOf={data?.asOf} />
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        <StatCard label={t('people')} value={figure(stats?.people)} to="/people" />
        <StatCard label={t('orders')} value={figure(stats?.orders)} />
        <StatCard
          label={t('revenue')}
          value={stats ? <Money value={stats.netRevenue} /> : <Skeleton h={34} w={80} />}
        />
        <StatCard label={t('sent')} value={figure(stats && (stats.outbox.sent ?? 0))} to="/outbox?state=sent" />
      </SimpleGrid>
    </div>
  );
}
