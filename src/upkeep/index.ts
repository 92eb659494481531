/** The door of the upkeep room. */

/** The errors of this room. */
export { errors as upkeepErrors } from './errors.ts';
/** Counting and deleting what has been kept long enough; since when events are kept. */
export { countPast, deletePast, type Past, type RetentionReport } from './retention.ts';

/** How far the work is behind, how the database does; the metrics of it. */
import './readings.ts';

/** Another number of buckets. */
export { type Rebucketed, rebucket } from './rebucket/rebucket.ts';
export {
  bucketsBehind,
  failedSince,
  readDatabase,
  readLag,
  readWaiting,
  tablesWithDeadRows,
} from './state.ts';
/** The daily care; when a task of it was last done. */
export { createUpkeep, lastDone, noteTask, type Upkeep } from './upkeep.ts';
