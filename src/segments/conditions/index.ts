import type { Condition } from './condition.ts';
import { event } from './event.ts';
import { groups } from './group.ts';
import { identity } from './identity.ts';
import { orders } from './orders.ts';
import { list, preference, segment } from './preference.ts';
import { trait } from './trait.ts';

/** Every kind of condition by its telling key: the registry. */
export const conditions: ReadonlyMap<string, Condition> = new Map(
  [...groups, trait, identity, preference, list, segment, event, orders].map((condition) => [condition.key, condition]),
);

export { byKeys, type Called, type Condition, type Inner, type Node } from './condition.ts';
