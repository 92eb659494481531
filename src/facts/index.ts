/** The door of the facts room. */

/** Order events of the e-commerce specification. */
export {
  decimalOf,
  longestOrderId,
  mostOrderLines,
  orderIdOfFact,
  statesWholeOrder,
  unreadAmounts,
} from './ecommerce.ts';
/** Export and erasure. */
export { personParts } from './erase.ts';
/** What happened, as every door hands it in. */
export type { Decimal, Fact, FactBodies, FactKind, OrderBody, OrderLine, Who } from './fact.ts';
/** Appliers by kind of inbox entry. */
export { inboxKinds } from './kinds.ts';
/** What merged people take along: events and orders. */
export { mergeParts } from './moving.ts';
/** Figures of the whole shop, and of one in which nothing happened yet. */
export { type FactStats, noStats, stats } from './stats.ts';
/** What a person did, latest first. */
export { type TimelineEvent, type TimelineItem, type TimelineOrder, timeline } from './timeline.ts';
