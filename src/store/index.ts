/** The door of the store room. */

/** Who works on the database. */
export { type Attendance, aloneOn, attend } from './alone.ts';
/** A snapshot of the whole database in one file, and its way back. */
export {
  type Backup,
  type BackupReport,
  printOf,
  type RestoreReport,
  restoreBackup,
  withBackup,
  writeBackup,
} from './backup/index.ts';
/** The database that the configuration names: DATABASE_URL, or the bundled server on the data folder. */
export { type Bundled, type Database, openDatabase, runningDatabase } from './bundled/index.ts';
/** The two clocks, and one that is moved by hand. */
export { type Clock, liveClock, movableClock } from './clock.ts';
/** Connections and transactions. */
export { openPool, type Pool, type Queryable, type Tx, transaction, unlessThere } from './db.ts';
/** One number that grows with every change of a definition. */
export { bumpDefinitions, definitionsVersion } from './definitions.ts';
/** Spreading the tables over the servers of a cluster. */
export {
  type ClusterServer,
  clusterState,
  type Distribution,
  distribute,
  isDistributed,
  type ServerAnswer,
} from './distribute.ts';
export { faster, type Revised } from './faster.ts';
/** The inbox: the only way in for facts, and the only way from bucket to bucket. */
export {
  bucketsUrgent,
  bucketsWithInbox,
  commandRow,
  dropInbox,
  type InboxEntry,
  type InboxRow,
  inboxDepth,
  inboxMark,
  inboxWaitsBelow,
  type Lane,
  lanes,
  type Origin,
  putInbox,
  readInbox,
  unpackInbox,
} from './inbox.ts';
/** Figures of the whole shop that take long to count. */
export { byBuckets, type Counted, type Kept, keptFigures, keptFiguresOf, keptFiguresOfMany } from './kept.ts';
/** Keys, ids and buckets. */
export {
  addressHash,
  bucketOfHash,
  bucketOfPerson,
  bucketOfText,
  isUuid,
  keyOf,
  messageKey,
  newId,
} from './keys.ts';
/** The mark of a bucket that is another one after every change, and what is kept by it. */
export { keptByBucket, markChanged } from './marks.ts';
/** Numbered migrations. */
export { appliedMigrations, defaultBuckets, knownMigrations, type Migration, migrate } from './migrate.ts';
/** The partitions of events. */
export {
  dropPartitions,
  type Made,
  makePartitions,
  missingPartitions,
  quarterOf,
  quartersBetween,
  readPartitions,
  type Span,
} from './partitions.ts';
/** Which processes live. */
export type { Presence } from './presence.ts';
/** Named statements. */
export {
  allStatements,
  arrayLiteral,
  count,
  jsonList,
  run,
  runPlanned,
  type Scope,
  type Statement,
  statements,
} from './statements.ts';
/** The open store. */
export { openStore, type Store, type StoreOptions } from './store.ts';
/** The short transaction of a bucket. */
export {
  type AppliedEvent,
  type Applier,
  type Bite,
  type BiteChanges,
  bucketCount,
  type Changes,
  countOnce,
  type ListChange,
  type Movement,
  noChanges,
  type Touched,
  takeBucket,
} from './tick.ts';
/** Rows of a few kinds, for statements: what is common is told once. */
export { toldOnce } from './told-once.ts';
/** Whose turn it is. */
export { Turns } from './turns.ts';
