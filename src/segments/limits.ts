/** Named limits of the rule language: what a screen can show and a statement can carry. */

/** Groups in groups. */
export const DEEPEST_RULE = 8;
/** Conditions of all levels together, `where` conditions included. */
export const MOST_CONDITIONS = 200;
/** Characters of a text value. */
export const LONGEST_TEXT = 500;
/** Characters of a name: trait, property, event, list, segment. */
export const LONGEST_NAME = 200;
/** Values of an `in`. */
export const MOST_VALUES = 1_000;
/** Parts of a path such as `address.city`. */
export const DEEPEST_PATH = 8;
/** Years of a duration. */
export const LONGEST_YEARS = 100;
/** Days of a yearly window: beyond a year it would always hold. */
export const LONGEST_YEARLY_DAYS = 365;
/** Times of a count. */
export const MOST_TIMES = 1_000_000;
/** Faults told of one rule: a reader mends a few at a time. */
export const MOST_FAULTS = 20;
