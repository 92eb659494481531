/** The door of compliance: dated rules that can be switched, and why a message was not sent. */
/** When the shop is closed: public holidays, and days of its own. */
export {
  addClosing,
  type ClosedDay,
  type Closing,
  closedDays,
  holidayRegion,
  listClosings,
  readOpenDays,
  removeClosing,
} from './closings.ts';
/** What must be on file before a message may leave, and why it may not; pure. */
export {
  type ConsentNeed,
  consentNeeded,
  type Measure,
  type MessageClass,
  mayMeasure,
  type Permission,
  type PersonKind,
  refusalOf,
} from './consent.ts';
/** Public holidays, computed; pure. */
export { type HolidayRegion, holidayRegions, type OpenDays } from './holidays.ts';
/** Reasons that are kept with every message that was not sent, as sentences. */
export { explain, isRefusalCode, type Refusal, type RefusalCode, refusals } from './refusals.ts';
/** What a rule says of itself. */
export type { ComplianceRule, Evidence, Text } from './rule.ts';
/** The registry of rules. */
export { type RuleId, rules } from './rules/index.ts';
/** Which rules are on in this shop. */
export { defaultSwitches, listRules, readSwitches, type StandingRule, type Switches, switchRule } from './switches.ts';
/** What people are asked to agree to, in versions that never change. */
export {
  archiveWording,
  getWording,
  listWordings,
  saveWording,
  type Wording,
  type WordingVersion,
  wordingVersions,
} from './wordings.ts';
