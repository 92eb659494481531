/** What a mapping file may say, and the check that it fits the file and the kind. */
import { z } from 'zod';
import { importErrors } from './errors.ts';
import type { ImportKind } from './kinds/kind.ts';
import { isTimeZone } from './values/moment.ts';
import { nearestNames } from './values/text.ts';

const mappingSchema = z
  .strictObject({
    $schema: z.string().optional(),
    columns: z
      .record(z.string(), z.string().nullable())
      .default({})
      .describe('Column of the file → field. null leaves a column out. Columns that are not named are guessed.'),
    defaults: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('Field → value for rows whose cell is empty, such as {"list": "newsletter"}.'),
    values: z
      .record(z.string(), z.record(z.string(), z.string()))
      .default({})
      .describe('Field → words of the file → words to read instead, such as {"status": {"Expédiée": "completed"}}.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/u, 'three capital letters, such as EUR')
      .optional()
      .describe("Currency of amounts without one of their own; the first import sets the shop's."),
    timezone: z
      .string()
      .refine(isTimeZone, 'no known time zone; use a name such as Europe/Paris')
      .optional()
      .describe("Time zone of local times; the first import sets the shop's."),
    region: z
      .string()
      .regex(/^[A-Z]{2}$/u, 'a country code, such as FR')
      .optional()
      .describe('Country where national phone numbers are dialled.'),
    delimiter: z.enum([',', ';', '\t', 'tab', '|']).optional(),
    encoding: z.string().optional().describe('utf-8, windows-1252, iso-8859-15, utf-16le…'),
    dates: z.enum(['ymd', 'dmy', 'mdy', 'epoch']).optional().describe('Order of day, month and year in all columns.'),
    decimal: z.enum(['.', ',']).optional().describe('Sign in front of decimals in all columns.'),
    types: z
      .record(z.string(), z.enum(['text', 'number', 'boolean', 'date']))
      .default({})
      .describe('Column → type, for traits.*, properties.* and attributes.*; guessed where it is not said.'),
    asOf: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('The moment whose state the file shows; otherwise when it was last written.'),
    cancellation: z
      .strictObject({
        prefix: z.string().min(1).optional().describe('Order numbers that begin so are cancellations.'),
        field: z.string().optional(),
        values: z.array(z.string()).optional(),
      })
      .optional()
      .describe(
        'Which orders are cancellations of earlier ones: by the beginning of their number, or by a field and its values.',
      ),
  })
  .describe('How the columns of a file become fields of an import');

export type Mapping = z.infer<typeof mappingSchema>;
export type MappingInput = z.input<typeof mappingSchema>;

/** The JSON Schema of mapping files. */
export function mappingJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(mappingSchema, { io: 'input' }), title: 'Déclic import mapping' };
}

/** Checks the shape of a mapping. Throws IMPORT_MAPPING, which lists every fault at once. */
export function parseMapping(input: unknown): Mapping {
  const parsed = mappingSchema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw importErrors.IMPORT_MAPPING({ faults });
}

/** Reads the text of a mapping file. */
export function readMapping(text: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch (cause) {
    throw importErrors.IMPORT_MAPPING({ faults: [`it is not valid JSON: ${(cause as Error).message}`] }, { cause });
  }
  return parseMapping(value);
}

/** True for a field of the kind, open ones (`traits.vip`) included. */
function isField(kind: ImportKind, name: string): boolean {
  if (kind.fields.some((field) => field.name === name)) return true;
  return kind.open !== undefined && name.startsWith(`${kind.open}.`) && name.length > kind.open.length + 1;
}

/** Holds a mapping against the file's columns and the kind's fields. Throws a sentence with the nearest names. */
export function checkMapping(mapping: Mapping, kind: ImportKind, columns: readonly string[]): void {
  const known = new Set(columns);
  const taken = new Map<string, string>();
  for (const [column, field] of Object.entries(mapping.columns)) {
    if (!known.has(column)) {
      throw importErrors.IMPORT_UNKNOWN_COLUMN({ column, nearest: nearestNames(column, columns).join(', ') });
    }
    if (field === null) continue;
    checkField(kind, field, `the column “${column}”`);
    const first = taken.get(field);
    if (first !== undefined) throw importErrors.IMPORT_FIELD_TWICE({ first, second: column, field });
    taken.set(field, column);
  }
  for (const field of Object.keys(mapping.defaults)) checkField(kind, field, 'a default');
  for (const field of Object.keys(mapping.values)) checkField(kind, field, 'replaced values');
  if (mapping.cancellation?.field !== undefined)
    checkField(kind, mapping.cancellation.field, 'the rule of cancellations');
  for (const column of Object.keys(mapping.types)) {
    if (!known.has(column))
      throw importErrors.IMPORT_UNKNOWN_COLUMN({ column, nearest: nearestNames(column, columns).join(', ') });
  }
}

function checkField(kind: ImportKind, field: string, source: string): void {
  if (isField(kind, field)) return;
  const names = kind.fields.map((known) => known.name);
  if (kind.open !== undefined) names.push(`${kind.open}.…`);
  const nearest = nearestNames(field, names).join(', ');
  throw importErrors.IMPORT_UNKNOWN_FIELD({ source, field, kind: kind.name, nearest, fields: names.join(', ') });
}
