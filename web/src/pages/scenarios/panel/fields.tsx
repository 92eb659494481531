/** Fields that forms of several kinds are made of. */
import { Box, Checkbox, Group, Input, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { LengthInput, Named } from '../../../parts/rule/value.tsx';
import type { SuggestionQuestion } from '../../../queries/segments.ts';
import { useWords } from '../../../words.ts';

/** A label above fields that have none of their own. */
export function Labelled({ label, text, children }: { label: string; text?: string; children: ReactNode }) {
  return (
    <Input.Wrapper label={label} description={text} labelElement="div">
      <Box mt={4} role="group" aria-label={label}>
        {children}
      </Box>
    </Input.Wrapper>
  );
}

type LengthProps = { label: string; text?: string; value: unknown; onChange: (value: string) => void };

/** A number of hours, days, weeks … */
export function Length({ label, text, value, onChange }: LengthProps) {
  return (
    <Labelled label={label} text={text}>
      <LengthInput value={String(value ?? '')} onChange={onChange} />
    </Labelled>
  );
}

type HourProps = { label: string; value: unknown; onChange: (value: string | undefined) => void; text?: string };

/** An hour of the person's day; empty is none. */
export function Hour({ label, value, onChange, text }: HourProps) {
  return (
    <TextInput
      type="time"
      label={label}
      description={text}
      value={String(value ?? '')}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === '' ? undefined : currentTarget.value.slice(0, 5))
      }
      maw={160}
    />
  );
}

type NameProps = { label: string; value: unknown; onChange: (value: string) => void; from: SuggestionQuestion };

/** The name of an event or a trait, with those that occur below it. */
export function Name({ label, value, onChange, from }: NameProps) {
  return (
    <Labelled label={label}>
      <Named label={label} value={String(value ?? '')} onChange={onChange} from={from} width={280} />
    </Labelled>
  );
}

type OffsetProps = { value: unknown; onChange: (value: string | undefined) => void };

/** On the day itself, or so long before or after it. */
export function Offset({ value, onChange }: OffsetProps) {
  const t = useWords('scenarios');
  const text = typeof value === 'string' ? value : '';
  const way = text === '' ? 'on' : text.startsWith('-') ? 'before' : 'after';
  const length = text.replace(/^-/, '') || 'P5D';
  const set = (next: string, duration: string) =>
    onChange(next === 'on' ? undefined : next === 'before' ? `-${duration}` : duration);
  return (
    <Labelled label={t('offset.label')}>
      <Group gap="xs">
        <Select
          aria-label={t('offset.label')}
          value={way}
          onChange={(next) => next && set(next, length)}
          data={[
            { value: 'on', label: t('offset.on') },
            { value: 'before', label: t('offset.earlier') },
            { value: 'after', label: t('offset.later') },
          ]}
          w={160}
        />
        {way !== 'on' && <LengthInput value={length} onChange={(duration) => set(way, duration)} />}
      </Group>
    </Labelled>
  );
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export function Weekdays({ value, onChange }: { value: unknown; onChange: (days: string[] | undefined) => void }) {
  const t = useWords('scenarios');
  const days = Array.isArray(value) ? (value as string[]) : [];
  return (
    <Checkbox.Group
      label={t('fields.weekdays')}
      description={t('fields.weekdaysText')}
      value={days}
      onChange={(next) => onChange(next.length === 0 ? undefined : DAYS.filter((day) => next.includes(day)))}
    >
      <Group gap="sm" mt={6}>
        {DAYS.map((day) => (
          <Checkbox key={day} value={day} label={t(`weekdays.${day}`)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
