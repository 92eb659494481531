/**
 * Files that the screen sends. They are kept in the database in pieces and not in a folder: any process may read one in, also after a
 * restart on another machine, and a backup has them.
 */
import { z } from 'zod';
import { defineSetting } from '../settings/index.ts';
import { count, isUuid, newId, type Queryable, run, type Store, statements, type Tx } from '../store/index.ts';
import { errors } from './errors.ts';
import type { ImportFile } from './import/index.ts';

const sql = statements(import.meta.url, 'uploads.sql');

const MB = 1024 * 1024;
/** What one row of the database holds of a file. */
const PIECE = MB / 2;
/** Beyond this `declic import` is the better way: it sends nothing that is not read. */
export const LARGEST_UPLOAD = 2048 * MB;

export const longestUpload = defineSetting({
  key: 'intake.longestUpload',
  about: 'largest file that can be imported from the screen, in bytes',
  schema: z
    .number()
    .int('it must be a whole number')
    .min(MB, `it must be at least ${MB}`)
    .max(LARGEST_UPLOAD, `it must be at most ${LARGEST_UPLOAD}`),
  standard: 256 * MB,
});

export type Upload = { id: string; file: string; bytes: number; writtenAt: Date | null; uploadedAt: Date };

/**
 * Keeps a file. Durable when answered; what breaks off on the way leaves nothing.
 * @throws INTAKE_UPLOAD_TOO_LARGE
 */
export async function keepUpload(
  store: Store,
  given: { file: string; writtenAt: Date | null; by: string; most: number },
  pieces: AsyncIterable<Uint8Array>,
): Promise<Upload> {
  const id = newId();
  const { file, writtenAt, by, most } = given;
  await count(store.pool, sql('begin'), { id, file, written: writtenAt, by, wall: store.clock.wall() });
  try {
    const bytes = await keepPieces(store.pool, id, pieces, most);
    await count(store.pool, sql('whole'), { id, bytes });
  } catch (error) {
    // Where even this fails, the daily care removes it.
    await dropUploads(store.pool, [id]).catch(() => {});
    throw error;
  }
  return (await readUpload(store.pool, id))!;
}

async function keepPieces(on: Queryable, id: string, pieces: AsyncIterable<Uint8Array>, most: number): Promise<number> {
  let [bytes, number, waiting] = [0, 0, 0];
  let held: Uint8Array[] = [];
  const put = async () => {
    await count(on, sql('add'), { id, number, content: Buffer.concat(held) });
    number += 1;
    waiting = 0;
    held = [];
  };
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > most) throw errors.INTAKE_UPLOAD_TOO_LARGE({ most: Math.floor(most / MB) });
    held.push(piece);
    waiting += piece.length;
    if (waiting >= PIECE) await put();
  }
  if (waiting > 0) await put();
  return bytes;
}

/** One file that is there to its last byte, or null. */
export async function readUpload(on: Queryable, id: string): Promise<Upload | null> {
  if (!isUuid(id)) return null;
  return (await run<Upload>(on, sql('one'), { id }))[0] ?? null;
}

/** The file as the import reads it; from the database piece by piece. */
export function fileOfUpload(on: Queryable, upload: Upload): ImportFile {
  const { file, bytes, writtenAt } = upload;
  return { name: file, size: bytes, writtenAt: writtenAt ?? undefined, stream: piecesOf(on, upload.id) };
}

async function* piecesOf(on: Queryable, id: string): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const [piece] = await run<{ content: Buffer }>(on, sql('piece'), { id, number });
    if (!piece) return;
    yield piece.content;
  }
}

/** Forgets files. */
export async function dropUploads(on: Queryable, ids: readonly string[]): Promise<number> {
  await count(on, sql('drop-pieces'), { ids });
  return count(on, sql('drop'), { ids });
}

/** Counts files past their time. */
export const oldUploads = sql('uploads-old');

/** Deletes files that nobody read in. */
export async function dropOldUploads(tx: Tx, { before, most }: { before: Date; most: number }): Promise<number> {
  const found = await run<{ id: string }>(tx, sql('find-old'), { before, most });
  return found.length === 0
    ? 0
    : dropUploads(
        tx,
        found.map(({ id }) => id),
      );
}
