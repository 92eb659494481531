import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { ActionIcon, Button, Group, Paper, SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CalendarDay } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { useClosedNames } from '../../parts/closed-day.tsx';
import { CountedAt } from '../../parts/counted-at.tsx';
import { dayOf } from '../../parts/days.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useCalendar } from '../../queries/campaigns.ts';
import { useClock } from '../../queries/clock.ts';
import { pages } from '../../registry.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import classes from './calendar.module.css';
import { CampaignSections, NewCampaign } from './campaigns.tsx';
import { isDay, moved, spanOf, type View } from './days.ts';
import { useLocal } from './moment.tsx';

/** Everything that is planned, by day of the shop: campaigns, and people in scenarios whose next step falls on that day. */
export function Page() {
  const t = useWords('campaigns');
  const { timeZone } = useFormat();
  const { data: clock } = useClock();
  const search = usePageSearch();
  const view: View = search.view === 'week' ? 'week' : 'month';
  const today = clock ? dayOf(clock.now, timeZone) : null;
  const day = isDay(search.day) ? search.day : today;
  return (
    <>
      <PageHeader title={t('title')} text={t('calendar.text')} actions={<NewCampaign />} />
      <CampaignSections />
      {day && today ? <Sheet view={view} day={day} today={today} /> : <Skeleton h={400} />}
    </>
  );
}

function Sheet({ view, day, today }: { view: View; day: string; today: string }) {
  const t = useWords('campaigns');
  const { from, to } = spanOf(view, day);
  const { data, error, refetch } = useCalendar(from, to);
  return (
    <>
      <Steps view={view} day={day} today={today} />
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton h={400} />}
      {data && (
        <>
          <CountedAt asOf={data.asOf} />
          <Forecast days={data.items} />
          <Paper withBorder mt="lg" p={{ base: 'xs', sm: 0 }}>
            <Weeks days={data.items} month={view === 'month' ? day.slice(0, 7) : null} today={today} />
          </Paper>
          {data.asOf !== null && data.items.every(isEmpty) && (
            <Text c="dimmed" mt="md">
              {t('calendar.nothing')}
            </Text>
          )}
        </>
      )}
    </>
  );
}

const isEmpty = ({ campaigns, scenarios, sent }: CalendarDay): boolean =>
  campaigns.length + scenarios.length + sent === 0;

/** From one month or week to the next; where it stands lives in the address. */
function Steps({ view, day, today }: { view: View; day: string; today: string }) {
  const t = useWords('campaigns');
  const { locale } = useFormat();
  const { localDay } = useLocal();
  const go = useNavigate();
  const put = (next: { view?: View; day?: string }) =>
    void go({ to: '/campaigns/calendar', search: { view, day, ...next } as never });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const { from, to } = spanOf(view, day);
  const title = view === 'month' ? month.format(new Date(day)) : `${localDay(from)} – ${localDay(to)}`;
  return (
    <Group justify="space-between" mb="md" mt="md">
      <Group gap="xs">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('calendar.before')}
          onClick={() => put({ day: moved(view, day, -1) })}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('calendar.after')}
          onClick={() => put({ day: moved(view, day, 1) })}
        >
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
        <Button variant="default" onClick={() => put({ day: today })}>
          {t('calendar.today')}
        </Button>
        <Title order={2} className={classes.title} aria-live="polite">
          {title}
        </Title>
      </Group>
      <SegmentedControl
        aria-label={t('calendar.view')}
        value={view}
        onChange={(next) => put({ view: next as View })}
        data={[
          { value: 'month', label: t('calendar.month') },
          { value: 'week', label: t('calendar.week') },
        ]}
      />
    </Group>
  );
}

/** Messages by day: what left, and what is expected. Their table is the calendar itself. */
function Forecast({ days }: { days: readonly CalendarDay[] }) {
  const t = useWords('campaigns');
  const { short } = useFormat();
  const { localDay } = useLocal();
  const rows = days.map(({ day, sent, campaigns }) => ({
    day: localDay(day),
    sent,
    planned: campaigns.reduce((sum, { messages }) => sum + (messages ?? 0), 0),
  }));
  if (rows.every(({ sent, planned }) => sent + planned === 0)) return null;
  return (
    <Card title={t('calendar.messages')} text={t('calendar.messagesText')}>
      <BarChart
        h={140}
        data={rows}
        dataKey="day"
        type="stacked"
        withLegend
        series={[
          { name: 'sent', label: t('calendar.sent'), color: 'gray.6' },
          { name: 'planned', label: t('calendar.planned'), color: 'poppy.6' },
        ]}
        valueFormatter={short}
        xAxisProps={{ interval: 'equidistantPreserveStart' }}
        yAxisProps={{ width: 48, allowDecimals: false }}
        role="img"
        aria-label={t('calendar.messages')}
      />
    </Card>
  );
}

function Weeks({ days, month, today }: { days: readonly CalendarDay[]; month: string | null; today: string }) {
  const t = useWords('campaigns');
  const { locale } = useFormat();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const closedOn = useClosedNames(days[0]!.day, days.at(-1)!.day);
  const weeks = Array.from({ length: days.length / 7 }, (_, at) => days.slice(at * 7, at * 7 + 7));
  return (
    <table className={classes.grid} aria-label={t('calendar.title')}>
      <thead>
        <tr>
          {weeks[0]?.map(({ day }) => (
            <th key={day} scope="col">
              {weekday.format(new Date(day))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]!.day}>
            {week.map((day) => (
              <Day
                key={day.day}
                day={day}
                outside={month !== null && !day.day.startsWith(month)}
                isToday={day.day === today}
                closed={closedOn(day.day)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type DayProps = { day: CalendarDay; outside: boolean; isToday: boolean; closed: string | undefined };

function Day({ day, outside, isToday, closed }: DayProps) {
  const t = useWords('campaigns');
  const { number } = useFormat();
  const { localDay } = useLocal();
  const flag = (holds: boolean) => holds || undefined;
  return (
    <td
      className={classes.day}
      data-outside={flag(outside)}
      data-empty={flag(isEmpty(day))}
      data-today={flag(isToday)}
      aria-current={isToday ? 'date' : undefined}
    >
      <Text size="xs" component="div">
        <span className={classes.number}>{Number(day.day.slice(8))}</span>
        <span className={classes.name}>{localDay(day.day)}</span>
        {closed && (
          <Text span size="xs" c="dimmed" ml={6}>
            {closed}
          </Text>
        )}
        {day.sent > 0 && (
          <Text span size="xs" c="dimmed" ml={6}>
            {t('calendar.left', { count: day.sent })}
          </Text>
        )}
      </Text>
      {day.campaigns.map(({ key, name, messages, sent }) => (
        <Link
          key={key}
          to={`/campaigns/${encodeURIComponent(key)}`}
          className={classes.entry}
          title={t('calendar.campaign', { name })}
        >
          {name}
          {(messages ?? sent) > 0 && ` · ${number(messages ?? sent)}`}
        </Link>
      ))}
      {day.scenarios.map(({ key, name, people }) => (
        <ScenarioEntry
          key={`${key} ${people}`}
          id={key}
          title={people === null ? t('calendar.moment', { name }) : t('calendar.scenario', { name, count: people })}
        >
          {name}
          {people !== null && ` · ${number(people)}`}
        </ScenarioEntry>
      ))}
    </td>
  );
}

const hasScenarios = pages.some(({ path }) => path === '/scenarios/$key');

function ScenarioEntry({ id, title, children }: { id: string; title: string; children: React.ReactNode }) {
  const look = { className: classes.entry, title, 'data-kind': 'scenario' };
  if (!hasScenarios) return <span {...look}>{children}</span>;
  return (
    <Link to={`/scenarios/${encodeURIComponent(id)}`} {...look}>
      {children}
    </Link>
  );
}
