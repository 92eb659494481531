/** What a backup says about itself. */
import { createHash, createHmac } from 'node:crypto';
import { Transform } from 'node:stream';
import { z } from 'zod';

/** Grows when the file changes in a way that older programs cannot read. */
export const FORMAT = 1;
export const MANIFEST = 'manifest.json';
export const SECRET = 'secret.txt';
/** Stands in the zip's comment, so that the manifest itself is held against something. */
export const COMMENT = /^Déclic backup, manifest sha256 ([0-9a-f]{64})$/;
export const commentOf = (manifest: Buffer): string => `Déclic backup, manifest sha256 ${sha256(manifest)}`;
export const partOf = (table: string): string => `tables/${table}.copy`;

const whole = z.number().int().nonnegative();
const content = { bytes: whole, sha256: z.string() };

export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  /** Version of the program. */
  declic: z.string(),
  madeAt: z.string(),
  postgres: z.string(),
  buckets: whole,
  migrations: z.array(z.object({ number: whole, name: z.string(), appliedAt: z.string() })),
  /** Quarters of events. */
  partitions: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: whole, ...content })),
  sequences: z.array(z.object({ table: z.string(), column: z.string(), last: whole, used: z.boolean() })),
  /** Which secret its signed links and sealed passwords were made with; `included` when the file holds it. */
  secret: z.object({ print: z.string(), included: z.boolean() }).nullable(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type CopiedTable = Manifest['tables'][number];

/** Tells two secrets apart without telling either. */
export const printOf = (secret: string): string =>
  createHmac('sha256', secret).update('Déclic backup').digest('hex').slice(0, 16);

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Passes bytes on, counting and hashing them. */
export class Measured extends Transform {
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #onBytes: (bytes: number) => void;

  constructor(onBytes: (bytes: number) => void = () => {}) {
    super();
    this.#onBytes = onBytes;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    this.#onBytes(this.bytes);
    done(null, chunk);
  }

  /** Once, at the end. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

const TELL_EVERY_MS = 5_000;
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** A line now and then, so that a long run is seen to go on. */
export function progressOf(say: (line: string) => void, wall: () => number = Date.now) {
  let told = wall();
  return (what: string, bytes: number): void => {
    if (wall() - told < TELL_EVERY_MS) return;
    told = wall();
    say(`${what}: ${megabytes(bytes)} so far…`);
  };
}
