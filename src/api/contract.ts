/** All that the web application sees of the server: the shapes of every request and answer. */
import type { z } from 'zod';
import type * as access from './contract/access.ts';
import type * as banks from './contract/banks.ts';
import type * as bounces from './contract/bounces.ts';
import type * as campaigns from './contract/campaigns.ts';
import type * as delivery from './contract/delivery.ts';
import type * as forms from './contract/forms.ts';
import type * as holidays from './contract/holidays.ts';
import type * as house from './contract/house.ts';
import type * as images from './contract/images.ts';
import type * as imports from './contract/imports.ts';
import type * as messages from './contract/messages.ts';
import type { Wire } from './contract/parts.ts';
import type * as people from './contract/people.ts';
import type * as providers from './contract/providers.ts';
import type * as results from './contract/results.ts';
import type * as scenarios from './contract/scenarios.ts';
import type * as segments from './contract/segments.ts';
import type * as send from './contract/send.ts';
import type * as sendingDomains from './contract/sending-domains.ts';
import type * as templates from './contract/templates.ts';
import type * as units from './contract/units.ts';
import type * as wordings from './contract/wordings.ts';

/** The rights that routes ask for, and who has them. */
export type { AccountRole, Right } from '../access/index.ts';
/** Accounts, sessions, keys, audit. */
export * as access from './contract/access.ts';
/** Messages that came back. */
export * as bounces from './contract/bounces.ts';
/** One-off sends and the calendar. */
export * as campaigns from './contract/campaigns.ts';
/** Ways to reach people, and their tests. */
export * as channels from './contract/channels.ts';
/** What is stopped and paused. */
export * as delivery from './contract/delivery.ts';
/** Forms that people sign up with. */
export * as forms from './contract/forms.ts';
/** When the shop is closed. */
export * as holidays from './contract/holidays.ts';
/** Imports. */
export * as imports from './contract/imports.ts';
/** Outbox, rejected facts. */
export * as messages from './contract/messages.ts';
/** Pages of lists, failures. */
export * as parts from './contract/parts.ts';
/** People, lists, owners, products, figures. */
export * as people from './contract/people.ts';
/** Over whom mail leaves. */
export * as providers from './contract/providers.ts';
/** What came of it. */
export * as results from './contract/results.ts';
/** Scenarios. */
export * as scenarios from './contract/scenarios.ts';
/** Segments. */
export * as segments from './contract/segments.ts';
/** Addresses that are not written to. */
export * as suppressions from './contract/suppressions.ts';
/** What is said. */
export * as templates from './contract/templates.ts';
/** Parts of the shop that speak for themselves. */
export * as units from './contract/units.ts';
/** Words that people agree to. */
export * as wordings from './contract/wordings.ts';

/** What a request of that schema may hold. */
export type Asks<Schema extends z.ZodType> = z.input<Schema>;
/** What an answer of that schema holds when it arrives: moments are ISO texts. */
export type Answers<Schema extends z.ZodType> = Wire<z.output<Schema>>;

/** The answers that pages are made of, by name. */
export type Me = Answers<typeof access.me>;
export type Account = Answers<typeof access.account>;
export type ApiKey = Answers<typeof access.keyLine>;
export type AuditLine = Answers<typeof access.auditLine>;
export type Setting = Answers<typeof house.setting>;
export type Rule = Answers<typeof house.rule>;
export type Closing = Answers<typeof holidays.closing>;
export type ClosedDay = Answers<typeof holidays.closedDay>;
export type Clock = Answers<typeof house.clock>;
export type Bank = Answers<typeof banks.bank>;
export type Campaign = Answers<typeof campaigns.campaign>;
export type CampaignLine = Answers<typeof campaigns.campaigns>['items'][number];
export type CampaignPlan = Asks<typeof campaigns.campaignDraft>;
export type CampaignProgress = Answers<typeof campaigns.campaignProgress>;
export type CampaignForecast = Answers<typeof campaigns.campaignForecast>;
export type CalendarDay = Answers<typeof campaigns.calendar>['items'][number];
export type Form = Answers<typeof forms.form>;
export type Unit = Answers<typeof units.unit>;
export type Wording = Answers<typeof wordings.wording>;
export type WordingWhole = Answers<typeof wordings.wordingWhole>;
export type Delivery = Answers<typeof delivery.delivery>;
export type Provider = Answers<typeof providers.provider>;
export type SendingDomain = Answers<typeof sendingDomains.sendingDomain>;
export type ProviderGiven = Asks<typeof providers.providerGiven>;
export type ImportRun = Answers<typeof imports.importRun>;
export type Image = Answers<typeof images.image>;
export type Template = Answers<typeof templates.templateWhole>;
export type TemplateLine = Answers<typeof templates.templates>['items'][number];
export type Looked = Answers<typeof templates.looked>;
export type Preview = Answers<typeof templates.preview>;
export type OutboxLine = Answers<typeof messages.outboxLine>;
export type Rejected = Answers<typeof messages.rejectedLine>;
export type Bounce = Answers<typeof bounces.bounceLine>;
export type Person = Answers<typeof people.person>;
export type Decision = Answers<typeof people.decision>;
export type Erasure = Answers<typeof people.erasure>;
export type Stats = Answers<typeof people.stats>;
export type Scenario = Answers<typeof scenarios.scenario>;
export type ScenarioLine = Answers<typeof scenarios.scenarios>['items'][number];
export type ScenarioStats = Answers<typeof scenarios.scenarioStats>;
export type ScenarioFault = Answers<typeof scenarios.fault>;
export type ScenarioExample = Answers<typeof scenarios.scenarioExamples>['items'][number];
export type ScenarioVersion = Answers<typeof scenarios.scenarioVersion>;
export type InScenario = Answers<typeof scenarios.inside>['items'][number];
export type Walk = Answers<typeof scenarios.walk>;
export type ResultLine = Answers<typeof results.results>['items'][number];
export type Result = Answers<typeof results.result>;
export type Sent = Answers<typeof send.sent>;
export type Segment = Answers<typeof segments.segment>;
export type SegmentLine = Answers<typeof segments.segments>['items'][number];
export type SegmentMember = Answers<typeof segments.members>['items'][number];
export type SegmentUses = Answers<typeof segments.uses>;
export type SegmentDay = Answers<typeof segments.history>['items'][number];
export type RuleAnswer = Answers<typeof segments.ruleAnswer>;
export type Suggestion = Answers<typeof segments.suggestions>['items'][number];
export type Movement = Answers<typeof segments.movements>['items'][number];
export type PersonWhole = Answers<typeof people.personWhole>;
export type TimelineItem = Answers<typeof people.timeline>['items'][number];
export type PersonTrace = Answers<typeof scenarios.trace>['items'][number];
export type ListLine = Answers<typeof people.list>;
export type Owner = Answers<typeof people.owner>;
