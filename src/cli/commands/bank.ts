import { bankKindNames } from '../../banks/index.ts';
import { type Call, type Command, columns } from '../command.ts';
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
const VERBS: Record<string, (call: Call) => Promise<number>> = { add, codes, show, list };

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
  run: async (call) => {
    const verb = call.positionals[0] ?? '';
    const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!work) throw call.wrong(verb === '' ? '“bank” needs to know what to do' : `“bank” does not know “${verb}”`);
    return work(call);
  },
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
  const made = await withFace(call, (face) => face<Bank>('PUT', pathOf(keyOf(call)), spec));
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
  const lines = (await readText(path)).split(/\r?\n/).filter((line) => line.trim() !== '');
  const sum = await withFace(call, (face) => sendCodes(face, key, lines));
  call.answer(sum, `${sum.added} codes came in; ${sum.repeated} were there already.`);
  return 0;
}

async function sendCodes(face: Face, key: string, lines: string[]): Promise<{ added: number; repeated: number }> {
  const sum = { added: 0, repeated: 0 };
  for (let from = 0; from < lines.length; from += LINES_PER_BATCH) {
    const batch = lines.slice(from, from + LINES_PER_BATCH).join('\n');
    const taken = await face<typeof sum>('POST', `${pathOf(key)}/codes`, batch);
    sum.added += taken.added;
    sum.repeated += taken.repeated;
  }
  return sum;
}

async function show(call: Call): Promise<number> {
  const found = await withFace(call, (face) => face<Bank>('GET', pathOf(keyOf(call))));
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
