import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { defineSetting } from '../settings/index.ts';
import { tooLarge } from './failure.ts';

const KB = 1024;
const MB = 1024 * KB;

/** Largest body of an ordinary request; read when the server starts. */
export const longestBody = defineSetting({
  key: 'api.longestBody',
  about: 'largest body of a request to /api, in bytes (from the next start of the server)',
  schema: z
    .number()
    .int()
    .min(64 * KB)
    .max(64 * MB),
  standard: 2 * MB,
});

/** Largest batch of an import; `declic import` sends far smaller ones. */
export const LONGEST_BATCH = 32 * MB;

/** Beyond this a body that is too long is not even read to its end, and the connection is cut. */
const MOST_DRAINED = 256 * MB;

/**
 * Lets the sender of a body that says it is too long finish, and then answers. Fastify alone would answer and close while
 * the sender still writes: most clients then report a broken connection and never show the sentence.
 */
export async function drainTooLarge(request: FastifyRequest, _reply: FastifyReply, payload: NodeJS.ReadableStream) {
  const length = Number(request.headers['content-length'] ?? 0);
  const { bodyLimit } = request.routeOptions;
  if (bodyLimit === undefined || length <= bodyLimit) return payload;
  await drained(payload, length);
  throw tooLarge(bodyLimit);
}

/** Reads what nobody wants to its end, unless it is endless. */
export async function drained(payload: NodeJS.ReadableStream, length: number): Promise<void> {
  if (length <= MOST_DRAINED) for await (const chunk of payload) void chunk;
}
