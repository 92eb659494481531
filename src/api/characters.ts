import type { FastifyRequest } from 'fastify';
import { errors } from './errors.ts';

/** Deeper JSON is no rule, scenario or report; whoever writes it out again would exhaust the stack. */
const DEEPEST = 64;

/**
 * Refuses what cannot be kept: the character NUL and halves of surrogate pairs, which PostgreSQL takes in no text, and JSON
 * that nests too deep. Asked of every request, before any schema, so that no field is forgotten.
 * @throws API_BAD_VALUE with the name of the field
 */
export async function checkCharacters(request: FastifyRequest): Promise<void> {
  for (const part of [request.params, request.query, request.body]) {
    const fault = faultOf(part);
    if (fault) throw errors.API_BAD_VALUE(fault);
  }
}

/** The first such fault of any JSON. A stack of our own: the depth of the input must not become the depth of ours. */
export function faultOf(part: unknown): { field: string; reason: string } | null {
  const waiting: { value: unknown; path: readonly string[] }[] = [{ value: part, path: [] }];
  for (let item = waiting.pop(); item; item = waiting.pop()) {
    const { value, path } = item;
    const reason = path.length > DEEPEST ? `it nests more than ${DEEPEST} levels` : reasonOf(value);
    if (reason) return { field: path.slice(0, 8).join('.') || 'the body', reason };
    // Bytes are no text: a picture is judged by who takes it.
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [name, child] of Object.entries(value)) {
      const bad = reasonOf(name);
      if (bad) return { field: [...path, JSON.stringify(name)].slice(0, 8).join('.'), reason: bad };
      if (typeof child === 'string' || typeof child === 'object') waiting.push({ value: child, path: [...path, name] });
    }
  }
  return null;
}

function reasonOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value.includes('\0')) return 'it holds the character NUL';
  return value.isWellFormed() ? null : 'it holds half of a character (a lone surrogate)';
}
