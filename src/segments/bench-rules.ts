import type { SegmentInput } from './definitions.ts';

/** The three rules whose count is measured: a trait, orders of a category in a window, and a segment in a segment. */
export function benchRules(category: string): {
  inner: SegmentInput;
  rules: Record<'trait' | 'orders' | 'nested', unknown>;
} {
  const bought = {
    orders: { count: { at_least: 2 }, within: 'P90D', where: [{ property: 'category', op: 'is', value: category }] },
  };
  return {
    inner: { key: 'bench-buyers', name: 'Buyers of a category', rule: bought },
    rules: {
      trait: { trait: 'city', op: 'is', value: 'Lyon' },
      orders: bought,
      nested: { all: [{ segment: 'bench-buyers' }, { none: [{ trait: 'city', op: 'is', value: 'Lyon' }] }] },
    },
  };
}
