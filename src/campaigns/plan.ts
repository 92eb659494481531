/** What a campaign says: to whom, what, when, at what pace. Drafts may be incomplete; what is missing is told. Pure. */
import { z } from 'zod';
import { isDeclicError } from '../errors.ts';
import {
  hoursFault,
  isMoment,
  isOver,
  type Known,
  momentIn,
  paceShape,
  shortestOpen,
  spanOf,
} from '../scenarios/index.ts';
import { parseRule, segmentsOf } from '../segments/index.ts';

/** More than that is a scenario. */
const mostMessages = 10;
const mostSegments = 50;

const key = z.string().min(1).max(64);

/** Days that lie between two messages of a series. */
const daysBetween = z.number().int().min(1).max(365);

export const planSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  unit: z.string().max(100).nullish().describe('Business unit.'),
  to: z
    .strictObject({
      segments: z.array(key).max(mostSegments).default([]),
      rule: z.unknown().optional().describe('A rule of the segments’ language, instead of or beside segments.'),
      except: z.array(key).max(mostSegments).default([]).describe('Segments whose people get nothing.'),
    })
    .default({ segments: [], except: [] }),
  messages: z
    .array(z.strictObject({ template: key, afterDays: daysBetween.optional() }))
    .max(mostMessages)
    .default([])
    .describe('The first leaves at the moment, each of the others so many days after the one before.'),
  when: z
    .strictObject({
      at: z
        .string()
        .max(16)
        .nullable()
        .describe('A day and an hour: 2026-12-01T09:00; null is: as soon as it is planned.'),
      zone: z.enum(['shop', 'person']).default('shop').describe('Whose clock shows that hour.'),
    })
    .default({ at: null, zone: 'shop' }),
  pace: z.strictObject(paceShape).nullish(),
  holdout: z.number().min(0).max(0.5).nullish().describe('Share of people who get nothing, to compare with.'),
  stopOnOrder: z.boolean().default(false).describe('A series ends for whoever buys.'),
});

export type Plan = z.output<typeof planSchema>;

/** What is missing or wrong: a code for the screens, the field, and a sentence. */
export type Fault = { code: string; field: string; sentence: string };

/** What stands against planning. */
export function faultsOf(plan: Plan, known: Known, now: Date, shopZone: string): Fault[] {
  return [
    ...audienceFaults(plan, known),
    ...messageFaults(plan, known),
    ...whenFaults(plan, now, shopZone),
    ...paceFaults(plan),
  ];
}

const fault = (code: string, field: string, sentence: string): Fault => ({ code, field, sentence });

function audienceFaults({ to }: Plan, known: Known): Fault[] {
  const faults: Fault[] = [];
  if (to.segments.length === 0 && to.rule === undefined) {
    faults.push(fault('nobody', 'to.segments', 'Nothing says who it goes to: choose a segment or write a rule.'));
  }
  for (const [field, keys] of [
    ['to.segments', to.segments],
    ['to.except', to.except],
  ] as const) {
    for (const segment of keys.filter((one) => !known.segments.has(one))) {
      faults.push(
        fault('segment_unknown', field, `The segment “${segment}” does not exist: take it out or choose another.`),
      );
    }
  }
  if (to.rule !== undefined) faults.push(...ruleFaults(to.rule, known));
  return faults;
}

function ruleFaults(rule: unknown, known: Known): Fault[] {
  try {
    const unknown = segmentsOf(parseRule(rule)).filter((one) => !known.segments.has(one));
    return unknown.map((segment) =>
      fault('segment_unknown', 'to.rule', `The rule names the segment “${segment}”, which does not exist.`),
    );
  } catch (error) {
    if (!isDeclicError(error)) throw error;
    const sentences = Array.isArray(error.details) ? error.details.map(String) : [error.message];
    return sentences.map((sentence) => fault('rule', 'to.rule', sentence));
  }
}

function messageFaults({ messages }: Plan, known: Known): Fault[] {
  if (messages.length === 0) return [fault('no_message', 'messages', 'It says nothing: choose a message.')];
  return messages.flatMap(({ template, afterDays }, index) => {
    const field = `messages.${index}`;
    const found = known.templates.get(template);
    const faults: Fault[] = [];
    if (!found) faults.push(fault('template_unknown', field, `The message “${template}” does not exist.`));
    else if (!found.published) {
      faults.push(fault('template_unpublished', field, `The message “${template}” was never published: publish it.`));
    } else if (found.archived) {
      faults.push(fault('template_archived', field, `The message “${template}” was put away: choose another.`));
    }
    if (index > 0 && afterDays === undefined) {
      faults.push(fault('no_days', field, 'Say how many days after the one before it leaves.'));
    }
    return faults;
  });
}

function whenFaults({ when }: Plan, now: Date, shopZone: string): Fault[] {
  const { at, zone } = when;
  if (at === null) {
    if (zone === 'shop') return [];
    return [fault('no_moment', 'when.at', 'At an hour of everybody’s own day it needs a day and an hour.')];
  }
  if (!isMoment(at)) {
    return [fault('moment', 'when.at', `“${at}” is no day and hour: write it as 2026-12-01T09:00.`)];
  }
  const last = zone === 'shop' ? momentIn({ at }, shopZone) : spanOf({ at }).last;
  return isOver(last, now) ? [fault('past', 'when.at', 'That moment is over: choose a later one.')] : [];
}

function paceFaults({ pace: given }: Plan): Fault[] {
  if (!given) return [];
  const wrong = hoursFault(given);
  if (wrong === 'half') return [fault('hours', 'pace', 'Of the hours in which it leaves, give both or none.')];
  if (wrong === 'short') {
    return [fault('hours_short', 'pace', `Between the two hours must lie ${shortestOpen} minutes at least.`)];
  }
  return [];
}
