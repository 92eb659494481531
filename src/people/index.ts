/** The door of the people room. */

/** What intake sends beside the facts: requests to merge, and orders that change hands. */
export { mergeAsks, orderMoves, rememberAsks } from './asks.ts';
/** The address book: which person a fact belongs to, and where an order lives. */
export {
  type Asked,
  type AskedOrder,
  bucketOfOrder,
  type Link,
  type LinkReason,
  type OrderPlace,
  type Resolution,
  rememberOrders,
  resolve,
  resolveOrders,
} from './book.ts';
/** Bounded memory of the address book, one per store. */
export { BookCache, cachedIdentifiers, cacheOf, type Place } from './book-cache.ts';
/** Companies and account owners. */
export {
  type Company,
  companyOf,
  getOwner,
  listCompanies,
  listOwners,
  type Owner,
  saveOwner,
} from './companies.ts';
/** Export and erasure: each room's share of what is known of a person. */
export {
  askToErase,
  type Erased,
  eraseKinds,
  forgetErased,
  formerOf,
  idsOf,
  type Kept,
  type Known,
  knownBy,
  ownPersonParts,
  type PersonPart,
  type Subject,
} from './erase.ts';
/** The errors of this room. */
export { errors as peopleErrors } from './errors.ts';
/** The end of people who never confirmed. */
export { forgetUnconfirmed } from './forget.ts';
/** Identifiers in canonical form. */
export { emailOf, type Identifier, identifiersOf, longestIdentifier, phoneOf, type Who } from './identity.ts';
/** Appliers by kind of inbox entry, given what rooms below let merged people take along. */
export { peopleKinds } from './kinds.ts';
/** Lists of people. */
export { type ListRow, listLists, saveList } from './lists.ts';
/** Merges: a room's share, what stayed and may follow, and telling the book where something went. */
export { followKind, type Merge, repointBook } from './merge.ts';
export type { MergePart, Packed } from './merge-parts.ts';
/** A pause and a frequency that people asked for. */
export {
  FREQUENCIES,
  type Frequency,
  frequencyTrait,
  isFrequency,
  type PreferenceBody,
  type Preferences,
  pauseTrait,
  preferencesIn,
  preferencesOf,
  setUnconfirmed,
  unconfirmedTrait,
} from './preferences.ts';
/** What is known of people. */
export {
  type ConsentRow,
  findPeople,
  getPerson,
  listsOf,
  type PermissionRow,
  type Person,
  type PersonKey,
  permissionsOf,
  placesAt,
  type SuppressionRow,
  sharedAddresses,
  stats,
} from './reading.ts';
/** The list of addresses that are not written to. */
export { liftSuppression, listSuppressions, markOf, type Suppressed } from './suppressions.ts';
/** Text of a JSON value that does not depend on the order of its keys. */
export { canonical } from './traits.ts';
/** First phase of a bite: forwards and new people. */
export { type Rooms, welcome } from './welcome.ts';
