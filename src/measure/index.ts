/** The door of the measure room: what came of scenarios and campaigns. */

/** First figures. */
export { type ResultDay, type ResultLine, results, resultsByDay, standardDays } from './results.ts';
