import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Pool, type Tx, transaction } from './db.ts';
import { distribute, isDistributed } from './distribute.ts';
import { errors } from './errors.ts';

const folder = fileURLToPath(new URL('./migrations/', import.meta.url));
/** Any constant: the advisory lock that lets one process migrate at a time. */
const migrationLock = 7_301_001;
/** Buckets of a new installation; `declic db rebucket` changes it offline. */
export const defaultBuckets = 64;

export type Migration = { number: number; name: string; text: string };

/** The migrations that this program knows, in order. */
export function knownMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ number: Number(file.slice(0, 3)), name: file, text: readFileSync(folder + file, 'utf8') }));
}

/** Numbers of the migrations that the database has had; empty for a fresh one. */
export async function appliedMigrations(pool: Pool): Promise<number[]> {
  const there = await pool.query(`select to_regclass('schema_migration') is not null as yes`);
  if (!there.rows[0].yes) return [];
  const rows = await pool.query('select number from schema_migration order by number');
  return rows.rows.map((row) => row.number);
}

const noteTable =
  'create table if not exists schema_migration (number integer primary key, name text not null, applied_at timestamptz not null)';

/**
 * The statements of a migration, which has no bodies of functions. A cluster passes the text that a change of a table came in on to its
 * servers, and they take one statement at a time.
 */
export function statementsOf(text: string): string[] {
  const found = [''];
  for (const [part] of text.matchAll(/--.*|'(?:[^']|'')*'|;|[^-';]+|-/g)) {
    if (part === ';') found.push('');
    else if (!part.startsWith('--')) found.push(found.pop() + part);
  }
  return found.map((statement) => statement.trim()).filter((statement) => statement !== '');
}

async function apply(tx: Tx, { number, name, text }: Migration, at: Date): Promise<void> {
  for (const statement of statementsOf(text)) await tx.query(statement);
  await tx.query('insert into schema_migration values ($1, $2, $3)', [number, name, at]);
}

/** Applies these migrations to an empty database, as of the moments at which another one had them. Makes no buckets. */
export async function applyMigrations(tx: Tx, wanted: readonly { number: number; at: Date }[]): Promise<void> {
  await tx.query(noteTable);
  for (const migration of knownMigrations()) {
    const one = wanted.find(({ number }) => number === migration.number);
    if (one) await apply(tx, migration, one.at);
  }
}

/**
 * Brings the database to this program's schema, each migration in its own transaction.
 * @returns names of the migrations that were applied now
 * @throws STORE_NEWER_DATABASE when the database has had a migration that this program does not know
 */
export async function migrate(pool: Pool, now: Date, buckets = defaultBuckets): Promise<string[]> {
  const done: string[] = [];
  const known = knownMigrations();
  await transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await tx.query(noteTable);
    const had = new Set(
      (await tx.query('select number from schema_migration')).rows.map((row) => row.number as number),
    );
    const newest = known.at(-1)?.number ?? 0;
    const unknown = [...had].filter((number) => number > newest);
    if (unknown.length > 0) throw errors.STORE_NEWER_DATABASE({ database: Math.max(...unknown), program: newest });
    for (const migration of known) {
      if (had.has(migration.number)) continue;
      await apply(tx, migration, now);
      done.push(migration.name);
    }
    // Asked first and not in the insert: on a cluster that would be one statement over many servers.
    const there = await tx.query('select 1 from bucket limit 1');
    if (there.rowCount === 0)
      await tx.query('insert into bucket select generate_series(0, $1::integer - 1)', [buckets]);
  });
  // On a cluster the tables that a migration made are spread like the others.
  if (done.length > 0 && (await isDistributed(pool))) await distribute(pool);
  return done;
}
