/** The rules inside a definition: they are the segments' rules, and this is the one place that speaks with that room. */
import { isDeclicError } from '../errors.ts';
import { evaluate, parseRule, parseWhere, type Rule, segmentsOf, type Where, whereMatches } from '../segments/index.ts';
import type { Bite, Touched } from '../store/index.ts';
import type { Known } from './known.ts';
import { asItIs, both, type Said } from './said.ts';

/** What is wrong in a rule, as sentences; nothing for a rule that is not there. */
export function ruleFaults(rule: unknown, known: Known): Said[] {
  if (rule === undefined) return [];
  return faultsOf(() => {
    const unknown = segmentsOf(parseRule(rule)).filter((key) => !known.segments.has(key));
    return unknown.map((key) =>
      both(
        `its rule names the segment “${key}”, which does not exist: create it or correct the key`,
        `sa condition nomme le segment « ${key} », qui n’existe pas : créez-le ou choisissez-en un autre`,
      ),
    );
  });
}

/** What is wrong in the conditions on an event's properties. */
export const whereFaults = (where: unknown): Said[] =>
  faultsOf(() => {
    parseWhere(where);
    return [];
  });

function faultsOf(read: () => Said[]): Said[] {
  try {
    return read();
  } catch (error) {
    if (!isDeclicError(error)) throw error;
    return Array.isArray(error.details) ? error.details.map((one) => asItIs(String(one))) : [asItIs(error.message)];
  }
}

/** People for whom a rule of a published definition holds, each at a moment of their own. */
export const holders = (bite: Bite, rule: unknown, people: readonly Touched[]): Promise<Set<string>> =>
  evaluate(bite, rule as Rule, people);

/** Whether the properties of an event pass; without conditions all do. */
export const whereHolds = (where: unknown, properties: Record<string, unknown>, eventName?: string): boolean =>
  where === undefined || whereMatches(where as Where, properties, eventName);
