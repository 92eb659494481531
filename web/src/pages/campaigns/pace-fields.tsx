import { Group, NumberInput, Select, Stack, Switch } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { Card } from '../../parts/card.tsx';
import { NumberField } from '../../parts/number-field.tsx';
import { useWords } from '../../words.ts';
import type { Draft } from './plan.ts';

type Pace = NonNullable<Draft['pace']>;
const UNITS = ['minute', 'hour', 'day'] as const;
const STANDARD: Pace = { messages: 1_000, per: 'hour' };
const STANDARD_HOURS = { from: '09:00', until: '19:00' };
const FASTEST = 1_000_000;
const MOST_HELD_OUT = 50;

/** All at once, or so many an hour, within hours of the day; and who gets nothing, to compare with. */
export function PaceFields({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const t = useWords('campaigns');
  const { pace, holdout } = draft;
  return (
    <Card title={t('pace.title')} text={t('pace.text')}>
      <Stack gap="md">
        <Switch
          label={t('pace.spread')}
          checked={pace !== null}
          onChange={({ currentTarget }) => onChange({ pace: currentTarget.checked ? STANDARD : null })}
        />
        {pace && <PaceOf pace={pace} onChange={(next) => onChange({ pace: next })} />}
        <NumberInput
          label={t('pace.holdout')}
          description={t('pace.holdoutText')}
          value={Math.round(holdout * 100)}
          onChange={(share) => onChange({ holdout: typeof share === 'number' ? share / 100 : 0 })}
          min={0}
          max={MOST_HELD_OUT}
          allowDecimal={false}
          suffix=" %"
          w={240}
          maw="100%"
        />
      </Stack>
    </Card>
  );
}

function PaceOf({ pace, onChange }: { pace: Pace; onChange: (pace: Pace) => void }) {
  const t = useWords('campaigns');
  const { from, until, ...rest } = pace;
  const timed = from !== undefined;
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="xs">
        <NumberField
          label={t('pace.messages')}
          value={pace.messages}
          onChange={(messages) => messages >= 1 && onChange({ ...pace, messages })}
          min={1}
          max={FASTEST}
          allowDecimal={false}
          thousandSeparator=" "
          w={160}
        />
        <Select
          label={t('pace.per')}
          data={UNITS.map((unit) => ({ value: unit, label: t(`pace.units.${unit}`) }))}
          value={pace.per}
          onChange={(per) => per && onChange({ ...pace, per: per as Pace['per'] })}
          allowDeselect={false}
          w={160}
        />
      </Group>
      <Switch
        label={t('pace.hours')}
        checked={timed}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? { ...rest, ...STANDARD_HOURS } : rest)}
      />
      <Switch
        label={t('pace.openDays')}
        description={t('pace.openDaysText')}
        checked={pace.openDaysOnly === true}
        onChange={({ currentTarget }) => onChange({ ...pace, openDaysOnly: currentTarget.checked })}
      />
      {timed && (
        <Group align="flex-end" gap="xs">
          <TimeInput
            label={t('pace.from')}
            value={from}
            onChange={({ currentTarget }) => currentTarget.value && onChange({ ...pace, from: currentTarget.value })}
            w={120}
          />
          <TimeInput
            label={t('pace.until')}
            value={until ?? ''}
            onChange={({ currentTarget }) => currentTarget.value && onChange({ ...pace, until: currentTarget.value })}
            w={120}
          />
        </Group>
      )}
    </Stack>
  );
}
