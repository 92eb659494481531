/** Whether a definition can be published: every fault in a sentence that names the step. Pure. */
import { type Definition, type Fault, fault, mostSteps, readDefinition } from './definition.ts';
import type { Known } from './known.ts';
import { ruleFaults, whereFaults } from './rules.ts';
import { kindOf } from './steps/index.ts';
import { triggerKindOf } from './triggers/index.ts';
import { cyclesWithout, reachableFrom, successorsOf } from './walk.ts';

export type Validation = { definition: Definition | null; errors: Fault[]; warnings: Fault[] };

/**
 * Judges a draft. Errors forbid publication, warnings are shown.
 * @param draft any JSON
 */
export function validate(draft: unknown, known: Known): Validation {
  const { definition, faults } = readDefinition(draft);
  if (!definition) return { definition: null, errors: faults, warnings: [] };
  const errors = [
    ...headFaults(definition, known),
    ...triggerFaults(definition, known),
    ...stepFaults(definition, known),
    ...graphFaults(definition),
  ];
  return { definition: errors.length > 0 ? null : definition, errors, warnings: doubts(definition, known) };
}

function headFaults(definition: Definition, known: Known): Fault[] {
  const faults: Fault[] = [];
  const say = (sentence: string) => faults.push(fault('scenario', sentence));
  const { reentry, goal, exits, audience } = definition;
  if (reentry.kind === 'after' && !reentry.after)
    say('lets people in again “after” no time: give “reentry.after”, such as P30D');
  if (reentry.kind !== 'after' && reentry.after)
    say(`gives “reentry.after” but its kind is “${reentry.kind}”: write “after”`);
  for (const sentence of ruleFaults(audience, known)) say(`has a fault in its audience: ${sentence}`);
  const endings = [...(goal ? [{ name: 'goal', ending: goal }] : [])];
  for (const [index, ending] of exits.entries()) endings.push({ name: `exit ${index + 1}`, ending });
  for (const { name, ending } of endings) {
    const found = 'event' in ending ? whereFaults(ending.where) : ruleFaults(ending.rule, known);
    for (const sentence of found) say(`has a fault in its ${name}: ${sentence}`);
  }
  return faults;
}

function triggerFaults(definition: Definition, known: Known): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const trigger of definition.triggers) {
    const place = `trigger “${trigger.id}”`;
    if (seen.has(trigger.id)) faults.push(fault(place, 'has the same id as another: give each its own'));
    seen.add(trigger.id);
    faults.push(...(triggerKindOf(trigger).faults?.(trigger, known) ?? []).map((sentence) => fault(place, sentence)));
  }
  return faults;
}

function stepFaults({ steps }: Definition, known: Known): Fault[] {
  const faults: Fault[] = [];
  const count = Object.keys(steps).length;
  if (count > mostSteps) faults.push(fault('scenario', `has ${count} steps: ${mostSteps} at most, split it`));
  for (const [key, step] of Object.entries(steps)) {
    const place = `step “${key}”`;
    const kind = kindOf(step);
    faults.push(...(kind.faults?.(step, known) ?? []).map((sentence) => fault(place, sentence)));
    for (const { to, label } of kind.exits(step)) {
      if (!Object.hasOwn(steps, to)) {
        faults.push(fault(place, `leads to “${to}” (${label}), which is no step: add it or correct the name`));
      }
    }
  }
  return faults;
}

function graphFaults({ start, steps }: Definition): Fault[] {
  if (!Object.hasOwn(steps, start)) {
    return [fault('scenario', `starts with “${start}”, which is no step: name one of its steps in “start”`)];
  }
  const faults: Fault[] = [];
  const follow = successorsOf(steps);
  const reached = reachableFrom(start, follow);
  for (const key of Object.keys(steps)) {
    if (!reached.has(key)) faults.push(fault(`step “${key}”`, 'is reached by no other: lead to it or take it out'));
  }
  const ends = Object.keys(steps).filter((key) => kindOf(steps[key]!).exits(steps[key]!).length === 0);
  const backwards = new Map<string, string[]>();
  for (const [from, tos] of follow) for (const to of tos) backwards.set(to, [...(backwards.get(to) ?? []), from]);
  const ending = new Set(ends.flatMap((end) => [...reachableFrom(end, backwards)]));
  for (const key of reached) {
    if (!ending.has(key)) faults.push(fault(`step “${key}”`, 'leads to no exit: a person would walk in it for ever'));
  }
  for (const loop of cyclesWithout(follow, (key) => kindOf(steps[key]!).pauses)) {
    faults.push(
      fault(`step “${loop[0]}”`, `is in a loop without a wait: ${[...loop, loop[0]].join(' → ')}; put a wait in it`),
    );
  }
  for (const key of reached) {
    const exits = follow.get(key) ?? [];
    const forks = steps[key]!.kind === 'parallel';
    if (forks && exits.some((exit) => reachableFrom(exit, follow).has(key))) {
      faults.push(
        fault(
          `step “${key}”`,
          'opens parallel paths inside a loop: each turn would double them; take it out of the loop',
        ),
      );
    }
  }
  return faults;
}

function doubts(definition: Definition, known: Known): Fault[] {
  const warnings: Fault[] = [];
  for (const [key, step] of Object.entries(definition.steps)) {
    warnings.push(...(kindOf(step).doubts?.(step, known) ?? []).map((sentence) => fault(`step “${key}”`, sentence)));
  }
  for (const trigger of definition.triggers) {
    const found = triggerKindOf(trigger).doubts?.(trigger, known) ?? [];
    warnings.push(...found.map((sentence) => fault(`trigger “${trigger.id}”`, sentence)));
  }
  if (!Object.values(definition.steps).some((step) => step.kind === 'message')) {
    warnings.push(fault('scenario', 'sends no message'));
  }
  return warnings;
}
