/** Returns that were told before the order's lines were known: they are kept as events, and counted when the lines come. */
import { type Bite, run, statements } from '../store/index.ts';
import { orderOf } from './ecommerce.ts';
import { type Order, type OrderChange, returnsOf } from './order-state.ts';

const sql = statements(import.meta.url, 'late-returns.sql');

export type Return = { orderId: string; productId: string; quantity: string };

/**
 * What came back of orders of which only refunds were known, now that facts state their lines.
 * @param held the orders as they were before these changes; the refunds among the changes themselves are left out
 */
export async function lateReturns(
  bite: Bite,
  changes: readonly OrderChange[],
  held: ReadonlyMap<string, Order>,
): Promise<Return[]> {
  const stated = changes.filter(({ lines }) => lines !== null && lines.length > 0);
  const owners = new Map<string, string>();
  for (const { orderId } of stated) {
    const order = held.get(orderId);
    // Nothing was ever stated of it, so no line was there to take a return.
    if (order?.personId && order.updatedAt.getTime() === 0) owners.set(orderId, order.personId);
  }
  if (owners.size === 0) return [];
  const events = await run<{ properties: Record<string, unknown> }>(bite.tx, sql('refunds'), {
    bucket: bite.bucket,
    people: [...new Set(owners.values())],
    except: changes.flatMap(({ messageId }) => messageId ?? []),
  });
  return events.flatMap(({ properties }) => {
    const said = orderOf('Order Refunded', properties);
    if (!said || !owners.has(said.orderId)) return [];
    return returnsOf(said).map((one) => ({ orderId: said.orderId, ...one }));
  });
}
