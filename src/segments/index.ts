/** The door of the segments room. */

/** Rules whose count is measured. */
export { benchRules } from './bench-rules.ts';
/** Rule → statement, for reading. */
export { bind, type Compiled, compileCount, compileMembers, compileRules } from './compile.ts';
/** The rule language. */
export type { Called } from './conditions/index.ts';
/** How many people match a rule. */
export { type Count, countAge, countDraft, countPatience, sayEstimate } from './count.ts';
/** Segments as they are kept: saving, listing, archiving. */
export {
  archiveSegment,
  getSegment,
  listSegments,
  putSegment,
  readCalled,
  type Segment,
  type SegmentInput,
  saveSegment,
} from './definitions.ts';
/** Durations as rules write them, in words. */
export { readDuration, sayDuration } from './duration.ts';
/** Export and erasure: this room's share of what is known of a person. */
export { personParts } from './erase.ts';
/** What is wrong with a rule or a segment. */
export { segmentErrors } from './errors.ts';
/** The segments in use, compiled. */
export { loadSegments, type Segments } from './load.ts';
/** When time changes memberships; merges; sizes. */
export { bucketsDue, dropPerson, dueRechecks, nextRecheck, readSizes, segmentsAmong } from './members.ts';
/** Members of a segment, who moved where, how large it was, who asks for it. */
export { historyOf, members, mostHistoryDays, movementsBetween, segmentsNaming } from './reading.ts';
/** The tick's phases, and asking a rule about people. */
export { computeBucket, evaluate, refreshTouched } from './refresh.ts';
export { describe, eventsOf, parseRule, type Rule, ruleJsonSchema, ruleSchema, segmentsOf } from './rule.ts';
/** Names and values that occur, for whoever writes a rule. */
export { type Suggestion, type SuggestionQuestion, suggest, suggestionKinds } from './suggest.ts';
/** The four typologies. */
export { installTypologies, typologyKeys } from './typologies.ts';
/** Tests of an event's own properties. */
/** The shape of a `where`, for other published schemas. */
export { parseWhere, publishedWhere as whereSchema, type Where, whereMatches } from './where.ts';
