/** The way back: everything in one transaction, so that a restore that fails leaves the database as it was. */
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { aloneOn } from '../alone.ts';
import { type Pool, type Tx, transaction } from '../db.ts';
import { distribute, isDistributed } from '../distribute.ts';
import { applyMigrations, knownMigrations, migrate } from '../migrate.ts';
import { createQuarter } from '../partitions.ts';
import { backupErrors } from './errors.ts';
import { type CopiedTable, type Manifest, Measured, partOf, progressOf } from './manifest.ts';
import type { Backup } from './read.ts';
import {
  columnList,
  copied,
  inLoadingOrder,
  quoted,
  readTables,
  setSequences,
  type Table,
  tablesWithRows,
} from './tables.ts';

/** How a backup is restored. */
export type RestoreOptions = {
  /** Lets what is there go. */
  replace: boolean;
  now: Date;
  /** Takes a line now and then. */
  say: (line: string) => void;
};

/** What was done: tables with their rows, and migrations that came after the backup. */
export type RestoreReport = { tables: { name: string; rows: number }[]; migrated: string[]; spread: boolean };

/**
 * Puts a backup into a database.
 * @throws BACKUP_NEWER, RESTORE_NOT_EMPTY, BACKUP_OTHER_SCHEMA, BACKUP_DAMAGED, STORE_IN_USE
 */
export async function restoreBackup(pool: Pool, backup: Backup, options: RestoreOptions): Promise<RestoreReport> {
  const { manifest, file } = backup;
  refuseNewer(manifest, file);
  return aloneOn(pool, async () => {
    const spread = await isDistributed(pool);
    await transaction(pool, async (tx) => {
      await makeRoom(tx, options.replace);
      await makeTables(tx, manifest);
      await loadTables(tx, backup, options.say);
    });
    const migrated = await migrate(pool, options.now);
    if (spread) await distribute(pool);
    // Nothing is known of the new rows yet, and the first plans are made within seconds.
    for (const { name } of manifest.tables) await pool.query(`analyze ${quoted(name)}`);
    return { tables: manifest.tables.map(({ name, rows }) => ({ name, rows })), migrated, spread };
  });
}

function refuseNewer(manifest: Manifest, file: string): void {
  const known = knownMigrations().map(({ number }) => number);
  const unknown = manifest.migrations.filter(({ number }) => !known.includes(number)).map(({ name }) => name);
  if (unknown.length > 0)
    throw backupErrors.BACKUP_NEWER({ file, version: manifest.declic, migrations: unknown.join(', ') });
}

async function makeRoom(tx: Tx, replace: boolean): Promise<void> {
  const tables = await readTables(tx);
  if (tables.length === 0) return;
  const holding = replace ? [] : await tablesWithRows(tx, tables);
  if (holding.length > 0) throw backupErrors.RESTORE_NOT_EMPTY({ tables: holding.join(', ') });
  await tx.query(`drop table ${columnList(tables.map(({ name }) => name))} cascade`);
}

async function makeTables(tx: Tx, { migrations, partitions }: Manifest): Promise<void> {
  await applyMigrations(
    tx,
    migrations.map(({ number, appliedAt }) => ({ number, at: new Date(appliedAt) })),
  );
  for (const { name, from, to } of partitions)
    await createQuarter(tx, { name, from: new Date(from), to: new Date(to) });
}

async function loadTables(tx: Tx, backup: Backup, say: (line: string) => void): Promise<void> {
  const { manifest } = backup;
  const there = await readTables(tx);
  const wanted = new Map(manifest.tables.map((table) => [table.name, table]));
  const odd =
    copied(there).find((table) => !sameColumns(table, wanted.get(table.name))) ??
    manifest.tables.find(({ name }) => !there.some((table) => table.name === name));
  if (odd) throw backupErrors.BACKUP_OTHER_SCHEMA({ table: odd.name, version: manifest.declic });
  for (const { name } of await inLoadingOrder(tx, copied(there))) await loadTable(tx, backup, wanted.get(name)!, say);
  await setSequences(tx, there, manifest.sequences);
}

const sameColumns = (table: Table, other: CopiedTable | undefined): boolean =>
  other !== undefined && [...table.columns].sort().join() === [...other.columns].sort().join();

async function loadTable(tx: Tx, backup: Backup, table: CopiedTable, say: (line: string) => void): Promise<void> {
  const tell = progressOf(say);
  const measured = new Measured((bytes) => tell(table.name, bytes));
  const loading = tx.query(copyFrom(`copy ${quoted(table.name)} (${columnList(table.columns)}) from stdin`));
  await pipeline(await backup.rowsOf(table.name), measured, loading as Writable);
  if (measured.digest() !== table.sha256 || loading.rowCount !== table.rows)
    throw backupErrors.BACKUP_DAMAGED({ file: backup.file, part: partOf(table.name) });
}
