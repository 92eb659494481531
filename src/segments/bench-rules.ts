import type { SegmentInput } from './definitions.ts';

/** The rules whose count is measured: a trait, orders of a category in a window, a segment in a segment, and events in a window. */
export function benchRules(category: string): {
  inner: SegmentInput;
  rules: Record<'trait' | 'orders' | 'nested' | 'events', unknown>;
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
      events: {
        event: 'Product Viewed',
        count: { at_least: 2 },
        within: 'P90D',
        where: [{ property: 'category', op: 'is', value: category }],
      },
    },
  };
}
