/**
 * The log: a line of JSON per event on the standard error output, with `level`, `time`, `event`, `msg` and fields of the event.
 * Every event is listed in docs/OPERATIONS.md. Nothing about a person gets into it: what PostgreSQL says of the row that it refused is left
 * out, and addresses and numbers in texts are masked, because nobody knows what the message of an error repeats.
 */
import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

const ADDRESS = /[^\s@"'<>()=:,;\\/]+@[^\s@"'<>(),;\\/]+\.[\p{L}]{2,}/gu;
const NUMBER = /\+\d[\d .()-]{6,}\d/g;

/** A text without addresses and numbers of phones. */
const masked = (text: string): string => text.replace(ADDRESS, '[address]').replace(NUMBER, '[number]');

/** Opens the log; to the standard error output when no stream is given. */
export function openLog(level: LogLevel, stream?: DestinationStream): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: plainError },
    formatters: { level: (label: string) => ({ level: label }), log: maskedFields },
  };
  // Written at once: the last lines of a process that dies are those that matter.
  return pino(options, stream ?? pino.destination({ dest: 2, sync: true }));
}

const maskedFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? masked(value) : value]),
  );

type Known = Error & { code?: unknown; constraint?: unknown; table?: unknown; cause?: unknown };

/** Of an error what says where and why, and nothing of the row it was about. */
function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: masked(String(error)) };
  const { name, message, stack, code, constraint, table, cause } = error as Known;
  return {
    type: name,
    message: masked(message),
    ...(code === undefined ? {} : { code }),
    ...(table === undefined ? {} : { table }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: masked(stack ?? ''),
    ...(cause instanceof Error ? { cause: plainError(cause) } : {}),
  };
}
