import { STANDARD_PURPOSE } from '../../../channels/index.ts';
import type { Fact, OrderBody, OrderLine, Who } from '../../../facts/index.ts';
import { fault } from '../faults.ts';
import type { Collector, ImportKind, KindContext, Output, Rejection, RowRecord, Values } from './kind.ts';
import { oneOf } from './kind.ts';
import { orderFields } from './order-fields.ts';
import { linesOf, type NewLine } from './order-lines.ts';
import { readStatus } from './order-status.ts';
import { contentId, factOf, isKnown, portraitFields, traitsOf, whoOf } from './person.ts';

/** Values that belong to the order: Shopify writes them on the first of its lines only. */
const ofLines = new Set([
  'productId',
  'sku',
  'productName',
  'products',
  'variant',
  'category',
  'quantity',
  'price',
  'lineTotal',
  'lineCoupon',
]);
const orderNames = orderFields.map((field) => field.name).filter((name) => !ofLines.has(name));
const traitNames = [...portraitFields.map((field) => field.name), 'phone'];
const lineNames = ['sku', 'variant', 'category'];

/** A longer order goes out in several facts; its identity is in its lines, so nothing is lost or doubled. */
const MOST_LINES_PER_FACT = 500;
/** Customers whose traits were said lately: an order says them again on every row. */
const MOST_RECENT = 20_000;
type Draft = {
  orderId: string;
  header: Values;
  cancelled: boolean;
  occurredAt: Date;
  lines: OrderLine[];
  row: RowRecord;
};
class Orders implements Collector {
  #context: KindContext;
  #open = new Map<string, Draft>();
  #last: { orderId: string; header: Values } | undefined;
  #recent = new Map<string, string>();
  /** Values of the order that this file can have. */
  #names: readonly string[];

  constructor(context: KindContext) {
    this.#context = context;
    this.#names = orderNames.filter((name) => context.given.has(name));
  }

  take(row: RowRecord, out: Output): Rejection {
    const { values } = row;
    const orderId = this.#orderId(values);
    if (orderId === undefined) return { reason: fault('no_order_id'), field: 'orderId' };
    const header = this.#headerOf(orderId, values);
    const occurredAt = header.occurredAt as Date | undefined;
    if (occurredAt === undefined) return { reason: fault('no_order_date'), field: 'occurredAt' };
    if ((header.currency ?? this.#context.currency) === undefined)
      return { reason: fault('no_currency'), field: 'currency' };
    const lines = linesOf(values);
    if ('reason' in lines) return lines;
    this.#last = { orderId, header };
    const draft = this.#draft(orderId, header, occurredAt, row);
    for (const line of lines.lines) this.#addLine(draft, line, values, occurredAt);
    if (draft.lines.length >= MOST_LINES_PER_FACT) {
      this.#emit(draft, out);
      this.#open.delete(orderId);
    }
    return undefined;
  }

  #orderId(values: Values): string | undefined {
    if (values.orderId !== undefined) return values.orderId as string;
    const number = values.orderNumber;
    return number !== undefined && number === this.#last?.header.orderNumber ? this.#last?.orderId : undefined;
  }

  /** The order's own values: this row's, completed by those of the row above where it is the same order. */
  #headerOf(orderId: string, values: Values): Values {
    const before = this.#last?.orderId === orderId ? this.#last.header : this.#open.get(orderId)?.header;
    const header: Values = {};
    for (const name of this.#names) {
      const value = values[name] ?? before?.[name];
      if (value !== undefined) header[name] = value;
    }
    return header;
  }

  #draft(orderId: string, header: Values, occurredAt: Date, row: RowRecord): Draft {
    let draft = this.#open.get(orderId);
    if (draft === undefined) {
      draft = { orderId, header, cancelled: this.#isCancelled(orderId, header), occurredAt, lines: [], row };
      this.#open.set(orderId, draft);
    } else {
      // The first row wins, a later one completes.
      draft.header = { ...header, ...draft.header };
      if (occurredAt < draft.occurredAt) draft.occurredAt = occurredAt;
    }
    return draft;
  }

  #isCancelled(orderId: string, header: Values): boolean {
    const rule = this.#context.cancellation;
    if (rule?.prefix !== undefined && orderId.startsWith(rule.prefix)) return true;
    if (rule?.field === undefined) return false;
    return (rule.values ?? []).includes(String(header[rule.field] ?? ''));
  }

  #addLine(draft: Draft, line: NewLine, values: Values, occurredAt: Date): void {
    const nth = this.#context.occurrences.next(`line ${draft.orderId}\0${line.productId}`);
    const { productId, quantity, price, name } = line;
    const full: OrderLine = { productId, nth, quantity, price, occurredAt: occurredAt.toISOString() };
    if (name !== undefined) full.name = name;
    for (const key of lineNames) if (values[key] !== undefined) full[key as 'sku'] = values[key] as string;
    if (values.lineCoupon !== undefined) full.coupon = values.lineCoupon as string;
    draft.lines.push(full);
    const known = isKnown(whoOf(draft.header));
    this.#context.quality.line(draft.orderId, quantity, price, draft.cancelled, known, occurredAt);
  }

  #emit(draft: Draft, out: Output): void {
    const { header, cancelled, lines } = draft;
    const who = whoOf(header);
    const { status, known } = readStatus(header.status as string | undefined, header.cancelledAt !== undefined);
    if (!known) this.#context.quality.note(`unknown order status “${String(header.status)}”, read as completed`);
    const body: OrderBody = {
      orderId: draft.orderId,
      kind: cancelled ? 'cancellation' : 'sale',
      status,
      currency: (header.currency as string | undefined) ?? this.#context.currency!,
      scope: 'partial',
      lines,
    };
    for (const name of ['total', 'shipping', 'tax', 'discount', 'refunded'] as const) {
      if (header[name] !== undefined) body[name] = header[name] as string;
    }
    if (header.coupons !== undefined) body.coupons = header.coupons as string[];
    this.#portrait(draft, who, out);
    out.facts.push(factOf('order', this.#context, draft.occurredAt, who, body));
    this.#context.quality.customer(who);
  }

  /** What the order says about its customer, said once and again only when it changes. */
  #portrait(draft: Draft, who: Who, out: Output): void {
    if (!isKnown(who)) return;
    const { header } = draft;
    const key = who.externalId ?? who.email ?? who.phone ?? '';
    const traits = traitsOf(header, traitNames);
    const said = JSON.stringify([who, traits]);
    if (this.#recent.get(key) === said) return;
    this.#recent.delete(key);
    this.#recent.set(key, said);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
    this.#context.quality.address(draft.row.line, who.email, undefined, false);
    if (Object.keys(traits).length > 0) {
      out.facts.push(factOf('identify', this.#context, draft.occurredAt, who, { traits }));
    }
    const agreed = header.acceptsEmail === true && who.email !== undefined;
    if (agreed) out.facts.push(this.#consent(draft, who));
  }

  /** A yes at an order is a consent of that moment. A no is not a withdrawal: the box was left open once, no more. */
  #consent(draft: Draft, who: Who): Fact {
    const file = this.#context.fileName;
    const content = { line: 0, raw: '', values: { ...who, orderId: draft.orderId }, rest: {}, unusable: [] };
    const body = {
      channel: 'email',
      purpose: STANDARD_PURPOSE,
      status: 'granted' as const,
      source: `order ${draft.orderId}, import of ${file}`,
      proof: { file, line: draft.row.line },
    };
    return factOf('consent', this.#context, draft.occurredAt, who, body, contentId('consent', content, this.#context));
  }

  flush(out: Output): void {
    for (const draft of this.#open.values()) this.#emit(draft, out);
    this.#open.clear();
  }
}

export const orders: ImportKind = {
  name: 'orders',
  about: 'orders or invoices, one row per line or per order',
  fields: orderFields,
  explode: ['lines', 'line_items', 'lineItems', 'products', 'items'],
  missing: (given) =>
    oneOf(given, ['orderId'], "the order's number (orderId)") ??
    oneOf(given, ['occurredAt'], "the order's date (occurredAt)") ??
    oneOf(
      given,
      ['productId', 'sku', 'productName', 'products'],
      'the product (productId, sku, productName or products)',
    ) ??
    oneOf(given, ['price', 'lineTotal', 'netAmount', 'total'], 'the price (price, lineTotal or netAmount)'),
  start: (context) => new Orders(context),
};
