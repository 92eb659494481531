/** What a kind of step or trigger is: each is one file that answers for itself, and one line in its registry. */
import type { z } from 'zod';
import type { OpenDays } from '../compliance/index.ts';
import type { Wish } from '../pressure/index.ts';
import type { Bite, InboxRow } from '../store/index.ts';
import type { Known } from './known.ts';
import type { Said } from './said.ts';

/** Where a person stands in one path of one entry, with what steps ask of the entry. */
export type Position = {
  entryId: string;
  /** '' is the trunk; a fork appends '.' and its index. */
  path: string;
  personId: string;
  versionId: number;
  step: string;
  visit: number;
  arrivedAt: Date;
  dueAt: Date;
  awaits: string | null;
  waiting: boolean;
  scenarioId: number;
  firstPersonId: string;
  enteredAt: Date;
  arm: 'treated' | 'holdout';
  context: EntryContext;
  /** The person's own zone as it is kept; may be missing or misspelt. */
  timezone: string | null;
};

/** What an entry keeps of its occasion; templates see it as `event`. */
export type EntryContext = { event?: Record<string, unknown>; [more: string]: unknown };

/** A position at a step that is to run, at its moment, in the person's zone. */
export type Item<Step = unknown> = {
  position: Position;
  step: Step;
  at: Date;
  zone: string;
  /** Business unit of the scenario, by its key. */
  unit?: string | undefined;
};

/** What running a step does to a position. */
export type Outcome =
  /** On to a step at this very moment; `later` leaves it to the next round, when what was emitted has been applied. */
  | { go: string; later?: boolean }
  /** Stays until the moment, or until the event. */
  | { waitUntil: Date; awaits?: string }
  | { fork: readonly string[] }
  /** This path ends; `all` ends the whole entry. */
  | { end: string; all?: boolean };

/** What a step may reach for while it runs. */
export type StepRun = {
  bite: Bite;
  templates: ReadonlyMap<string, TemplateFacts>;
  openDays: OpenDays;
  wish: (wish: Wish) => void;
  emit: (row: InboxRow) => void;
};

/** What a message step needs of a template. */
export type TemplateFacts = {
  id: number;
  version: number;
  channel: string;
  class: 'transactional' | 'service' | 'promotional';
  purpose: string;
};

/** A way out of a step: which step follows and what it is called on a drawing. */
export type Exit = { to: string; label: string };

export type StepKind<Step = unknown> = {
  schema: z.ZodType<Step>;
  exits: (step: Step) => Exit[];
  /** True when time certainly moves on in it, so that a loop through it cannot run away. */
  pauses: boolean;
  /** Faults that the shape alone does not show, as sentences. */
  faults?: (step: Step, known: Known) => Said[];
  /** Doubts that do not forbid publication. */
  doubts?: (step: Step, known: Known) => Said[];
  /** Runs the step for positions that are all at this step of one version; outcomes in the same order. */
  arrive: (run: StepRun, items: readonly Item<Step>[]) => Promise<Outcome[]> | Outcome[];
  /** The wait is over and what was awaited did not come; `now` is when that is seen. */
  over?: (item: Item<Step>, now: Date) => Outcome;
  /** The awaited event came (its `where` matched). */
  came?: (step: Step, properties: Record<string, unknown>) => string | null;
};

/** Something that happened to a person, in the terms that triggers listen in. */
export type Occurrence = {
  /** `event:Order Completed`, `segment+:loyal`, `segment-:loyal`, `list:news`, `date:<scenario>/<trigger>`, `enrol:<scenario>`. */
  topic: string;
  personId: string;
  at: Date;
  /** Key of the fact: one entry per scenario, fact and person. */
  key: string;
  properties: Record<string, unknown>;
  /** Whether it can make anybody enter: only what happens now does, history is not news. */
  live: boolean;
};

export type TriggerKind<Trigger = unknown> = {
  schema: z.ZodType<Trigger>;
  /** The topics whose occurrences it is shown. */
  topics: (trigger: Trigger, scenarioKey: string) => string[];
  /** Whether this occurrence, of its topic, is the one; the person's rule is asked afterwards. */
  matches?: (trigger: Trigger, occurrence: Occurrence) => boolean;
  faults?: (trigger: Trigger, known: Known) => Said[];
  doubts?: (trigger: Trigger, known: Known) => Said[];
  /** The rule that holds for the people who already match, for an explicit enrolment; null where nobody can. */
  already?: (trigger: Trigger) => unknown;
};
