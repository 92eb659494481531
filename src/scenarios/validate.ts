/** Whether a definition can be published: every fault in a sentence that names the step. Pure. */
import { type Definition, type Fault, fault, mostSteps, readDefinition } from './definition.ts';
import type { Known } from './known.ts';
import { ruleFaults, whereFaults } from './rules.ts';
import { both, type Said } from './said.ts';
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
  const say = (said: Said) => faults.push(fault('scenario', said));
  const { reentry, goal, exits, audience } = definition;
  if (reentry.kind === 'after' && !reentry.after)
    say(
      both(
        'lets people in again “after” no time: give “reentry.after”, such as P30D',
        'laisse revenir « après » un délai qui n’est pas dit : donnez-le',
      ),
    );
  if (reentry.kind !== 'after' && reentry.after)
    say(
      both(
        `gives “reentry.after” but its kind is “${reentry.kind}”: write “after”`,
        'donne un délai de retour qui ne sert pas : choisissez « après un délai »',
      ),
    );
  for (const { en, fr } of ruleFaults(audience, known))
    say(both(`has a fault in its audience: ${en}`, `a une audience à corriger : ${fr}`));
  const endings = [...(goal ? [{ name: both('goal', 'but'), ending: goal }] : [])];
  for (const [index, ending] of exits.entries())
    endings.push({ name: both(`exit ${index + 1}`, `sortie ${index + 1}`), ending });
  for (const { name, ending } of endings) {
    const found = 'event' in ending ? whereFaults(ending.where) : ruleFaults(ending.rule, known);
    for (const { en, fr } of found)
      say(both(`has a fault in its ${name.en}: ${en}`, `est à corriger (${name.fr}) : ${fr}`));
  }
  return faults;
}

const sameId = both(
  'has the same id as another: give each its own',
  'porte le même nom qu’un autre : donnez à chacun le sien',
);

function triggerFaults(definition: Definition, known: Known): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const trigger of definition.triggers) {
    const place = `trigger “${trigger.id}”`;
    if (seen.has(trigger.id)) faults.push(fault(place, sameId));
    seen.add(trigger.id);
    faults.push(...(triggerKindOf(trigger).faults?.(trigger, known) ?? []).map((said) => fault(place, said)));
  }
  return faults;
}

const tooMany = (count: number) =>
  both(`has ${count} steps: ${mostSteps} at most, split it`, `a ${count} étapes : ${mostSteps} au plus, partagez-le`);
const noStep = (to: string, label: string) =>
  both(
    `leads to “${to}” (${label}), which is no step: add it or correct the name`,
    `mène à « ${to} », qui n’existe pas : reliez-la à une autre étape`,
  );

function stepFaults({ steps }: Definition, known: Known): Fault[] {
  const faults: Fault[] = [];
  const count = Object.keys(steps).length;
  if (count > mostSteps) faults.push(fault('scenario', tooMany(count)));
  for (const [key, step] of Object.entries(steps)) {
    const place = `step “${key}”`;
    const kind = kindOf(step);
    faults.push(...(kind.faults?.(step, known) ?? []).map((said) => fault(place, said)));
    for (const { to, label } of kind.exits(step)) {
      if (!Object.hasOwn(steps, to)) {
        faults.push(fault(place, noStep(to, label)));
      }
    }
  }
  return faults;
}

const noStart = (start: string) =>
  both(
    `starts with “${start}”, which is no step: name one of its steps in “start”`,
    `commence par « ${start} », qui n’existe pas : choisissez la première étape`,
  );
const unreached = both(
  'is reached by no other: lead to it or take it out',
  'n’est atteinte par aucune autre : reliez-la ou retirez-la',
);
const noExit = both(
  'leads to no exit: a person would walk in it for ever',
  'ne mène à aucune sortie : on y tournerait sans fin',
);
const endless = (loop: string) =>
  both(
    `is in a loop without a wait: ${loop}; put a wait in it`,
    `est dans une boucle sans attente (${loop}) : mettez-y une attente`,
  );
const forksInLoop = both(
  'opens parallel paths inside a loop: each turn would double them; take it out of the loop',
  'ouvre des chemins parallèles dans une boucle, qui doubleraient à chaque tour : sortez-la de la boucle',
);

function graphFaults({ start, steps }: Definition): Fault[] {
  if (!Object.hasOwn(steps, start)) {
    return [fault('scenario', noStart(start))];
  }
  const faults: Fault[] = [];
  const follow = successorsOf(steps);
  const reached = reachableFrom(start, follow);
  for (const key of Object.keys(steps)) {
    if (!reached.has(key)) faults.push(fault(`step “${key}”`, unreached));
  }
  const ends = Object.keys(steps).filter((key) => kindOf(steps[key]!).exits(steps[key]!).length === 0);
  const backwards = new Map<string, string[]>();
  for (const [from, tos] of follow) for (const to of tos) backwards.set(to, [...(backwards.get(to) ?? []), from]);
  const ending = new Set(ends.flatMap((end) => [...reachableFrom(end, backwards)]));
  for (const key of reached) {
    if (!ending.has(key)) faults.push(fault(`step “${key}”`, noExit));
  }
  for (const loop of cyclesWithout(follow, (key) => kindOf(steps[key]!).pauses)) {
    faults.push(fault(`step “${loop[0]}”`, endless([...loop, loop[0]].join(' → '))));
  }
  for (const key of reached) {
    const exits = follow.get(key) ?? [];
    const forks = steps[key]!.kind === 'parallel';
    if (forks && exits.some((exit) => reachableFrom(exit, follow).has(key))) {
      faults.push(fault(`step “${key}”`, forksInLoop));
    }
  }
  return faults;
}

function doubts(definition: Definition, known: Known): Fault[] {
  const warnings: Fault[] = [];
  for (const [key, step] of Object.entries(definition.steps)) {
    warnings.push(...(kindOf(step).doubts?.(step, known) ?? []).map((said) => fault(`step “${key}”`, said)));
  }
  for (const trigger of definition.triggers) {
    const found = triggerKindOf(trigger).doubts?.(trigger, known) ?? [];
    warnings.push(...found.map((said) => fault(`trigger “${trigger.id}”`, said)));
  }
  if (!Object.values(definition.steps).some((step) => step.kind === 'message')) {
    warnings.push(fault('scenario', both('sends no message', 'n’envoie aucun message')));
  }
  return warnings;
}
