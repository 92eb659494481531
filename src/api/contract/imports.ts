import { z } from 'zod';
import { json, listOf, moment, name, page } from './parts.ts';

export const importRequest = z.strictObject({
  kind: name.min(1).describe('customers, orders, products, …'),
  file: z.string().max(1_000).default(''),
  /** Of the file. The first import of all tells the shop’s own. */
  currency: z.string().max(10).optional(),
  timezone: z.string().max(100).optional(),
});
export const importBegun = z.object({
  id: z.string(),
  now: moment,
  shop: z.object({ currency: z.string(), timezone: z.string() }),
});
/** How far an import is that the server does by itself. */
const progress = z.object({
  phase: z.enum(['reading', 'applying']),
  waiting: z.boolean().describe('another import of its kind goes first, or the server restarts'),
  rows: z.number().describe('lines of the file'),
  bytes: z.number(),
  totalBytes: z.number(),
  faults: z.number().describe('lines that were not read in; they are at …/faults'),
  upload: z.string().nullable().describe('the file, as long as it is kept'),
});
export const importRun = z.object({
  id: z.string(),
  kind: z.string(),
  file: z.string(),
  state: z.enum(['running', 'finished', 'interrupted']),
  rows: z.number().describe('facts or rows that were taken'),
  badRows: z.number().describe('those that were refused'),
  lines: z.number().nullable().describe('lines of its file, once its report says so'),
  badLines: z.number().nullable().describe('those that were left out'),
  startedAt: moment,
  finishedAt: moment.nullable(),
  progress: progress.nullable().describe('null for an import by command'),
});
export const importRuns = listOf(importRun);
export const importRunWhole = importRun.extend({ report: json });
/** How many of a batch are durable; `rejected` are the first of those that are not. */
export const importTaken = z.object({
  accepted: z.number(),
  rejected: z.array(z.object({ code: z.string(), reason: z.string(), raw: z.string() })),
});
export const importEnd = z.strictObject({ report: json.default({}) });
export const importAbandon = z.strictObject({ reason: z.string().max(10_000).default('') });

const told = z.object({ fr: z.string(), en: z.string() });
/** What is wrong with a line, and what to do. */
const fault = z.object({ line: z.number(), column: z.string().nullable(), says: told, todo: told, raw: z.string() });
export const importFaults = listOf(fault);
export const faultsQuery = page;
export const reportQuery = z.strictObject({ language: z.enum(['fr', 'en']).default('fr') });

/** What a file may be, and which fields it may fill. */
export const importKinds = z.object({
  kinds: z.array(
    z.object({
      name: z.string(),
      fields: z.array(z.object({ name: z.string(), type: z.string(), about: z.string() })),
      open: z.string().nullable().describe('fields that begin so are free: traits.vip'),
    }),
  ),
  layouts: z.array(z.object({ name: z.string(), kind: z.string() })).describe('exports of shops that are known'),
  longestUpload: z.number().describe('bytes of a file'),
});

export const uploadQuery = z.strictObject({
  file: z.string().max(1_000).describe('its name'),
  writtenAt: z.coerce.date().optional().describe('when it was last written: it shows the state of then'),
});
export const upload = z.object({ id: z.string(), file: z.string(), bytes: z.number(), uploadedAt: moment });

/** As `declic import --schema` says; what is wrong with it is told as IMPORT_MAPPING. */
const mapping = json;
export const lookRequest = z.strictObject({
  kind: name.optional().describe('guessed without it'),
  mapping: mapping.optional().describe('without it, as a file with this header was read before, or guessed'),
});
const column = z.object({
  column: z.string(),
  field: z.string().nullable(),
  confidence: z.number(),
  why: z.string(),
  examples: z.array(z.string()),
  style: z.object({ decimal: z.string(), dates: z.string(), zone: z.string() }).partial(),
});
const stored = z.object({ kind: z.string(), occurredAt: moment, who: json, body: json });
/** What would become of a file. */
export const look = z.object({
  kind: z.string(),
  mapping,
  remembered: z.boolean().describe('the mapping is the one of the last file with this header'),
  columns: z.array(column),
  problem: z
    .object({ code: z.string(), message: z.string(), params: json, fields: z.array(z.string()) })
    .nullable()
    .describe('why it cannot be read like this; one of these fields is missing'),
  file: z
    .object({
      format: z.string(),
      encoding: z.string(),
      delimiter: z.string().nullable(),
      layout: z.string().nullable(),
      notes: z.array(z.string()),
      currency: z.string().nullable(),
      timezone: z.string(),
      asOf: moment,
      tried: z.number().describe('lines that were tried'),
      bad: z.number(),
    })
    .nullable(),
  lines: z.array(
    z.object({
      line: z.number(),
      facts: z.array(stored),
      catalog: z.array(json),
      dropped: z.array(z.object({ column: z.string(), value: z.string() })).describe('cells that are left out'),
      fault: fault.nullable(),
    }),
  ),
  faults: z.array(fault).describe('the first lines that would not be read in'),
});
export const startRequest = z.strictObject({ kind: name.min(1), mapping: mapping.default({}) });
export const started = z.object({ id: z.string() });
