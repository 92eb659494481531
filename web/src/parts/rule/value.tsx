import { Group, Select, TagsInput, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { type SuggestionQuestion, useSuggestions } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import { NameInput } from '../name-input.tsx';
import { EVENTS, useNames } from '../names.ts';
import { NumberField } from '../number-field.tsx';
import type { ValueKind } from './operators.ts';
import { readLength, UNITS, writeLength } from './rule.ts';

type Props = {
  kind: ValueKind;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Where values that occur are asked for. */
  from: SuggestionQuestion | null;
};

const PAUSE_MS = 250;

/** The value of a test, by what its operator takes. */
export function ValueInput({ kind, value, onChange, from }: Props) {
  const t = useWords('rule');
  if (kind === 'text') return <Named label={t('value')} value={String(value ?? '')} onChange={onChange} from={from} />;
  if (kind === 'texts') return <Texts value={value as string[]} onChange={onChange} from={from} />;
  if (kind === 'number') return <NumberValue label={t('value')} value={value} onChange={onChange} />;
  if (kind === 'length') return <LengthInput value={String(value)} onChange={onChange} />;
  if (kind === 'day') return <Day label={t('day')} value={value} onChange={onChange} />;
  if (kind === 'flag') return <Flag value={value} onChange={onChange} />;
  if (kind === 'numbers' || kind === 'days')
    return <Range kind={kind} value={value as unknown[]} onChange={onChange} />;
  return null;
}

/** Whose names people have words for; values are said as they are. */
const NAMING: Partial<Record<SuggestionQuestion['of'], 'field' | 'event'>> = {
  traits: 'field',
  events: 'event',
  properties: 'field',
};
const asIs = (raw: string): string => raw;

/** A name or text that is typed, with what really occurs below it. */
export function Named(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  from: SuggestionQuestion | null;
  placeholder?: string;
  width?: number;
}) {
  const { label, value, onChange, from, placeholder, width = 200 } = props;
  const names = useNames();
  const [opened, setOpened] = useState(false);
  const [part] = useDebouncedValue(value, PAUSE_MS);
  const naming = from === null ? undefined : NAMING[from.of];
  const { data } = useSuggestions(
    { of: 'traits', ...from, ...(from !== null && !naming && part ? { part } : {}) },
    opened && from !== null,
  );
  const occurring = data?.items.map((item) => item.value) ?? [];
  return (
    <NameInput
      aria-label={label}
      placeholder={placeholder ?? label}
      value={value}
      onChange={onChange}
      names={from?.of === 'events' ? [...new Set([...occurring, ...EVENTS])] : occurring}
      nameOf={naming ? names[naming] : asIs}
      onOpen={() => setOpened(true)}
      width={width}
    />
  );
}

function Texts({ value, onChange, from }: { value: string[]; onChange: Props['onChange']; from: Props['from'] }) {
  const t = useWords('rule');
  const [opened, setOpened] = useState(false);
  const { data } = useSuggestions(from ?? { of: 'traits' }, opened && from !== null);
  return (
    <TagsInput
      aria-label={t('values')}
      placeholder={value.length === 0 ? t('values') : undefined}
      value={value}
      onChange={onChange}
      onDropdownOpen={() => setOpened(true)}
      data={data?.items.map((item) => item.value) ?? []}
      acceptValueOnBlur
      maw={360}
      miw={220}
    />
  );
}

type NumberProps = { label: string; value: unknown; onChange: (value: number | null) => void };

export function NumberValue({ label, value, onChange }: NumberProps) {
  return (
    <NumberField
      aria-label={label}
      value={value === null || value === undefined ? null : Number(value)}
      onChange={onChange}
      onEmpty={() => onChange(null)}
      w={100}
      hideControls
    />
  );
}

/** A number of hours, days, weeks, months or years. */
export function LengthInput({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const t = useWords('rule');
  const length = readLength(value);
  if (!length)
    return (
      <TextInput
        aria-label={t('duration')}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        w={140}
      />
    );
  return (
    <Group gap={4} wrap="nowrap">
      <NumberField
        aria-label={t('duration')}
        value={length.count}
        onChange={(count) => count >= 1 && onChange(writeLength({ ...length, count: Math.round(count) }))}
        min={1}
        allowDecimal={false}
        hideControls
        w={72}
      />
      <Select
        aria-label={t('unit')}
        value={length.unit}
        onChange={(unit) => unit && onChange(writeLength({ ...length, unit: unit as typeof length.unit }))}
        data={UNITS.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
        w={120}
      />
    </Group>
  );
}

export function Day({ label, value, onChange }: { label: string; value: unknown; onChange: (text: string) => void }) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      value={String(value ?? '')}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      w={160}
    />
  );
}

function Flag({ value, onChange }: { value: unknown; onChange: Props['onChange'] }) {
  const t = useWords('rule');
  return (
    <Select
      aria-label={t('value')}
      value={String(value)}
      onChange={(next) => onChange(next === 'true')}
      data={[
        { value: 'true', label: t('yes') },
        { value: 'false', label: t('no') },
      ]}
      w={100}
    />
  );
}

function Range({ kind, value, onChange }: { kind: 'numbers' | 'days'; value: unknown[]; onChange: Props['onChange'] }) {
  const t = useWords('rule');
  const set = (at: number) => (next: unknown) => onChange(value.map((one, i) => (i === at ? next : one)));
  const bound = (at: 0 | 1, label: string) =>
    kind === 'numbers' ? (
      <NumberValue label={label} value={value[at]} onChange={set(at)} />
    ) : (
      <Day label={label} value={value[at]} onChange={set(at)} />
    );
  return (
    <Group gap={6} wrap="nowrap">
      {bound(0, t('from'))}
      <Text size="sm">{t('and')}</Text>
      {bound(1, t('to'))}
    </Group>
  );
}
