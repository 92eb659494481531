import { Group, Paper, Select, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { useClock } from '../../queries/clock.ts';
import { type HolidayRegion, useChooseRegion, useClosedDays } from '../../queries/holidays.ts';
import { useMay } from '../../queries/session.ts';
import { usePageSearch } from '../../router.tsx';
import { useLanguage, useWords } from '../../words.ts';
import { Closings } from './closings.tsx';
import { SettingsFrame } from './frame.tsx';

/** In the order of the list; the compiler asks for all of them. */
const REGIONS = Object.keys({
  metropole: true,
  'alsace-moselle': true,
  guadeloupe: true,
  martinique: true,
  guyane: true,
  'la-reunion': true,
  mayotte: true,
  'saint-barthelemy': true,
  'saint-martin': true,
  none: true,
} satisfies Record<HolidayRegion, true>);
/** Years beside this one: sends are planned for later, and what did not leave in the past is explained. */
const YEARS = [-1, 0, 1, 2] as const;

/** When the shop is closed: public holidays of its region, and days of its own. */
export function Page() {
  const t = useWords('holidays');
  const { data: clock } = useClock();
  const { year: asked } = usePageSearch();
  const now = Number((clock?.now ?? '').slice(0, 4));
  const year = /^\d{4}$/.test(asked ?? '') ? Number(asked) : now;
  return (
    <SettingsFrame>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('text')}
      </Text>
      {now === 0 ? (
        <Skeleton h={320} />
      ) : (
        <Stack gap="md">
          <Holidays year={year} now={now} />
          <Closings />
        </Stack>
      )}
    </SettingsFrame>
  );
}

function Holidays({ year, now }: { year: number; now: number }) {
  const t = useWords('holidays');
  const may = useMay();
  const navigate = useNavigate();
  const choose = useChooseRegion();
  const { data, error, refetch } = useClosedDays(`${year}-01-01`, `${year}-12-31`);
  const years = [...new Set([...YEARS.map((one) => now + one), year])].sort();
  const open = (value: string | null) =>
    value &&
    void navigate({ to: '/settings/holidays', search: { year: value } as never, replace: true, resetScroll: false });
  return (
    <Card title={t('public.title')} text={t('public.text')}>
      <Group align="flex-end" gap="md" mb="md">
        <Select
          label={t('region')}
          data={REGIONS.map((value) => ({ value, label: t(`regions.${value}`) }))}
          value={data?.region ?? null}
          onChange={(value) => value && choose.mutate(value)}
          allowDeselect={false}
          disabled={!may('settings.write') || choose.isPending}
          w={320}
          maw="100%"
        />
        <Select
          label={t('year')}
          data={years.map(String)}
          value={String(year)}
          onChange={open}
          allowDeselect={false}
          w={120}
        />
      </Group>
      <ErrorNote error={choose.error ?? error} onRetry={() => void refetch()} />
      {data ? (
        <Days days={data.items.filter(({ kind }) => kind === 'holiday')} label={t('public.of', { year })} />
      ) : (
        <Skeleton h={160} />
      )}
    </Card>
  );
}

/** The French say “1er mai”. */
const firstOf = (day: string): string => day.replace(/ 1 /, ' 1er ');

type Day = { day: string; name: { fr: string; en: string } };

function Days({ days, label }: { days: readonly Day[]; label: string }) {
  const t = useWords('holidays');
  const { language } = useLanguage();
  const { locale } = useFormat();
  if (days.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('public.none')}
      </Text>
    );
  // A day of the calendar is the same everywhere: no time zone may move it.
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  return (
    <SimpleGrid component="ul" aria-label={label} cols={{ base: 1, xs: 2, md: 3 }} spacing="xs" p={0} m={0}>
      {days.map(({ day, name }) => (
        <Paper component="li" key={`${day}${name.en}`} withBorder px="md" py="xs" style={{ listStyle: 'none' }}>
          <Text size="sm" fw={600}>
            {name[language]}
          </Text>
          <Text size="sm" c="dimmed" component="time" dateTime={day} display="block">
            {language === 'fr' ? firstOf(format.format(new Date(day))) : format.format(new Date(day))}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
