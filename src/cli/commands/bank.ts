import { bankKindNames } from '../../banks/index.ts';
import { isDeclicError } from '../../errors.ts';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { allOf, type Face, withFace } from '../face.ts';
import { readText } from '../read-json.ts';

/** A bank as the API answers it; amounts are decimal texts. */
type Bank = { key: string; kind: string; window: number | null; low: boolean } & Record<
  'total' | 'granted' | 'spent' | 'free',
  string
>;

/** Lines that are sent at once: some MB at most. */
const LINES_PER_BATCH = 20_000;
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const VERBS: Readonly<Record<string, Verb>> = {
  add: { most: 1, run: add },
  codes: { most: 2, run: codes },
  show: { most: 1, run: show },
  list: { most: 0, run: list },
};

/** `declic bank add|codes|show|list`: hard limits. */
export const bank: Command = {
  summary: 'add: makes a hard limit; codes: imports codes; show, list: what is left',
  usage: `declic bank add KEY --kind ${bankKindNames.join('|')} [--total AMOUNT] [--window 1h] [--name NAME] | codes KEY FILE | show KEY | list [--json]`,
  options: {
    kind: { type: 'string' },
    total: { type: 'string' },
    window: { type: 'string' },
    name: { type: 'string' },
  },
  run: (call) => runVerb(call, 'bank', VERBS),
};

const pathOf = (key: string) => `/api/banks/${encodeURIComponent(key)}`;

function keyOf(call: Call): string {
  const key = call.positionals[1];
  if (key === undefined) throw call.wrong(`“bank ${call.positionals[0]}” needs the key of a bank`);
  return key;
}

async function add(call: Call): Promise<number> {
  const { kind, total, window, name } = call.options;
  if (!bankKindNames.some((known) => known === kind)) throw call.wrong(`--kind is ${bankKindNames.join(', ')}`);
  const spec = { kind, total, name, window: window === undefined ? undefined : secondsOf(call, String(window)) };
  const path = pathOf(keyOf(call));
  const made = await withFace(call, (face) => face<Bank>('PUT', path, spec));
  call.answer(made, `The bank ${made.key} keeps ${made.total}, of which ${made.free} are free.`);
  return 0;
}

/** `90s`, `60m`, `1h`, `1d`. */
function secondsOf(call: Call, text: string): number {
  const match = /^(\d{1,7})([smhd])$/.exec(text);
  if (!match) throw call.wrong('--window is a number with s, m, h or d, such as 1h or 1d');
  return Number(match[1]) * SECONDS[match[2]!]!;
}

async function codes(call: Call): Promise<number> {
  const key = keyOf(call);
  const path = call.positionals[2];
  if (path === undefined) throw call.wrong('“bank codes” needs a file with one code a line');
  const lines = (await readText(path)).split(/\r?\n/);
  const sum = await withFace(call, (face) => sendCodes(face, key, { path, lines }));
  call.answer(sum, `${sum.added} codes came in; ${sum.repeated} were there already.`);
  return 0;
}

type Taken = { added: number; repeated: number };

async function sendCodes(face: Face, key: string, { path, lines }: { path: string; lines: string[] }): Promise<Taken> {
  const sum: Taken = { added: 0, repeated: 0 };
  for (let from = 0; from < lines.length; from += LINES_PER_BATCH) {
    const batch = lines.slice(from, from + LINES_PER_BATCH).join('\n');
    const taken = await face<Taken>('POST', `${pathOf(key)}/codes`, batch).catch((error) => {
      if (from === 0 || !isDeclicError(error, 'API_BAD_LINE')) throw error;
      // The server counts the lines of its batch.
      const line = from + Number(/\d+/.exec(error.message)?.[0]);
      const reason = `line ${line} holds no code of 1 to 100 characters without blanks; the codes of the first ${from} lines came in`;
      throw cliErrors.CLI_BAD_FILE({ path, reason }, { cause: error });
    });
    sum.added += taken.added;
    sum.repeated += taken.repeated;
  }
  return sum;
}

async function show(call: Call): Promise<number> {
  const path = pathOf(keyOf(call));
  const found = await withFace(call, (face) => face<Bank>('GET', path));
  call.answer(found, table([found]));
  return 0;
}

async function list(call: Call): Promise<number> {
  const found = await withFace(call, (face) => allOf<Bank>(face, '/api/banks'));
  call.answer(found, table(found));
  return 0;
}

function table(banks: readonly Bank[]): string {
  const rows = banks.map(({ key, kind, window, total, granted, spent, free, low }) => [
    key,
    window === null ? kind : `${kind} / ${window} s`,
    total,
    granted,
    spent,
    free,
    low ? 'low' : '',
  ]);
  return columns([['KEY', 'KIND', 'TOTAL', 'LEASED', 'SPENT', 'FREE', ''], ...rows]);
}
