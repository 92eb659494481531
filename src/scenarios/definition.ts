/** What a scenario is, as JSON: the shape, its published JSON Schema, and reading it with sentences for its faults. */
import { z } from 'zod';
import { whereSchema } from '../segments/index.ts';
import { both, type Said, sayAt } from './said.ts';
import { duration, id, next, rule, text, where } from './shapes.ts';
import { type Step, stepKinds } from './steps/index.ts';
import { type Trigger, triggerKinds } from './triggers/index.ts';

/** More steps are several scenarios. */
export const mostSteps = 500;
const mostTriggers = 20;
const mostExits = 20;
/** Characters of a whole definition as JSON. */
export const longestDefinition = 500_000;

const ending = z.union([
  z.strictObject({ event: text.describe('Name of an event of the person.'), where: where.optional() }),
  z.strictObject({ rule }),
]);
/** What ends an entry: an event of the person, or a rule that holds. */
export type Ending = { event: string; where?: unknown } | { rule: unknown };

const reentry = z.strictObject({
  kind: z.enum(['never', 'always', 'after']).describe('Whether a person may come in again.'),
  after: duration.optional().describe('For “after”: how long after the last entry ended.'),
  whileInside: z
    .boolean()
    .optional()
    .describe('Whether a person who is inside may have a second entry beside; no by default.'),
});

const head = {
  key: id,
  name: z.string().min(1).max(200),
  description: z.string().max(5_000).optional(),
  unit: z.string().max(100).optional().describe('Business unit.'),
  audience: rule.optional().describe('A rule that is asked when somebody would enter.'),
  reentry: reentry.default({ kind: 'never' }),
  holdout: z.number().min(0).max(0.5).optional().describe('Share of people who walk through without being written to.'),
  goal: ending.optional().describe('What the scenario is for: reaching it ends the entry as a success.'),
  exits: z.array(ending).max(mostExits).default([]).describe('What ends an entry at once.'),
  start: next.describe('The first step.'),
  layout: z
    .record(id, z.strictObject({ x: z.number(), y: z.number() }))
    .optional()
    .describe('Where steps stand on a drawing. Nothing else asks for it.'),
};

const union = (kinds: Readonly<Record<string, { schema: z.ZodType }>>) =>
  z.discriminatedUnion('kind', Object.values(kinds).map((kind) => kind.schema) as never);

const whole = z
  .strictObject({
    $schema: z.string().optional(),
    ...head,
    triggers: z.array(union(triggerKinds)).min(1).max(mostTriggers),
    steps: z.record(id, union(stepKinds)),
  })
  .meta({ title: 'Scenario', description: 'A scenario: who comes in, the steps they walk, and what ends it.' });

/** The JSON Schema that is published for people and programs that write scenarios. */
export function definitionSchema(): Record<string, unknown> {
  // Rules and conditions are the segments' language: they are checked by its parser and published by its schemas.
  const published: Record<string, string> = { rule: '../segments/rule.schema.json', where: '#/$defs/where' };
  const schema = z.toJSONSchema(whole, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const to = published[jsonSchema.format ?? ''];
      if (!to) return;
      delete jsonSchema.format;
      jsonSchema.$ref = to;
    },
  });
  const { $schema: _, ...where } = z.toJSONSchema(whereSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, $defs: { ...schema.$defs, where } };
}

const outline = z.strictObject({
  $schema: z.string().optional(),
  ...head,
  triggers: z
    .array(z.looseObject({ id, kind: z.string() }))
    .min(1)
    .max(mostTriggers),
  steps: z.record(id, z.looseObject({ kind: z.string() })),
});

/** A definition whose shape is right; whether it can be walked is {@link validate}'s business. */
export type Definition = Omit<z.infer<typeof outline>, 'triggers' | 'steps' | '$schema'> & {
  triggers: Trigger[];
  steps: Record<string, Step>;
};

/** Something wrong, in a sentence that names where; `says` has it in both languages. */
export type Fault = { where: string; sentence: string; says: Said };

/** Reads a definition: its shape alone. Every fault is told. */
export function readDefinition(draft: unknown): { definition: Definition | null; faults: Fault[] } {
  if (JSON.stringify(draft)?.length > longestDefinition) {
    return {
      definition: null,
      faults: [
        fault(
          'scenario',
          both(
            `is longer than ${longestDefinition} characters: split it`,
            `dépasse ${longestDefinition} caractères : partagez-le`,
          ),
        ),
      ],
    };
  }
  const read = outline.safeParse(draft);
  if (!read.success) return { definition: null, faults: read.error.issues.map((issue) => outlineFault(issue)) };
  const faults: Fault[] = [];
  const triggers = read.data.triggers.map((trigger) =>
    piece<Trigger>('trigger', trigger.id, trigger, triggerKinds, faults),
  );
  const steps: Record<string, Step> = {};
  for (const [key, step] of Object.entries(read.data.steps))
    steps[key] = piece<Step>('step', key, step, stepKinds, faults);
  const { $schema: _, ...rest } = read.data;
  return { definition: faults.length > 0 ? null : { ...rest, triggers, steps }, faults };
}

/** Reads one step or trigger by the schema of its kind. */
function piece<Piece>(
  noun: 'step' | 'trigger',
  key: string,
  value: { kind: string },
  kinds: Readonly<Record<string, { schema: z.ZodType }>>,
  faults: Fault[],
): Piece {
  const place = `${noun} “${key}”`;
  if (!Object.hasOwn(kinds, value.kind)) {
    const offered = Object.keys(kinds).join(', ');
    faults.push(
      fault(
        place,
        both(
          `is of the unknown kind “${value.kind}”: use one of ${offered}`,
          `est d’une sorte inconnue, « ${value.kind} » : choisissez parmi ${offered}`,
        ),
      ),
    );
    return value as Piece;
  }
  const read = kinds[value.kind]!.schema.safeParse(value);
  if (read.success) return read.data as Piece;
  faults.push(...read.error.issues.map((issue) => fault(place, issueSentence(issue))));
  return value as Piece;
}

export const fault = (place: string, said: Said): Fault => {
  const says = sayAt(place, said);
  return { where: place, sentence: says.en, says };
};

/** A fault of the outline: inside a step or trigger it is told of that. */
function outlineFault(issue: z.core.$ZodIssue): Fault {
  const [first, second, ...rest] = issue.path;
  if (first === 'steps' && second !== undefined) {
    return fault(`step “${String(second)}”`, issueSentence({ ...issue, path: rest }));
  }
  if (first === 'triggers' && second !== undefined) {
    return fault(`trigger number ${Number(second) + 1}`, issueSentence({ ...issue, path: rest }));
  }
  return fault('scenario', issueSentence(issue));
}

/** A sentence's end out of what zod found: "needs “next”", "has an unknown field “nxt”". */
function issueSentence(issue: z.core.$ZodIssue): Said {
  const path = issue.path.join('.');
  const [en, fr] = path === '' ? ['', ''] : [`“${path}”`, `« ${path} »`];
  if (issue.code === 'unrecognized_keys') return unknownFields(issue.keys, en, fr);
  if (issue.code === 'invalid_key') {
    const why = issue.issues[0]?.message ?? issue.message;
    return both(`has a name that cannot be used: ${why}`, `a un nom qui ne convient pas : ${why}`);
  }
  const lacks = `n’a pas encore ${lackOf(issue.path) ?? (fr || 'de valeur')}`;
  if (issue.code === 'invalid_type' && issue.message.endsWith('undefined'))
    return both(`needs ${en || 'a value'}`, lacks);
  if (issue.code === 'too_big') {
    const most = String(issue.maximum);
    return both(`has too much in ${en || 'it'}: ${most} at most`, `en contient trop${inside(fr)} : ${most} au plus`);
  }
  if (issue.code === 'too_small') return both(`has too little in ${en || 'it'}: at least ${issue.minimum}`, lacks);
  const message = issue.message.replace(/^Invalid input: /, '');
  const wrong = en ? `has a fault in ${en}: ${message}` : `has a fault: ${message}`;
  return both(wrong, lackOf(issue.path) ? lacks : `est à corriger${inside(fr)} : ${message}`);
}

/** What is missing when a field is not filled in yet, as the French say it. */
const LACKS: Readonly<Record<string, string>> = {
  start: 'de première étape',
  next: 'd’étape suivante',
  otherwise: 'd’étape pour les autres cas',
  timeout: 'd’étape si rien ne se passe',
  paths: 'd’étape au bout de chaque chemin',
  triggers: 'de déclencheur',
  event: 'd’événement',
  trait: 'd’information choisie',
  segment: 'de segment',
  list: 'de liste',
  template: 'de message',
  code: 'de code',
};

/** The field's own name, or that of the list in which it is. */
const lackOf = (path: readonly PropertyKey[]): string | undefined =>
  LACKS[String(path.findLast((part) => typeof part === 'string' && !/^\d+$/.test(part)))];

const inside = (fr: string) => fr && ` (${fr})`;

function unknownFields(keys: readonly string[], en: string, fr: string): Said {
  const named = (quote: (key: string) => string) => keys.map(quote).join(', ');
  return both(
    `has the unknown field ${named((key) => `“${key}”`)}${en && ` in ${en}`}: take it out or correct its name`,
    `a un champ inconnu, ${named((key) => `« ${key} »`)}${fr && ` dans ${fr}`} : retirez-le ou corrigez son nom`,
  );
}
