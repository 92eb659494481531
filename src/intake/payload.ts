/** The body of a tracking request: unpacked within bounds, and read as JSON whatever its content type says. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { errors } from './errors.ts';

const unpackers: Readonly<Record<string, (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Reads a body. Gzip is recognised by its first bytes too: one library packs without saying so.
 * @param limit most bytes after unpacking, so that a small packet that unpacks to gigabytes is stopped on its way
 * @throws INTAKE_BAD_JSON, INTAKE_BAD_ENCODING, INTAKE_TOO_LARGE
 */
export async function readPayload(body: Buffer, encoding: string | undefined, limit: number): Promise<unknown> {
  const plain = await unpack(body, encoding, limit);
  if (plain.length > limit) throw errors.INTAKE_TOO_LARGE({ limit });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (error) {
    throw errors.INTAKE_BAD_JSON({ reason: 'it is not UTF-8' }, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw errors.INTAKE_BAD_JSON(
      { reason: text.trim() === '' ? 'it is empty' : (error as Error).message },
      { cause: error },
    );
  }
}

async function unpack(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const named = encoding?.trim().toLowerCase();
  const isGzip = body.length > 2 && body[0] === 0x1f && body[1] === 0x8b;
  const method = isGzip
    ? 'gzip'
    : named && named !== 'identity' && named !== 'gzip' && named !== 'x-gzip'
      ? named
      : null;
  if (method === null) return body;
  const unpacker = unpackers[method];
  if (!unpacker) throw errors.INTAKE_BAD_ENCODING({ reason: `“${method}” is not known here` });
  try {
    return await unpacker(body, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw errors.INTAKE_TOO_LARGE({ limit });
    throw errors.INTAKE_BAD_ENCODING({ reason: (error as Error).message }, { cause: error });
  }
}
