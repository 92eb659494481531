import { whereAllowed } from './conditions/event.ts';
import { orderFieldOf, orderFields } from './conditions/order-fields.ts';
import { ORDER_EVENT } from './conditions/orders.ts';
import { segmentErrors } from './errors.ts';
import { checkWhere, type Path, type PropertyTest, testMatches, whereSchema } from './field-test.ts';
import { Place } from './place.ts';
import { valuesAt } from './value.ts';

/** Tests of an event's own properties, all to hold: the `where` of an event condition. */
export type Where = readonly PropertyTest[];

/**
 * Checks the `where` of a trigger or a wait; nothing given is nothing asked.
 * @throws SEG_RULE_INVALID
 */
export function parseWhere(input: unknown, path = 'where'): Where {
  if (input === undefined) return [];
  const place = new Place(path);
  checkWhere(input, place, whereAllowed);
  const { faults } = place;
  if (faults.length > 0) throw segmentErrors.SEG_RULE_INVALID({ count: faults.length, faults }, { details: faults });
  return input as Where;
}

/**
 * Whether the properties of one event pass, by the same meaning as in SQL. Of “Order Completed” the fields of orders are found
 * where Segment's event carries them (`category` in `products[].category`).
 */
export function whereMatches(where: Where, properties: Record<string, unknown>, eventName?: string): boolean {
  return where.every((test) => testMatches(test, valuesOf(test.property, properties, eventName)));
}

function valuesOf(property: Path, properties: Record<string, unknown>, eventName: string | undefined): unknown[] {
  const field = eventName === ORDER_EVENT ? orderFieldOf(property) : undefined;
  if (!field) return valuesAt(properties, property);
  const found = orderFields[field]!.properties.flatMap((path) => valuesAt(properties, path));
  // `coupons` is a list of texts.
  return found.flat();
}

/** The shape of a `where`, for the published schemas of others. */
export const publishedWhere = whereSchema(whereAllowed);
