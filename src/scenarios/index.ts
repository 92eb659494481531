/** The door of the scenarios room. */

/** A person's part of scenarios, for merges. */
export { happenedBefore } from './again.ts';
/** Appliers of commands to a bucket, by kind of inbox row. */
export { inboxKinds } from './commands.ts';
/** The shape of a scenario, its published JSON Schema, and a fault with its sentence. */
export { type Definition, definitionSchema, type Fault, readDefinition } from './definition.ts';
/** Enrolling on purpose: one person by API, or those who already match, counted first. */
export { countMatching, countMatchingDraft, enrol, enrolMatching } from './enrol.ts';
/** Export and erasure: this room's share of what is known of a person. */
export { personParts } from './erase.ts';
/** Errors of the room. */
export { errors as scenarioErrors } from './errors.ts';
/** What a message step needs of a template. */
export type { TemplateFacts } from './kinds.ts';
/** What definitions may name. */
export type { Known } from './known.ts';
/** Examples to start from. */
export { type Example, listExamples } from './library.ts';
/** Published scenarios, compiled for the tick. */
export { loadKnown, loadScenarios, type Published, templateFacts } from './load.ts';
/** Days and hours in somebody's time zone. */
export { localDate, zoneOf } from './localtime.ts';
/** Drafts, publication, pause, archive. */
export {
  archiveScenario,
  getScenario,
  getVersion,
  listScenarios,
  listVersions,
  pauseScenario,
  publishScenario,
  resumeScenario,
  type Scenario,
  type ScenarioLine,
  saveScenario,
  scenariosNaming,
  scenariosSaying,
  type VersionLine,
  validateScenario,
} from './manage.ts';
export { type PackedPerson, packPerson, unpackPerson } from './merge.ts';
/** Moments that let everybody in. */
export { enterByMoments, isOver, type MomentsLeft, momentIn, momentsLeft, spanNow, spanOf } from './moments.ts';
/** Scenarios that another room writes. */
export { endOwned, pauseOwned, publishOwned, reserveOwned, resumeOwned } from './owned.ts';
/** How many messages in which time. */
export { hoursFault, type Pace, paceShape, shortestOpen, turnsFrom } from './pace.ts';
/** Due moments; who is inside. */
export { bucketsDue, countInside, dueInstants, entriesInside, type Inside, nextDue } from './positions.ts';
/** Phase 3 of a round: triggers, endings, waits. */
export { type Happened, react } from './react.ts';
/** One person walks through a draft on a moved clock. */
export { type Deed, type Rehearsal, rehearse } from './rehearse.ts';
/** Who stands in a scenario, who waits for which day, and the way of a person. */
export {
  peopleInside,
  type TracedEntry,
  tracePerson,
  type WaitingDay,
  waitingByDay,
} from './report.ts';
/** Phase 4 of a round: due steps. */
export { runDue } from './run.ts';
/** Settings of the room. */
export { freshness, leapDay } from './settings.ts';
/** Figures of a scenario. */
export { type ScenarioStats, scenarioStats } from './stats.ts';
/** Whether a text is a day and an hour. */
export { isMoment } from './triggers/moment.ts';
/** Whether a draft can be published; pure. */
export { type Validation, validate } from './validate.ts';
