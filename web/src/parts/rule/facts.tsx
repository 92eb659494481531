/** What happened: events and orders, how often or how much, since when, and of which. */
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { SuggestionQuestion } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import type { Field } from './operators.ts';
import type { Bounds, Facts, Once, PropertyTest } from './rule.ts';
import { TestInput } from './test.tsx';
import { Day, LengthInput, Named, NumberValue } from './value.tsx';

type Measure = 'count' | 'never' | 'amount' | 'units' | 'average' | 'first' | 'last';
const OF_EVENTS: readonly Measure[] = ['count', 'never', 'first', 'last'];
const OF_ORDERS: readonly Measure[] = ['count', 'never', 'amount', 'units', 'average', 'first', 'last'];
const ONCE = ['in_last', 'more_than_ago', 'before', 'after'] as const;
const BOUNDS = ['at_least', 'at_most', 'exactly', 'above', 'below'] as const;

/** What facts ask that say no more: that it happened. */
const AT_ALL: Bounds = { at_least: 1 };

const measureOf = (facts: Facts): Measure => {
  if (facts.count === 'never') return 'never';
  return (['amount', 'units', 'average', 'first', 'last'] as const).find((one) => facts[one] !== undefined) ?? 'count';
};

/** The same facts asked in another way; first and last look at all time. */
function withMeasure({ where, within = 'P90D' }: Facts, measure: Measure): Facts {
  const kept = where ? { where } : {};
  if (measure === 'never') return { ...kept, within, count: 'never' };
  if (measure === 'count') return { ...kept, within, count: { at_least: 1 } };
  if (measure === 'first' || measure === 'last') return { ...kept, [measure]: { in_last: 'P90D' } };
  return { ...kept, within, [measure]: { at_least: 100 } };
}

type Props = { facts: Facts; of: 'events' | 'orders'; event?: string; onChange: (facts: Facts) => void };

export function FactsInput({ facts, of, event, onChange }: Props) {
  const t = useWords('rule');
  const measure = measureOf(facts);
  const choices = of === 'orders' ? OF_ORDERS : OF_EVENTS;
  const once = measure === 'first' || measure === 'last';
  return (
    <Stack gap="xs" style={{ flex: '1 1 100%' }}>
      <Group gap="xs">
        <Select
          aria-label={t('measure')}
          value={measure}
          onChange={(next) => next && onChange(withMeasure(facts, next as Measure))}
          data={choices.map((one) => ({ value: one, label: t(`measures.${one}`) }))}
          w={210}
        />
        {once ? (
          <OnceInput value={facts[measure] as Once} onChange={(next) => onChange({ ...facts, [measure]: next })} />
        ) : (
          measure !== 'never' && (
            <BoundsInput
              value={(facts[measure] ?? AT_ALL) as Bounds}
              whole={measure === 'count'}
              onChange={(next) => onChange({ ...facts, [measure]: next })}
            />
          )
        )}
        {!once && <WindowInput facts={facts} onChange={onChange} />}
      </Group>
      <Where facts={facts} of={of} event={event} onChange={onChange} />
    </Stack>
  );
}

function BoundsInput({ value, whole, onChange }: { value: Bounds; whole: boolean; onChange: (value: Bounds) => void }) {
  const t = useWords('rule');
  const offered = whole ? BOUNDS.slice(0, 3) : BOUNDS;
  const kind = offered.find((one) => value[one] !== undefined) ?? 'at_least';
  return (
    <>
      <Select
        aria-label={t('comparison')}
        value={kind}
        onChange={(next) => next && onChange({ [next]: value[kind] })}
        data={offered.map((one) => ({ value: one, label: t(`bounds.${one}`) }))}
        w={140}
      />
      <NumberValue label={t('value')} value={value[kind]} onChange={(next) => onChange({ [kind]: next })} />
      {whole && <Text size="sm">{t('times')}</Text>}
    </>
  );
}

function OnceInput({ value, onChange }: { value: Once; onChange: (value: Once) => void }) {
  const t = useWords('rule');
  const kind = ONCE.find((one) => value[one] !== undefined) ?? 'in_last';
  const isDay = kind === 'before' || kind === 'after';
  const change = (next: string) => onChange({ [kind]: next });
  return (
    <>
      <Select
        aria-label={t('comparison')}
        value={kind}
        onChange={(next) => next && onChange({ [next]: next === 'before' || next === 'after' ? '' : 'P90D' })}
        data={ONCE.map((one) => ({ value: one, label: t(`ops.${one}`) }))}
        w={230}
      />
      {isDay ? (
        <Day label={t('day')} value={value[kind]} onChange={change} />
      ) : (
        <LengthInput value={String(value[kind])} onChange={change} />
      )}
    </>
  );
}

/** In the last so many days, or ever. */
function WindowInput({ facts, onChange }: { facts: Facts; onChange: (facts: Facts) => void }) {
  const t = useWords('rule');
  const { within, ...ever } = facts;
  return (
    <>
      <Select
        aria-label={t('window')}
        value={within === undefined ? 'ever' : 'within'}
        onChange={(next) => onChange(next === 'within' ? { ...ever, within: 'P90D' } : ever)}
        data={[
          { value: 'within', label: t('within') },
          { value: 'ever', label: t('ever') },
        ]}
        w={150}
      />
      {within !== undefined && <LengthInput value={within} onChange={(next) => onChange({ ...facts, within: next })} />}
    </>
  );
}

/** Fields of orders, with what their values are. */
const ORDER_FIELDS: Record<string, Field> = {
  category: 'text',
  product: 'text',
  brand: 'text',
  name: 'text',
  sku: 'text',
  variant: 'text',
  coupon: 'text',
  price: 'number',
  quantity: 'number',
  total: 'number',
  discount: 'number',
  shipping: 'number',
};

/** “… where the category is Shoes”. */
export function Where({ facts, of, event, onChange }: Props) {
  const t = useWords('rule');
  const tests = facts.where ?? [];
  const set = (next: PropertyTest[]) => {
    const { where: _, ...rest } = facts;
    onChange(next.length === 0 ? rest : { ...rest, where: next });
  };
  const empty: PropertyTest =
    of === 'orders' ? { property: 'category', op: 'is', value: '' } : { property: '', op: 'is', value: '' };
  return (
    <>
      {tests.map((test, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a test has no name of its own
        <Group key={at} gap="xs" pl="md">
          <Text size="sm" c="dimmed">
            {t('where')}
          </Text>
          <WhereField
            of={of}
            event={event}
            test={test}
            onChange={(next) => set(tests.map((one, i) => (i === at ? next : one)))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('removeTest')}
            onClick={() => set(tests.filter((_, i) => i !== at))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group pl="md">
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...tests, empty])}
        >
          {t('addTest')}
        </Button>
      </Group>
    </>
  );
}

function WhereField({
  of,
  event,
  test,
  onChange,
}: Pick<Props, 'of' | 'event'> & { test: PropertyTest; onChange: (test: PropertyTest) => void }) {
  const t = useWords('rule');
  if (of === 'events') {
    const named = event ? ({ of: 'properties', event } as const) : null;
    const from = event && test.property ? ({ of: 'property', event, name: test.property } as const) : null;
    return (
      <>
        <Named
          label={t('property')}
          value={test.property}
          onChange={(property) => onChange({ ...test, property })}
          from={named}
          width={180}
        />
        <TestInput test={test} field="property" from={from} onChange={onChange} />
      </>
    );
  }
  const field = ORDER_FIELDS[test.property] ?? 'text';
  const asked: Record<string, SuggestionQuestion> = { category: { of: 'categories' }, brand: { of: 'brands' } };
  const choose = (property: string) => {
    const same = (ORDER_FIELDS[property] ?? 'text') === field;
    const number = ORDER_FIELDS[property] === 'number';
    onChange(same ? { ...test, property } : { property, op: number ? 'at_least' : 'is', value: number ? null : '' });
  };
  return (
    <>
      <Select
        aria-label={t('property')}
        value={test.property}
        onChange={(next) => next && choose(next)}
        data={Object.keys(ORDER_FIELDS).map((one) => ({ value: one, label: t(`fields.${one}`) }))}
        w={180}
      />
      <TestInput test={test} field={field} from={asked[test.property] ?? null} onChange={onChange} />
    </>
  );
}
