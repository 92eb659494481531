/** The door of the pressure room: wishes to speak, the gates, and the reason why not. */

/** Export and erasure: this room's share of what is known of a person. */
export { personParts } from './erase.ts';
/** What merged people take along. */
export { mergeParts } from './merge.ts';
/** Wishes, decisions and recalls, inside the tick and for reading. */
export {
  type Award,
  type Decision,
  decide,
  decisions,
  foresee,
  putWishes,
  recallEntries,
  type SaidAtStep,
  saidOfScenarios,
  type Wish,
  wishAlone,
  wishesByKey,
} from './wishes.ts';
