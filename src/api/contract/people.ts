import { z } from 'zod';
import { engagement, json, listOf, moment, name, page, pathPart } from './parts.ts';

export const peopleQuery = page.extend({
  externalId: pathPart.optional().describe('the shop’s own id'),
  email: z.string().max(254).optional(),
  search: name.optional().describe('part of an e-mail, a name or a shop id'),
});
export const person = z.object({
  id: z.string(),
  externalId: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  anonymousIds: z.array(z.string()),
  firstSeen: moment,
  timezone: z.string().nullable(),
  locale: z.string().nullable(),
  companyId: z.string().nullable(),
  ownerId: z.string().nullable(),
  traits: json,
});
export const people = listOf(person);

const permission = z.object({ channel: z.string(), purpose: z.string(), status: z.string(), at: moment });
/** Everything about one person that is not a line of time. */
export const personWhole = person.extend({
  permissions: z.array(permission),
  consents: z.array(
    permission.extend({ wording: z.string().nullable(), source: z.string().nullable(), proof: z.unknown() }),
  ),
  suppressions: z.array(z.object({ channel: z.string(), reason: z.string(), scope: z.string(), at: moment })),
  lists: z.array(z.object({ list: z.string(), since: moment })),
  owner: z.lazy(() => owner).nullable(),
  company: json.nullable(),
});

export const decision = z.object({
  key: z.string(),
  /** What the message is called. */
  title: z.string().nullable(),
  scenario: z.string().nullable(),
  step: z.string().nullable(),
  visit: z.number(),
  templateId: z.number(),
  templateVersion: z.number(),
  channel: z.string(),
  class: z.string(),
  purpose: z.string(),
  wishedAt: moment,
  state: z.enum(['pending', 'awarded', 'refused']),
  reason: z.string().nullable(),
  decidedAt: moment.nullable(),
  outcome: z.string().nullable(),
  outcomeReason: z.string().nullable(),
  sentAt: moment.nullable(),
  ...engagement,
  /** Why not, in words; null for a message that was sent or still may be. */
  says: z.object({ fr: z.string(), en: z.string() }).nullable(),
});
export const decisions = listOf(decision);

const line = z.object({
  productId: z.string(),
  nth: z.number(),
  name: z.string().nullable(),
  quantity: z.string(),
  price: z.string(),
  returned: z.string(),
  cancelled: z.boolean(),
});
/** An event, an order, or a message wished for; latest first. */
export const timeline = listOf(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('event'),
      at: moment,
      id: z.string(),
      type: z.string(),
      name: z.string(),
      origin: z.string(),
      properties: json,
      /** The message of ours that it tells of: its key in the outbox, whose it is and what it is called. */
      of: z.object({ key: z.string(), scenario: z.string().nullable(), title: z.string().nullable() }).nullable(),
    }),
    z.object({
      kind: z.literal('order'),
      at: moment,
      orderId: z.string(),
      sale: z.enum(['sale', 'cancellation']),
      status: z.string(),
      origin: z.string(),
      currency: z.string(),
      total: z.string().nullable(),
      refunded: z.string().nullable(),
      coupons: z.array(z.string()),
      lines: z.array(line),
    }),
    decision.extend({ kind: z.literal('message'), at: moment }),
  ]),
);

export const list = z.object({
  key: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  createdAt: moment,
  people: z.number(),
});
export const lists = listOf(list);
export const listChange = z.strictObject({ name: name.min(1), unit: name.nullable().optional() });
export const owner = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  title: z.string().nullable(),
  traits: json,
});
export const owners = listOf(owner);
export const ownerChange = z.strictObject({
  name: name.min(1),
  email: z.string().max(254),
  phone: name.nullable().optional(),
  title: name.nullable().optional(),
  traits: json.optional(),
});
export const company = z.object({ id: z.string(), traits: json });
export const companies = listOf(company);

export const product = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  sku: z.string().nullable(),
  name: z.string(),
  category: z.string().nullable(),
  categories: z.array(z.string()),
  brand: z.string().nullable(),
  price: z.string().nullable(),
  vatRate: z.string().nullable(),
  stock: z.string().nullable(),
  shelfDate: z.string().nullable(),
  attributes: json,
  updatedAt: moment,
});
export const productQuery = page.extend({ search: name.optional() });
export const products = listOf(product);
export const productWhole = product.extend({
  prices: z.array(z.object({ since: moment, price: z.string(), regularPrice: z.string().nullable() })),
  costs: z.array(z.object({ part: z.string(), since: moment, amount: z.string(), unit: z.enum(['money', 'share']) })),
});

export const statsQuery = z.strictObject({
  kept: z
    .stringbool()
    .default(false)
    .describe('true takes figures of a while ago where the shop is large; they are counted behind the answer'),
});
export const stats = z.object({
  people: z.number(),
  anonymous: z.number(),
  events: z.number(),
  orders: z.number(),
  orderLines: z.number(),
  cancelledLines: z.number(),
  linesWithoutCustomer: z.number(),
  netRevenue: z.string(),
  segments: z.number(),
  scenarios: z.number(),
  outbox: z.record(z.string(), z.number()),
  /** Of kept figures: what they are true of; null while they are counted for the first time. */
  asOf: moment.nullish(),
});

const said = z.object({ fr: z.string(), en: z.string() });
/** A word and no sentence: what is written into the log must say nothing of the person. */
export const erasureRequest = z.strictObject({ reason: z.enum(['asked', 'unneeded', 'unlawful', 'mistake']) });
export const erasure = z.object({
  id: z.string(),
  erased: z.array(z.object({ part: z.string(), rows: z.number() })),
  kept: z.array(z.object({ what: said, why: said })),
});
