/** What a shop sends when a day is over: its site the orders of known customers, its till and its returns desk the rest. */
import { Temporal } from 'temporal-polyfill';
import { consentOf, emailOf, firstNameOf } from './people.ts';
import type { Invoice } from './raw.ts';
import type { Shop } from './shop.ts';

const ZONE = 'Europe/London';
const CURRENCY = 'GBP';
/** Below the 500 KB that a batch may have. */
const BATCH_BYTES = 400_000;

/** The moment at which a clock in London shows this local time. */
export const momentOf = (local: string): Date =>
  new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).epochMilliseconds);

const isCancellation = (invoice: Invoice): boolean => invoice.id.startsWith('C');

/**
 * Sends a day's invoices. Orders of customers are tracked by the site as they are by any shop. The file of the till brings
 * what the tracking protocol has no word for: sales to nobody known, and the slips of cancellations, whose original invoice
 * the public file does not name.
 * @param known customers whom the shop knows; those of the day are added
 */
export async function feedDay(
  shop: Shop,
  writeKey: string,
  day: string,
  invoices: readonly Invoice[],
  known: Set<string>,
): Promise<void> {
  const events: unknown[] = [];
  const till: unknown[] = [];
  for (const invoice of invoices) {
    const { customer } = invoice;
    if (customer !== '' && !known.has(customer)) {
      known.add(customer);
      events.push(identified(invoice));
      till.push(...consented(invoice));
    }
    if (customer === '' || isCancellation(invoice)) till.push(slip(invoice));
    else events.push(completed(invoice));
  }
  for (const batch of batchesOf(events)) await shop.track(writeKey, batch);
  if (till.length > 0) await importTill(shop, day, till);
}

async function importTill(shop: Shop, day: string, facts: readonly unknown[]): Promise<void> {
  const { id } = await shop.call<{ id: string }>('POST', '/api/imports', { kind: 'orders', file: `till-${day}` });
  await shop.lines(`/api/imports/${id}/facts`, facts);
  await shop.call('POST', `/api/imports/${id}/finish`, { report: { day, facts: facts.length } });
}

/** `Order Completed` of Segment's e-commerce specification. The catalogue knows the names of products. */
function completed({ id, at, customer, lines }: Invoice) {
  const products = lines.map(({ productId, quantity, price }) => ({
    product_id: productId,
    quantity: Number(quantity),
    price: Number(price),
  }));
  return {
    type: 'track',
    event: 'Order Completed',
    messageId: `order-${id}`,
    userId: customer,
    timestamp: momentOf(at).toISOString(),
    properties: { order_id: id, currency: CURRENCY, products },
  };
}

function identified({ customer, at }: Invoice) {
  return {
    type: 'identify',
    messageId: `new-${customer}`,
    userId: customer,
    timestamp: momentOf(at).toISOString(),
    traits: { email: emailOf(customer), firstName: firstNameOf(customer) },
  };
}

function consented({ customer, at }: Invoice): unknown[] {
  const body = consentOf(customer);
  if (!body) return [];
  const who = { externalId: customer, email: emailOf(customer) };
  return [{ kind: 'consent', messageId: `consent-${customer}`, occurredAt: momentOf(at), who, body }];
}

function slip(invoice: Invoice) {
  const occurredAt = momentOf(invoice.at);
  return {
    kind: 'order',
    occurredAt,
    who: invoice.customer === '' ? {} : { externalId: invoice.customer },
    body: {
      orderId: invoice.id,
      kind: isCancellation(invoice) ? 'cancellation' : 'sale',
      status: 'completed',
      currency: CURRENCY,
      scope: 'partial',
      lines: invoice.lines.map((line) => ({ ...line, occurredAt })),
    },
  };
}

function* batchesOf(events: readonly unknown[]): Generator<unknown[]> {
  let batch: unknown[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = JSON.stringify(event).length;
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
