import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { dayOf } from '../../parts/days.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { where } from '../../parts/where.ts';
import { useCalendar } from '../../queries/campaigns.ts';
import { useClock } from '../../queries/clock.ts';
import { pages } from '../../registry.ts';
import { useWords } from '../../words.ts';

/** What leaves today: campaigns, and scenarios in which people take a step. */
export function Today() {
  const t = useWords('home');
  const { timeZone } = useFormat();
  const { data: clock } = useClock();
  const today = clock ? dayOf(clock.now, timeZone) : '';
  const { data, error, refetch } = useCalendar(today, today, clock !== undefined);
  const day = data?.items[0];
  const nothing = day && day.campaigns.length + day.scenarios.length === 0;
  return (
    <Card
      title={t('today.title')}
      aside={
        <Anchor component={Link} to="/campaigns/calendar" size="sm">
          {t('today.calendar')}
        </Anchor>
      }
    >
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {nothing && (
        <Text size="sm" c="dimmed">
          {t('today.none')}
        </Text>
      )}
      <Stack gap="xs">
        {day?.campaigns.map(({ key, name, messages, sent }) => (
          <Line key={key} to={`/campaigns/${encodeURIComponent(key)}`} name={name}>
            {t(messages === null ? 'today.sent' : 'today.messages', { count: messages ?? sent })}
          </Line>
        ))}
        {day?.scenarios.map(({ key, name, people }) => (
          <Line key={key} to={scenarioPath(key)} name={name}>
            {people === null ? t('today.moment') : t('today.steps', { count: people })}
          </Line>
        ))}
      </Stack>
    </Card>
  );
}

const scenarioPath = (key: string): string | null =>
  pages.some(({ path }) => path === '/scenarios/$key') ? `/scenarios/${encodeURIComponent(key)}` : null;

function Line({ to, name, children }: { to: string | null; name: string; children: string }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      {to === null ? (
        <Text size="sm" fw={550} truncate>
          {name}
        </Text>
      ) : (
        <Anchor component={Link} {...where(to)} size="sm" c="inherit" fw={550} truncate>
          {name}
        </Anchor>
      )}
      <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {children}
      </Text>
    </Group>
  );
}
