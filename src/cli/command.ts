import type { Writable } from 'node:stream';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Config } from '../config.ts';
import { cliErrors } from './errors.ts';

/** What a command is given. */
export type Call = {
  positionals: string[];
  /** By the names of the command's `options`; absent ones are undefined. */
  options: Record<string, string | boolean | undefined>;
  config: Config;
  json: boolean;
  /** The standard output, for what is too long to be an answer. */
  out: Writable;
  /** The error output, for what is told beside the answer; a terminal knows its width. */
  err: Writable & { isTTY?: boolean; columns?: number };
  /** A line for a person: on the standard error output with `--json`, so that the other holds JSON alone. */
  say: (line: string) => void;
  /** The command's result: as one JSON document with `--json`, else as `text`. */
  answer: (value: unknown, text: string) => void;
  /** Wrong arguments: throw what this makes. */
  wrong: (fault: string) => Error;
};

/** One command; `--json` and `--help` are added to its options. It returns the exit code, or throws. */
export type Command = {
  summary: string;
  usage: string;
  options: ParseArgsOptionsConfig;
  run: (call: Call) => Promise<number>;
  /** The exit code of a failure (an error thrown, or a configuration that cannot be read), where it is not 1. */
  failed?: (args: readonly string[]) => number;
};

/** What one verb of a command does, and how many words may stand behind it. */
export type Verb = { most: number; run: (call: Call) => Promise<number> };

/**
 * Does what the first word says. A word too many is refused and not passed over: of two scenarios to publish, the second one would stay
 * as it was, and nobody would know.
 */
export async function runVerb(call: Call, command: string, verbs: Readonly<Record<string, Verb>>): Promise<number> {
  const [name = '', ...given] = call.positionals;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb)
    throw call.wrong(name === '' ? `“${command}” needs to know what to do` : `“${command}” does not know “${name}”`);
  if (given.length > verb.most) throw call.wrong(`“${command} ${name}” takes no “${given[verb.most]}”`);
  return verb.run(call);
}

/** The error of wrong arguments. */
export function usageError(command: Command, fault: string): Error {
  return cliErrors.CLI_USAGE({ fault, usage: command.usage });
}

/** Aligned columns for a terminal; an empty list gives an empty text. */
export function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
