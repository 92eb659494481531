/**
 * The bytes of a file, one piece after the other. Never more than a few pieces are in memory: reading waits for whoever
 * uses them.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { importErrors } from '../errors.ts';

/** A path, or a stream with a name for messages (standard input, an upload). */
export type ImportFile =
  | string
  | { name: string; stream: AsyncIterable<Uint8Array>; size?: number | undefined; writtenAt?: Date | undefined };

export type Source = {
  name: string;
  /** Bytes as they lie on the disk, compressed or not; undefined for a stream of unknown length. */
  totalBytes: number | undefined;
  /** When the file was last written: its state is of then, not of now. Undefined for streams that do not say it. */
  writtenAt: Date | undefined;
  /** Plain bytes, decompressed. To be read once. */
  bytes: AsyncGenerator<Buffer>;
  /** Bytes of the file consumed so far. */
  bytesRead: () => number;
  /** Lets go of the file, read or not. */
  close: () => void;
};

/** Read at a time from the disk. */
const PIECE = 64 * 1024;

/** Opens a file, looks into its first bytes and sees through gzip, whatever its name ends in. */
export async function openSource(file: ImportFile): Promise<Source> {
  const { name, size, writtenAt, pieces, close } = await locate(file);
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      read += piece.length;
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    }
  }
  const raw = counted();
  const [head, all] = await peek(raw, 4);
  try {
    refuseSpreadsheets(name, head);
  } catch (error) {
    close();
    throw error;
  }
  const bytes = head[0] === 0x1f && head[1] === 0x8b ? gunzipped(all) : all;
  return { name, totalBytes: size, writtenAt, bytes, bytesRead: () => read, close };
}

async function locate(file: ImportFile) {
  if (typeof file !== 'string') {
    return { name: file.name, size: file.size, writtenAt: file.writtenAt, pieces: file.stream, close: () => {} };
  }
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new Error('it is a folder');
    // Opened before the answer, so that a file that may not be read is said here and not in the middle.
    const stream = createReadStream(file, { highWaterMark: PIECE });
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    // The size of a pipe is 0 and says nothing.
    const size = found.isFile() ? found.size : undefined;
    const pieces: AsyncIterable<Uint8Array> = stream;
    return { name: basename(file), size, writtenAt: found.mtime, pieces, close: () => void stream.destroy() };
  } catch (cause) {
    throw importErrors.IMPORT_NO_FILE({ file, reason: plainReason(cause) }, { cause });
  }
}

function plainReason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user';
  return (cause as Error).message;
}

function refuseSpreadsheets(file: string, head: Buffer): void {
  const magic = head.toString('latin1');
  if (magic.startsWith('PK\x03\x04'))
    throw importErrors.IMPORT_SPREADSHEET({ file, what: 'a zip archive or an Excel workbook' });
  if (magic.startsWith('\xd0\xcf\x11\xe0'))
    throw importErrors.IMPORT_SPREADSHEET({ file, what: 'an old Excel workbook' });
  if (magic.startsWith('%PDF')) throw importErrors.IMPORT_SPREADSHEET({ file, what: 'a PDF document' });
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP)/s.test(magic))
    throw importErrors.IMPORT_SPREADSHEET({ file, what: 'an image' });
}

/** Thrown where a compressed file ends early; the reader adds the line. */
export class BrokenGzip extends Error {}

async function* gunzipped(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  const input = Readable.from(pieces, { objectMode: false, highWaterMark: PIECE });
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code?.startsWith('Z_')) throw new BrokenGzip((error as Error).message, { cause: error });
    throw error;
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

/** Reads at least `least` bytes ahead and gives them back together with a generator that starts with them again. */
export async function peek(bytes: AsyncGenerator<Buffer>, least: number): Promise<[Buffer, AsyncGenerator<Buffer>]> {
  const ahead: Buffer[] = [];
  let length = 0;
  let failure: unknown;
  while (length < least) {
    try {
      const next = await bytes.next();
      if (next.done) break;
      ahead.push(next.value);
      length += next.value.length;
    } catch (error) {
      // What came before the failure is still good; the failure comes again where it belongs.
      failure = error;
      break;
    }
  }
  async function* again(): AsyncGenerator<Buffer> {
    try {
      yield* ahead.splice(0);
      if (failure !== undefined) throw failure;
      yield* bytes;
    } finally {
      await bytes.return(undefined);
    }
  }
  return [Buffer.concat(ahead), again()];
}
