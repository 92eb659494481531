import { SimpleGrid, Switch, Text, TextInput } from '@mantine/core';
import { useFormat } from '../../parts/figures.tsx';
import { NumberField } from '../../parts/number-field.tsx';
import { useClock } from '../../queries/clock.ts';
import { useWords } from '../../words.ts';
import type { Limits } from './provider-form.tsx';

const FIRST_DAY = 500;
const GROWTH = 1.5;
const DAYS = 30;

/** A new address is trusted little by little: so many messages on the first day, so many times more each day. */
export function WarmUpFields({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  const t = useWords('sending');
  const { number } = useFormat();
  const { data: clock } = useClock();
  const warm = limits.warmUp ?? null;
  const today = (clock?.now ?? new Date().toISOString()).slice(0, 10);
  const put = (change: Partial<NonNullable<typeof warm>>) =>
    warm && onChange({ ...limits, warmUp: { ...warm, ...change } });
  const { firstDay = FIRST_DAY, growth = GROWTH, days = DAYS, startedOn = today } = warm ?? {};
  return (
    <>
      <Switch
        label={t('warmUp.label')}
        checked={warm !== null}
        onChange={({ currentTarget }) =>
          onChange({ ...limits, warmUp: currentTarget.checked ? { startedOn: today, firstDay, growth, days } : null })
        }
      />
      {warm && (
        <>
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            <TextInput
              type="date"
              label={t('warmUp.startedOn')}
              value={startedOn}
              onChange={({ currentTarget }) => put({ startedOn: currentTarget.value })}
            />
            <NumberField
              label={t('warmUp.firstDay')}
              value={firstDay}
              min={1}
              hideControls
              onChange={(value) => put({ firstDay: value })}
            />
            <NumberField
              label={t('warmUp.growth')}
              value={growth}
              min={1}
              max={5}
              step={0.1}
              decimalScale={2}
              hideControls
              onChange={(value) => put({ growth: value })}
            />
            <NumberField
              label={t('warmUp.days')}
              value={days}
              min={1}
              max={120}
              hideControls
              onChange={(value) => put({ days: value })}
            />
          </SimpleGrid>
          <Text size="xs" c="dimmed">
            {t('warmUp.last', { days, most: number(Math.round(firstDay * growth ** (days - 1))) })}
          </Text>
        </>
      )}
    </>
  );
}
