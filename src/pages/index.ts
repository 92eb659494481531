/** The door of pages: what people decide about being written to, on pages of their own. */

/** The preference centre: what is true of a person now. */
export { type Centre, type Choice, readCentre } from './centre.ts';
/** What a person posted, the facts that say it, and what will be true then; pure. */
export {
  after,
  factsOf,
  isNothing,
  type Language,
  PAUSES,
  type Pause,
  type Posted,
  readPosted,
  type Wanted,
} from './choices.ts';
/** What the shop offers on its pages. */
export { type PublicList, publicLists, publicTopics, type Topic } from './settings.ts';
/** Puts what a person said into their inbox. */
export { tellOf } from './tell.ts';
