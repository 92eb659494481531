/** Reading a backup: what it says of itself, and whether it is still what was written. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { isDeclicError } from '../../errors.ts';
import { backupErrors } from './errors.ts';
import {
  COMMENT,
  MANIFEST,
  type Manifest,
  Measured,
  manifestSchema,
  partOf,
  progressOf,
  SECRET,
  sha256,
} from './manifest.ts';

/** An open backup. */
export type Backup = {
  file: string;
  manifest: Manifest;
  /** The secret that it carries. */
  secret: string | null;
  /** The rows of a table, as `copy` takes them. */
  rowsOf: (table: string) => Promise<Readable>;
};

/**
 * Opens a backup for `work`, after the whole of it was read and held against its checksums.
 * @throws BACKUP_UNREADABLE, BACKUP_DAMAGED
 */
export async function withBackup<T>(
  path: string,
  say: (line: string) => void,
  work: (backup: Backup) => Promise<T>,
): Promise<T> {
  const file = resolve(path);
  const zip = await inWords(file, async () => {
    if (!existsSync(file)) throw new Error('there is no such file');
    return openPromise(file, { autoClose: false, lazyEntries: true });
  });
  try {
    const backup = await inWords(file, () => openBackup(file, zip));
    await check(backup, say);
    return await work(backup);
  } finally {
    zip.close();
  }
}

/** Faults of the zip are told as faults of the file. */
async function inWords<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDeclicError(error)) throw error;
    throw backupErrors.BACKUP_UNREADABLE({ file, reason: (error as Error).message }, { cause: error });
  }
}

async function openBackup(file: string, zip: ZipFile): Promise<Backup> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  const wanted = COMMENT.exec(zip.comment)?.[1];
  if (wanted === undefined || !entries.has(MANIFEST)) throw new Error('it is a zip, but no backup of Déclic');
  const open = async (name: string): Promise<Readable> => {
    const entry = entries.get(name);
    if (!entry) throw backupErrors.BACKUP_DAMAGED({ file, part: name });
    return zip.openReadStreamPromise(entry);
  };
  const text = await buffer(await open(MANIFEST));
  if (sha256(text) !== wanted) throw backupErrors.BACKUP_DAMAGED({ file, part: MANIFEST });
  const manifest = manifestOf(text);
  const secret = manifest.secret?.included ? (await buffer(await open(SECRET))).toString('utf8') : null;
  return { file, manifest, secret, rowsOf: (table) => open(partOf(table)) };
}

function manifestOf(text: Buffer): Manifest {
  const parsed = manifestSchema.safeParse(JSON.parse(text.toString('utf8')));
  if (!parsed.success)
    throw new Error('it is of a form that this program does not know; a newer Déclic may have made it');
  return parsed.data;
}

/** Reads the whole of it once: a fault is found in minutes and before anything is touched. */
async function check({ file, manifest, rowsOf }: Backup, say: (line: string) => void): Promise<void> {
  const tell = progressOf(say);
  for (const { name, bytes, sha256: wanted } of manifest.tables) {
    const damaged = (cause?: unknown) => backupErrors.BACKUP_DAMAGED({ file, part: partOf(name) }, { cause });
    const measured = new Measured((read) => tell(`checking ${name}`, read));
    await pipeline(await rowsOf(name).catch((error) => Promise.reject(damaged(error))), measured.resume()).catch(
      (error) => {
        throw damaged(error);
      },
    );
    if (measured.bytes !== bytes || measured.digest() !== wanted) throw damaged();
  }
}
