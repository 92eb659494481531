/** One request to our server. Failures are `Failure`, with the server's own code and sentence. */
import type { Answers, parts } from '../../../src/api/contract.ts';

type Told = Answers<typeof parts.failure>['error'];

/** What went wrong: the server's code, its sentence and what to do about it. */
export class Failure extends Error {
  readonly code: string;
  readonly status: number;
  /** What the sentence was filled with. */
  readonly params: NonNullable<Told['params']>;
  readonly details: unknown;

  constructor(status: number, { code, message, params = {}, details }: Told) {
    super(message);
    this.name = 'Failure';
    this.status = status;
    this.code = code;
    this.params = params;
    this.details = details;
  }
}

type Value = string | number | boolean | null | undefined;
export type Asked = Record<string, Value>;

/** What is left out of a question: empty texts and what is not set. */
const isAsked = ([, value]: [string, Value]) => value !== undefined && value !== null && value !== '';

export function addressOf(path: string, asked: Asked = {}): string {
  const query = new URLSearchParams(
    Object.entries(asked)
      .filter(isAsked)
      .map(([name, value]) => [name, String(value)]),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** @throws Failure */
export async function ask<Answer>(
  method: Method,
  address: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await fetch(address, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  }).catch((error: Error) => {
    if (error.name === 'AbortError') throw error;
    throw new Failure(0, { code: 'WEB_NO_ANSWER', message: '' });
  });
  const text = await response.text();
  const read = readJson(text);
  if (response.ok && read !== undefined) return read as Answer;
  const told = (read as Answers<typeof parts.failure> | undefined)?.error;
  throw new Failure(response.status, told ?? { code: 'WEB_BAD_ANSWER', message: '' });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
