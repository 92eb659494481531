import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { DeclicError } from '../errors.ts';
import { errors } from './errors.ts';
import { foundFaults } from './faults.ts';

/** Answers every failure as `{ error: { code, message, params?, details? } }`; what is not the caller's fault is logged under an id. */
export function answerFailure(log: Logger) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const known = asDeclicError(error, request);
    if (known) {
      if (known.status >= 500) log.error({ event: 'http.failed', err: error, ...placeOf(request) }, 'a request failed');
      if (known.status === 429) retryAfter(known, reply);
      return send(reply, known);
    }
    const id = randomUUID();
    log.error({ event: 'http.unexpected', err: error, id, ...placeOf(request) }, 'a request failed unexpectedly');
    return send(reply, errors.API_UNEXPECTED({ id }));
  };
}

/** Its address may hold a token or say who it is about. */
export const placeOf = (request: FastifyRequest) => ({
  method: request.method,
  route: request.routeOptions.url ?? 'none',
});

/** What is answered where no route is. */
export function answerNotFound(request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.split('?', 1)[0] ?? '';
  return send(reply, errors.API_NO_SUCH_PATH({ method: request.method, path }));
}

// Written by hand, not by the route's schema: an answer about a failure must never fail.
function send(reply: FastifyReply, error: DeclicError) {
  return reply
    .code(error.status)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ error: error.toJSON() });
}

function retryAfter(error: DeclicError, reply: FastifyReply): void {
  const { minutes, seconds } = (error.details ?? {}) as { minutes?: number; seconds?: number };
  const wait = seconds ?? (minutes === undefined ? undefined : minutes * 60);
  if (wait !== undefined) reply.header('retry-after', wait);
}

/** Our own error for what was thrown; null for what nobody foresaw. */
function asDeclicError(error: FastifyError, request: FastifyRequest): DeclicError | null {
  if (error instanceof DeclicError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error);
  const make = CODES[error.code];
  if (make) return make(error, request);
  // The parser's own SyntaxError, and Fastify's refusal of “__proto__”, carry a status and no code.
  if (error.statusCode === 400) return errors.API_NOT_JSON({ reason: error.message }, { cause: error });
  return null;
}

/** The database's word for what no text of it can hold; checkCharacters names the field, this is the net under it. */
const unkept = () => errors.API_BAD_VALUE({ field: 'the body', reason: 'it holds a character that no text can keep' });
const closed = (cause: Error) => errors.API_CLOSED({}, { cause });

/** Codes of Fastify, Node and the database that have a sentence of ours. */
const CODES: Record<string, (error: FastifyError, request: FastifyRequest) => DeclicError> = {
  FST_ERR_CTP_INVALID_JSON_BODY: (error) => errors.API_NOT_JSON({ reason: error.message }),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => errors.API_NOT_JSON({ reason: 'it is empty' }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => errors.API_CUT_OFF(),
  ECONNRESET: () => errors.API_CUT_OFF(),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (_, request) =>
    errors.API_WRONG_MEDIA({ kind: request.headers['content-type'] ?? 'unknown', wanted: 'application/json' }),
  FST_ERR_CTP_BODY_TOO_LARGE: (_, request) => tooLarge(request.routeOptions.bodyLimit),
  '22021': unkept,
  '22P05': unkept,
  ECONNREFUSED: closed,
  // A server of a cluster does not answer its coordinator.
  '08006': closed,
  '57P01': closed,
  '57P03': closed,
};

export function tooLarge(limit: number | undefined): DeclicError {
  const kilobytes = Math.floor((limit ?? 0) / 1024);
  return errors.API_TOO_LARGE({ most: kilobytes >= 1024 ? `${Math.floor(kilobytes / 1024)} MB` : `${kilobytes} KB` });
}

/** Faults found by a schema, each with the name of its field. */
function invalid(error: FastifyError): DeclicError {
  const { found, more } = foundFaults(error);
  const faults = [...found.map((fault) => fault.sentence), ...(more > 0 ? [`and ${more} more`] : [])];
  return errors.API_INVALID({ faults }, { details: found });
}
