import { NumberInput, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { Setting } from '../../../../src/api/contract.ts';

type Props = { setting: Setting; value: unknown; onChange: (value: unknown) => void; label: string; readOnly: boolean };

/** The field that fits what a value is; the server says whether it may be that. */
export function SettingField({ setting, value, onChange, label, readOnly }: Props) {
  const { key, standard } = setting;
  const same = { 'aria-label': label, disabled: readOnly };
  if (typeof standard === 'boolean')
    return (
      <Switch {...same} checked={value === true} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    );
  if (typeof standard === 'number')
    return <NumberInput {...same} value={value as number} onChange={onChange} maw={200} hideControls />;
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

/** Texts of several lines. */
const LONG = new Set(['shop.postalAddress']);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** A value as its field shows it. */
export const asShown = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || isTexts(value) ? value : JSON.stringify(value, null, 2);

/** What was typed as the server takes it: what is no JSON goes as text, and the server says what is wanted. */
export function typedValue(draft: unknown, standard: unknown): unknown {
  if (typeof draft !== 'string' || typeof standard === 'string') return draft;
  try {
    return JSON.parse(draft);
  } catch {
    return draft;
  }
}
