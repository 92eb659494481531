import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Call, Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { withFace } from '../face.ts';

type Taken = { result: string; kind: string; key: string | null; outcome: string | null; reason: string };

/** `EX_TEMPFAIL` of sysexits.h: a mail server whose pipe ends with it keeps the message and comes again. */
const COME_AGAIN = 75;
/** What the server reads of a report; the rest is pictures. */
const READ = 512 * 1024;

/** `declic bounce FILE…|-`: hands messages that came back to the server, for a pipe of Postfix or procmail. */
export const bounce: Command = {
  summary: 'takes messages that came back (bounces, complaints), from files or from a pipe',
  usage: 'declic bounce FILE… | - [--json]',
  options: {},
  run: async (call) => {
    const files = call.positionals;
    if (files.length === 0) throw call.wrong('“bounce” needs a file, or “-” for what is piped in');
    return take(call, files);
  },
  // What is piped in was given by a mail server, which has no other copy once it is told "failed".
  failed: (args) => (args.includes('-') ? COME_AGAIN : 1),
};

async function take(call: Call, files: readonly string[]): Promise<number> {
  // All are read before the first is handed over: a slip in the last name must not leave half of them to be given twice.
  const given: { file: string; raw: Buffer }[] = [];
  for (const file of files) given.push({ file, raw: await read(file) });
  const taken = await withFace(call, async (face) => {
    const all: (Taken & { file: string })[] = [];
    for (const { file, raw } of given) {
      const body = { raw: raw.subarray(0, READ).toString('base64'), encoding: 'base64' };
      all.push({ file, ...(await face<Taken>('POST', '/api/bounces', body)) });
    }
    return all;
  });
  call.answer(taken, taken.map(lineOf).join('\n'));
  return 0;
}

const lineOf = ({ file, result, kind, outcome, reason, key }: Taken & { file: string }): string =>
  result === 'taken' ? `${file}: ${outcome} (${reason}), message ${key}` : `${file}: ${result}, ${kind} (${reason})`;

async function read(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin);
  return readFile(file).catch((error) => {
    throw cliErrors.CLI_BAD_FILE({ path: file, reason: (error as Error).message }, { cause: error });
  });
}
