import { Group, Radio, Stack } from '@mantine/core';
import { DateInput, DatesProvider, TimeInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { Card } from '../../parts/card.tsx';
import { ClosedNote } from '../../parts/closed-day.tsx';
import { addDays, dayOf } from '../../parts/days.ts';
import { useFormat } from '../../parts/figures.tsx';
import { useClock } from '../../queries/clock.ts';
import { useLanguage, useWords } from '../../words.ts';
import type { Draft } from './plan.ts';

type When = Draft['when'];
const STANDARD_HOUR = '09:00';

/** At once, or at a day and an hour: the shop's, or everybody's own. */
export function MomentFields({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const t = useWords('campaigns');
  const { timeZone } = useFormat();
  const { data: clock } = useClock();
  const choose = (how: string) => {
    if (how === 'now') return onChange({ at: null, zone: 'shop' });
    const tomorrow = addDays(dayOf(clock?.now ?? new Date(), timeZone), 1);
    onChange({ ...when, at: when.at ?? `${tomorrow}T${STANDARD_HOUR}` });
  };
  return (
    <Card title={t('when.title')}>
      <Stack gap="md">
        <Radio.Group aria-label={t('when.title')} value={when.at === null ? 'now' : 'moment'} onChange={choose}>
          <Stack gap="xs">
            <Radio value="now" label={t('when.now')} />
            <Radio value="moment" label={t('when.moment')} />
          </Stack>
        </Radio.Group>
        {when.at !== null && <DayAndHour at={when.at} onChange={(at) => onChange({ ...when, at })} />}
        {when.at !== null && <ClosedNote day={when.at.slice(0, 10)} />}
        {when.at !== null && (
          <Radio.Group
            label={t('when.whose')}
            value={when.zone}
            onChange={(zone) => onChange({ ...when, zone: zone as When['zone'] })}
          >
            <Stack gap="xs" mt={4}>
              <Radio value="shop" label={t('when.shop', { zone: timeZone })} />
              <Radio value="person" label={t('when.person')} description={t('when.personText')} />
            </Stack>
          </Radio.Group>
        )}
      </Stack>
    </Card>
  );
}

function DayAndHour({ at, onChange }: { at: string; onChange: (at: string) => void }) {
  const t = useWords('campaigns');
  const { language } = useLanguage();
  const [day = '', hour = STANDARD_HOUR] = at.split('T');
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <Group align="flex-end" gap="xs">
        <DateInput
          label={t('when.day')}
          value={day}
          onChange={(next) => next && onChange(`${next}T${hour}`)}
          valueFormat="DD/MM/YYYY"
          popoverProps={{ withinPortal: true }}
          w={180}
        />
        <TimeInput
          label={t('when.hour')}
          value={hour}
          onChange={({ currentTarget }) => currentTarget.value && onChange(`${day}T${currentTarget.value.slice(0, 5)}`)}
          w={120}
        />
      </Group>
    </DatesProvider>
  );
}
