/** Writing a backup: one transaction that reads, one zip that is written as it comes. */
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { ZipFile } from 'yazl';
import type { Pool, Tx } from '../db.ts';
import { readPartitions } from '../partitions.ts';
import { backupErrors } from './errors.ts';
import {
  type CopiedTable,
  commentOf,
  FORMAT,
  MANIFEST,
  type Manifest,
  Measured,
  partOf,
  printOf,
  progressOf,
  SECRET,
} from './manifest.ts';
import { columnList, copied, quoted, readSequences, readTables, type Table } from './tables.ts';

/** How a backup is made. */
export type BackupOptions = {
  file: string;
  /** Version of the program, for whoever restores. */
  version: string;
  /** The secret that the rows were made with, if it is known here; `include` puts it into the file. */
  secret: { value: string; include: boolean } | null;
  now: Date;
  /** Takes a line now and then. */
  say: (line: string) => void;
};

/** What was written. */
export type BackupReport = {
  file: string;
  bytes: number;
  madeAt: Date;
  tables: CopiedTable[];
  secretIncluded: boolean;
};

/** Level 6 takes twice the time for a tenth less. */
const COMPRESSION = { compressionLevel: 3 };
/** The file holds everything about everybody. */
const OWNER_ONLY = 0o600;

/**
 * Writes a snapshot of the database while others go on working.
 * @throws BACKUP_EXISTS, BACKUP_NOTHING, BACKUP_NOT_WRITTEN
 */
export async function writeBackup(pool: Pool, options: BackupOptions): Promise<BackupReport> {
  const file = resolve(options.file);
  if (existsSync(file)) throw backupErrors.BACKUP_EXISTS({ file });
  const draft = `${file}.partial-${process.pid}`;
  try {
    const manifest = await inSnapshot(pool, (tx, tables) => writeZip(tx, tables, draft, options)).catch((error) => {
      throw explained(error, file);
    });
    const { size } = await stat(draft);
    await rename(draft, file);
    await syncFolder(dirname(file));
    const { tables, madeAt, secret } = manifest;
    return { file, bytes: size, madeAt: new Date(madeAt), tables, secretIncluded: secret?.included ?? false };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** What the system refused (a full disk, a missing folder) is a sentence. */
function explained(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  return backupErrors.BACKUP_NOT_WRITTEN({ file, reason: `${syscall} ended with ${code}` }, { cause: error });
}

/** A rename is on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/**
 * Runs `work` on one snapshot. The locks come first, as with `pg_dump`: they take no snapshot, and a table that is in it cannot be
 * altered or dropped any more. Rows are read and written by everybody meanwhile.
 */
async function inSnapshot<T>(pool: Pool, work: (tx: Tx, tables: Table[]) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const tables = await readTables(client);
    if (!tables.some(({ name }) => name === 'bucket')) throw backupErrors.BACKUP_NOTHING();
    await client.query('begin isolation level repeatable read, read only');
    await client.query(`lock table ${columnList(tables.map(({ name }) => name))} in access share mode`);
    // Two scans of a large table may else begin where another one is: the same rows would make another file.
    await client.query('set local synchronize_seqscans = off');
    const result = await work(client, tables);
    await client.query('commit');
    return result;
  } catch (error) {
    // The session may stand in the middle of a copy: it is closed and not asked to roll back.
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function writeZip(tx: Tx, tables: Table[], draft: string, options: BackupOptions): Promise<Manifest> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const written = pipeline(output, createWriteStream(draft, { flags: 'wx', mode: OWNER_ONLY, flush: true }));
  const failed = written.then(() => new Promise<never>(() => {}));
  // Told by whoever waits for it; alone it would end the process.
  failed.catch(() => {});
  const mtime = options.now;
  const tell = progressOf(options.say);
  const done: CopiedTable[] = [];
  try {
    for (const table of copied(tables)) {
      const copying = tx.query(
        copyTo(`copy (select ${columnList(table.columns)} from ${quoted(table.name)}) to stdout`),
      );
      const measured = new Measured((bytes) => tell(table.name, bytes));
      zip.addReadStream(measured, partOf(table.name), { mtime, mode: OWNER_ONLY, ...COMPRESSION });
      await Promise.race([Promise.all([pipeline(copying, measured), finished(measured)]), failed]);
      const content = { rows: copying.rowCount, bytes: measured.bytes, sha256: measured.digest() };
      done.push({ name: table.name, columns: table.columns, ...content });
    }
    if (options.secret?.include) zip.addBuffer(Buffer.from(options.secret.value), SECRET, { mtime, mode: OWNER_ONLY });
    const manifest = await describe(tx, tables, done, options);
    const text = Buffer.from(JSON.stringify(manifest, null, 1));
    zip.addBuffer(text, MANIFEST, { mtime, mode: OWNER_ONLY });
    zip.end({ comment: commentOf(text), forceZip64Format: false });
    await written;
    return manifest;
  } catch (error) {
    output.destroy(error as Error);
    throw error;
  }
}

async function describe(tx: Tx, tables: Table[], done: CopiedTable[], options: BackupOptions): Promise<Manifest> {
  const migrations = await tx.query<{ number: number; name: string; applied_at: Date }>(
    'select number, name, applied_at from schema_migration order by number',
  );
  const server = await tx.query<{ version: string }>(`select current_setting('server_version') as version`);
  return {
    format: FORMAT,
    declic: options.version,
    madeAt: options.now.toISOString(),
    postgres: server.rows[0]!.version,
    buckets: done.find(({ name }) => name === 'bucket')!.rows,
    migrations: migrations.rows.map(({ number, name, applied_at }) => ({
      number,
      name,
      appliedAt: applied_at.toISOString(),
    })),
    partitions: (await readPartitions(tx)).map(({ name, from, to }) => ({
      name,
      from: from.toISOString(),
      to: to.toISOString(),
    })),
    tables: done,
    sequences: await readSequences(tx, tables),
    secret: options.secret && { print: printOf(options.secret.value), included: options.secret.include },
  };
}
