/** The PostgreSQL that npm brings, run as a child on a unix socket in the data folder. */
/** Opens it; the only way in. */

/** Finds the binaries of this platform, or describes those of a folder. */
export { type Binaries, binariesIn, locateBinaries } from './binaries.ts';
/** DATABASE_URL or the bundled one, whichever the configuration names. */
export { type Database, openDatabase, runningDatabase } from './database.ts';
export { type Bundled, type BundledOptions, type ChildEvent, openBundled } from './open.ts';
