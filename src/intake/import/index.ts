/** The door of imports: files that shops export, read into facts. */

/** Products and costs, which go to the catalogue. */
export { type CatalogRow, type CostRow, costParts, type ProductRow } from './catalog-row.ts';
/** Errors that stop an import. */
export { importErrors } from './errors.ts';
/** A line that was rejected, with the reason. */
export type { BadLine } from './faults.ts';
/** What can be wrong with a line, in both languages. */
export { type Fault, sayFault, todoOf } from './faults.ts';
/** The kinds that a file may be, the likeliest first. */
export { rankKinds } from './guess-kind.ts';
/** Every kind of import with its fields. */
export { importKind, importKinds } from './kinds/index.ts';
/** Known exports of shops. */
export { layouts } from './layouts/index.ts';
/** The beginning of a file as it will be stored, line by line. */
export { type LineShown, type Look, lookAt } from './look.ts';
/** Mapping files: what they may say, reading and checking them. */
export { type Mapping, type MappingInput, mappingJsonSchema, parseMapping, readMapping } from './mapping.ts';
/** What a column was taken for, and the shop's own defaults. */
export type { ColumnPlan, ImportSettings, ShopDefaults } from './plan.ts';
/** Shows the mapping and the first facts of a file without storing anything. */
export { type Preview, preview } from './preview.ts';
/** What an import found about its data. */
export type { QualityReport } from './quality.ts';
/** Streams the facts of a file in batches. */
export { type FactBatch, readFacts } from './read-facts.ts';
/** A path, or a stream with a name. */
export type { ImportFile } from './reading/source.ts';
/** A whole import into a target, with progress and report. */
export {
  type ImportReport,
  type ImportTarget,
  type Progress,
  type Refused,
  type RunOptions,
  runImport,
} from './run.ts';
/** An import at a running server. */
export { type Beginning, beginAtServer, type ImportSession } from './session.ts';
