import type { Origin } from '../store/index.ts';

/** Who a fact is about, as its sender knows them. Empty for a sale without a customer. */
export type Who = {
  /** The shop's own id of the person (Segment's `userId`). */
  externalId?: string;
  email?: string;
  phone?: string;
  /** A browser's or device's key. */
  anonymousId?: string;
};

/** Money and quantities are exact decimals, as text. */
export type Decimal = string;

export type OrderLine = {
  productId: string;
  /** n-th line of that product in that order, from 1: with order and product, the identity of the line. */
  nth: number;
  quantity: Decimal;
  price: Decimal;
  occurredAt?: string;
  name?: string;
  category?: string;
  sku?: string;
  variant?: string;
  coupon?: string;
};

export type OrderBody = {
  orderId: string;
  kind: 'sale' | 'cancellation';
  status: 'pending' | 'completed' | 'cancelled' | 'refunded' | 'partially_refunded';
  currency?: string;
  /** `partial`: these lines are added or replaced and the others stay (a chunk of a file); `whole`: they are the order. */
  scope: 'partial' | 'whole';
  lines: OrderLine[];
  total?: Decimal;
  shipping?: Decimal;
  tax?: Decimal;
  discount?: Decimal;
  refunded?: Decimal;
  coupons?: string[];
};

/** What each kind of fact carries. */
export type FactBodies = {
  identify: { traits: Record<string, unknown>; context?: Record<string, unknown> };
  track: { event: string; properties: Record<string, unknown>; context?: Record<string, unknown> };
  page: { name: string; category?: string; properties: Record<string, unknown>; context?: Record<string, unknown> };
  screen: { name: string; category?: string; properties: Record<string, unknown>; context?: Record<string, unknown> };
  group: { groupId: string; traits: Record<string, unknown> };
  alias: { previousId: string };
  order: OrderBody;
  consent: {
    channel: string;
    purpose: string;
    status: 'granted' | 'withdrawn';
    wording?: string;
    source?: string;
    proof?: unknown;
  };
  suppression: { channel: string; reason: 'unsubscribe' | 'objection' | 'hard_bounce' | 'complaint' | 'manual' };
  list: { list: string; action: 'add' | 'remove' };
  /** A form that was filled in; what it carries is the business of the room `pages`. */
  signup: { form: number; version: number; [more: string]: unknown };
  message: { channel: string; template?: string; state: string; properties?: Record<string, unknown> };
};

export type FactKind = keyof FactBodies;

/**
 * Something that happened, as a door hands it to intake. Nothing else changes what is known about people.
 * `messageId` makes it count once; facts of a file have none where their data has an identity of its own.
 */
export type Fact = {
  [Kind in FactKind]: {
    kind: Kind;
    messageId?: string;
    origin: Origin;
    occurredAt: Date;
    receivedAt: Date;
    who: Who;
    body: FactBodies[Kind];
  };
}[FactKind];
