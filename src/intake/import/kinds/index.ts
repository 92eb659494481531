import { importErrors } from '../errors.ts';
import { nearestNames } from '../values/text.ts';
import { costs } from './costs.ts';
import { customers } from './customers.ts';
import { events } from './events.ts';
import type { ImportKind } from './kind.ts';
import { lists } from './lists.ts';
import { messages } from './messages.ts';
import { orders } from './orders.ts';
import { consents, suppressions } from './permissions.ts';
import { products } from './products.ts';

/** Every kind of import, one line each. */
export const importKinds: readonly ImportKind[] = [
  customers,
  orders,
  products,
  costs,
  events,
  consents,
  suppressions,
  lists,
  messages,
];

/** Finds a kind by its name. Throws IMPORT_UNKNOWN_KIND. */
export function importKind(name: string): ImportKind {
  const kind = importKinds.find((known) => known.name === name);
  if (kind) return kind;
  const names = importKinds.map((known) => known.name);
  const [nearest = 'orders'] = nearestNames(name, names, 1);
  throw importErrors.IMPORT_UNKNOWN_KIND({ kind: name, nearest, kinds: names.join(', ') });
}
