import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { ImportKind, ImportLook } from '../../queries/imports.ts';
import { useWords } from '../../words.ts';
import { type Draft, withDefault, withOption } from './mapping.ts';

type Given = { look: ImportLook; kind: ImportKind; draft: Draft };

/** Those of most of our readers first. */
const CURRENCIES = [...new Set(['EUR', 'CHF', 'GBP', 'USD', 'CAD', ...Intl.supportedValuesOf('currency')])];
const ENCODINGS = ['utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le', 'macintosh'];
const DELIMITERS = { ';': 'semicolon', ',': 'comma', tab: 'tab', '|': 'bar' } as const;
const ORDERS = ['dmy', 'mdy', 'ymd', 'epoch'] as const;
/** Columns by which people agree to something. */
const AGREEMENTS = ['acceptsEmail', 'acceptsSms', 'acceptsPartners'];
const ZONES = Intl.supportedValuesOf('timeZone');

/** What the columns do not say. Everything is found out by itself; what is chosen here is held. */
export function Options({ look, kind, draft }: Given) {
  const t = useWords('imports');
  const { mapping } = draft;
  const put = (name: Parameters<typeof withOption>[1]) => (value: string | null) =>
    draft.change(withOption(mapping, name, value), look.kind);
  const has = (...types: string[]) => kind.fields.some(({ type }) => types.includes(type));
  const auto = (found: string | null | undefined) => (found ? t('options.found', { found }) : t('options.auto'));
  const styles = look.columns.map(({ style }) => style);
  const decimal = styles.find((style) => style.decimal)?.decimal;
  const dates = styles.find((style) => style.dates)?.dates;
  const delimiter = Object.entries(DELIMITERS).find(
    ([sign]) => sign === (look.file?.delimiter === '\t' ? 'tab' : look.file?.delimiter),
  );
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
        {has('currency') && (
          <Select
            label={t('options.currency')}
            placeholder={auto(look.file?.currency)}
            data={CURRENCIES}
            value={mapping.currency ?? null}
            onChange={put('currency')}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('options.clear') }}
          />
        )}
        {has('moment') && (
          <Select
            label={t('options.timezone')}
            placeholder={auto(look.file?.timezone)}
            data={ZONES}
            value={mapping.timezone ?? null}
            onChange={put('timezone')}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('options.clear') }}
          />
        )}
        {has('moment', 'day') && (
          <Select
            label={t('options.dates')}
            placeholder={auto(dates && t(`orders.${dates}`))}
            data={ORDERS.map((order) => ({ value: order, label: t(`orders.${order}`) }))}
            value={mapping.dates ?? null}
            onChange={put('dates')}
            clearable
            clearButtonProps={{ 'aria-label': t('options.clear') }}
          />
        )}
        {has('decimal') && (
          <Select
            label={t('options.decimal')}
            placeholder={auto(decimal && t(decimal === ',' ? 'signs.decimalComma' : 'signs.decimalPoint'))}
            data={[
              { value: ',', label: t('signs.decimalComma') },
              { value: '.', label: t('signs.decimalPoint') },
            ]}
            value={mapping.decimal ?? null}
            onChange={put('decimal')}
            clearable
            clearButtonProps={{ 'aria-label': t('options.clear') }}
          />
        )}
        <Select
          label={t('options.delimiter')}
          placeholder={auto(delimiter && t(`signs.${delimiter[1]}`))}
          data={Object.entries(DELIMITERS).map(([value, name]) => ({ value, label: t(`signs.${name}`) }))}
          value={mapping.delimiter ?? null}
          onChange={put('delimiter')}
          clearable
          clearButtonProps={{ 'aria-label': t('options.clear') }}
        />
        <Select
          label={t('options.encoding')}
          placeholder={auto(look.file?.encoding)}
          data={ENCODINGS}
          value={mapping.encoding ?? null}
          onChange={put('encoding')}
          clearable
          clearButtonProps={{ 'aria-label': t('options.clear') }}
        />
      </SimpleGrid>
      <Defaults look={look} kind={kind} draft={draft} />
    </Stack>
  );
}

/** Values that hold for every line: what a column should say and none does, and the words that people agreed to. */
function Defaults({ look, kind, draft }: Given) {
  const t = useWords('imports');
  const { mapping } = draft;
  const taken = new Set(look.columns.map(({ field }) => field));
  const agreed = AGREEMENTS.some((field) => taken.has(field)) || look.kind === 'consents';
  const wanted = [
    ...(look.problem?.fields ?? []),
    ...Object.keys(mapping.defaults ?? {}),
    ...(agreed ? ['consentWording', 'consentSource', 'wording', 'source'] : []),
  ];
  const fields = [...new Set(wanted)].filter(
    (name) => kind.fields.some((field) => field.name === name) && !taken.has(name),
  );
  if (fields.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('defaults.title')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {agreed ? t('defaults.consent') : t('defaults.text')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {fields.map((name) => (
          <TextInput
            // What is taken back elsewhere goes from the field as well.
            key={`${name} ${mapping.defaults?.[name] ?? ''}`}
            label={t(`fields.${name}`)}
            defaultValue={String(mapping.defaults?.[name] ?? '')}
            onBlur={({ currentTarget }) => {
              if (currentTarget.value !== String(mapping.defaults?.[name] ?? ''))
                draft.change(withDefault(mapping, name, currentTarget.value.trim()), look.kind);
            }}
          />
        ))}
      </SimpleGrid>
    </div>
  );
}
