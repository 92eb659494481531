import { Autocomplete, NumberInput, Select, Switch, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import type { Setting } from '../../../../src/api/contract.ts';
import { useWords } from '../../words.ts';
import { ListsField, TopicsField } from './choices-field.tsx';

type Props = { setting: Setting; value: unknown; onChange: (value: unknown) => void; label: string; readOnly: boolean };

/** The field that fits what a value is; the server says whether it may be that. */
export function SettingField({ setting, value, onChange, label, readOnly }: Props) {
  const t = useWords('settings');
  const { key, standard } = setting;
  const same = { 'aria-label': label, disabled: readOnly };
  if (typeof standard === 'boolean')
    return (
      <Switch {...same} checked={value === true} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    );
  if (typeof standard === 'number') {
    const unit = unitOf(key);
    return (
      <NumberInput
        {...same}
        value={value as number}
        onChange={onChange}
        maw={200}
        hideControls
        rightSection={
          unit && (
            <Text size="sm" c="dimmed">
              {t(`inUnits.${unit}`)}
            </Text>
          )
        }
        rightSectionWidth={88}
      />
    );
  }
  if (key === 'scenarios.leapDay')
    return (
      <Select
        {...same}
        value={String(value)}
        onChange={onChange}
        data={LEAP_DAYS.map((one) => ({ value: one, label: t(`leapDays.${one}`) }))}
        maw={240}
      />
    );
  const Choices = CHOICES[key];
  if (Choices)
    return (
      <Choices value={value as never[]} saved={setting.value as never[]} onChange={onChange} readOnly={readOnly} />
    );
  const known = KNOWN[key];
  if (known)
    return (
      <Autocomplete {...same} value={String(value ?? '')} onChange={onChange} data={known()} limit={50} maw={320} />
    );
  if (isTexts(standard))
    return (
      <TagsInput {...same} value={value as string[]} onChange={onChange} maxDropdownHeight={200} clearable={false} />
    );
  if (typeof standard === 'string' && !LONG.has(key))
    return (
      <TextInput
        {...same}
        value={String(value ?? '')}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <Textarea
      {...same}
      value={text}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autosize
      minRows={2}
      maxRows={12}
      ff={typeof standard === 'string' ? undefined : 'monospace'}
    />
  );
}

/** What a number counts, by how its setting is called. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^upkeep\.keep\.|Days$/, 'days'],
  [/^scenarios\.freshness$/, 'hours'],
  [/Minutes$/, 'minutes'],
  [/Patience$|^segments\.countAge$/, 'seconds'],
  [/Percent$/, 'percent'],
  [/^(api\.longestBody|intake\.longestUpload|messages\.largestImage)$/, 'bytes'],
];
const unitOf = (key: string): string | undefined => UNITS.find(([name]) => name.test(key))?.[1];

const LEAP_DAYS = ['28-feb', '1-mar'];
/** What there is to choose from; the server knows the same. */
const KNOWN: Record<string, () => string[]> = {
  'shop.timezone': () => Intl.supportedValuesOf('timeZone'),
  'shop.currency': () => Intl.supportedValuesOf('currency'),
};

/** What people choose among on the public pages has fields of its own. */
const CHOICES: Record<string, typeof TopicsField | typeof ListsField> = {
  'pages.topics': TopicsField,
  'pages.lists': ListsField,
};

/** Addresses that people write as they say them: www.boutique.example. */
const ADDRESSES = new Set(['shop.url', 'shop.logoUrl']);
const asAddress = (text: string): string => (/^[\w-]+(\.[\w-]+)+/.test(text) ? `https://${text}` : text);

/** Texts of several lines. */
const LONG = new Set(['shop.postalAddress']);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** A value as its field shows it. */
export const asShown = ({ key, value }: Setting): unknown =>
  key in CHOICES || typeof value !== 'object' || value === null || isTexts(value)
    ? value
    : JSON.stringify(value, null, 2);

/** What was typed as the server takes it: what is no JSON goes as text, and the server says what is wanted. */
export function typedValue(key: string, draft: unknown, standard: unknown): unknown {
  if (ADDRESSES.has(key) && typeof draft === 'string') return asAddress(draft.trim());
  if (typeof draft !== 'string' || typeof standard === 'string') return draft;
  try {
    return JSON.parse(draft);
  } catch {
    return draft;
  }
}
