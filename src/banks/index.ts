/** The door of the banks: hard limits, and the leases on them. */

/** Hourly and daily limits of providers, for delivery. */
export { type ProviderAllowance, type ProviderLimits, providerAllowance, providerBank } from './allowance.ts';
/** Making and reading banks; the check of their books. */
export {
  type Bank,
  type BankFault,
  type BankSpec,
  bankFaults,
  defineBank,
  freeOf,
  homeOf,
  listBanks,
  readBank,
} from './banks.ts';
/** Pools of codes. */
export { type CodeLine, importCodes, isCode, listCodes } from './codes.ts';
/** The errors of this room. */
export { errors as bankErrors } from './errors.ts';
/** Spending in a tick what its bucket holds; codes for messages. */
export {
  answeredKeys,
  assignCode,
  assignCodes,
  type CodeAssigned,
  giveBackHeld,
  type Spending,
  spendHeld,
  type Want,
} from './holds.ts';
/** Bringing home what buckets hold, before they become others. */
export { bringHome } from './home-coming.ts';
/** The loop that ends leases that have run out. */
export { createKeeper, type Keeper } from './keeper.ts';
/** What the tick applies. */
export { bankKinds } from './kinds.ts';
/** Leases of processes, and the end of all that have run out. */
export {
  bucketLease,
  type FactsOf,
  giveBackLease,
  grantToProcess,
  type ProcessLease,
  type Reconciled,
  reconcile,
  spendLease,
} from './leases.ts';
/** Rates, taken directly: several at once, before the network is touched. */
export { giveBack, type Taken, take } from './rates.ts';
/** The end of leases that are over, and of limits that nobody comes to any more. */
export { dropLeases, dropRates, oldLeases, oldRates } from './retention.ts';
/** When a bank is shown as low. */
export { warnShare } from './settings.ts';
/** Amounts and units. */
export { amountOf, type BankKind, kinds as bankKindNames, unitsOf } from './units.ts';
