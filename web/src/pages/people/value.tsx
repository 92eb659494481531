/** What is kept about a person, as people read it: names of fields in the reader's language, moments and numbers as the language writes them. */
import { Box, Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Address } from '../../parts/address.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { useNames } from '../../parts/names.ts';
import { useWords } from '../../words.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
/** Deeper than this, what is held is shown as it was sent. */
const DEEPEST = 2;

function useWritten(): (value: string | number) => string {
  const { locale, day, moment } = useFormat();
  return (value) => {
    // Without groups: it may be a postal code or a number of a file.
    if (typeof value === 'number')
      return value.toLocaleString(locale, { useGrouping: false, maximumFractionDigits: 20 });
    const at = DAY.test(value) ? `${value}T12:00:00Z` : value;
    if (!MOMENT.test(at) || Number.isNaN(Date.parse(at))) return value;
    return at === value ? moment(at) : day(at);
  };
}

const ADDRESSES = new Set(['email', 'phone']);
const LANGUAGES = new Set(['language', 'locale']);
const CODE_OF_COUNTRY = /^[A-Z]{2}$/;

/** A value of a field whose name says what it is; any other as what it holds. */
export function Trait({ name, value }: { name: string; value: unknown }): ReactNode {
  const { language, region } = useFormat();
  if (typeof value === 'string' && value !== '') {
    if (ADDRESSES.has(name)) return <Address value={value} />;
    const called = LANGUAGES.has(name)
      ? language(value)
      : name === 'country' && CODE_OF_COUNTRY.test(value)
        ? region(value)
        : value;
    if (called !== value) return <span title={value}>{called}</span>;
  }
  return <Value value={value} />;
}

/** One value; lists and objects as what they hold. */
export function Value({ value, depth = 0 }: { value: unknown; depth?: number }): ReactNode {
  const t = useWords('people');
  const written = useWritten();
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'string' || typeof value === 'number') return written(value);
  if (depth > DEEPEST) return <Code style={{ overflowWrap: 'anywhere' }}>{JSON.stringify(value)}</Code>;
  if (Array.isArray(value)) return <Listed values={value} depth={depth} />;
  return <Held value={value as Record<string, unknown>} depth={depth} />;
}

function Listed({ values, depth }: { values: readonly unknown[]; depth: number }) {
  const written = useWritten();
  const plain = values.filter((one) => typeof one === 'string' || typeof one === 'number');
  if (plain.length === values.length) return plain.map(written).join(', ') || '—';
  return values.map((one, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the list has no keys and is never sorted
    <Box key={at} mb={4}>
      <Value value={one} depth={depth + 1} />
    </Box>
  ));
}

function Held({ value, depth }: { value: Record<string, unknown>; depth: number }) {
  const { field: nameOf } = useNames();
  return Object.entries(value).map(([name, one]) => (
    <Box key={name}>
      <Text component="span" inherit c="dimmed">
        {asTitle(nameOf(name))}
      </Text>{' '}
      <Value value={one} depth={depth + 1} />
    </Box>
  ));
}

/** Names that only this shop has stand beside ours, which begin with a capital letter. */
const asTitle = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
