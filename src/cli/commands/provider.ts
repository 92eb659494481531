import type { ParseArgsOptionsConfig } from 'node:util';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { withFace } from '../face.ts';
import { readText } from '../read-json.ts';

/** A provider as the API answers it; what is changed goes back in the same shape. */
type Provider = {
  key: string;
  name: string;
  shown: string;
  priority: number;
  paused: boolean;
  limits: Record<string, unknown> & { domains: Record<string, Record<string, number | null>> };
  dailyLimit: number | null;
  circuit: { state: string; reason: string | null; until: string | null };
} & Record<string, unknown>;
type Spec = Record<string, unknown> & { limits: Record<string, unknown> };

const VERBS: Readonly<Record<string, Verb>> = {
  add: { most: 1, run: add },
  list: { most: 0, run: list },
  show: { most: 1, run: show },
  test: { most: 1, run: test },
  remove: { most: 1, run: remove },
};

/** Options that are lists and numbers of the provider itself, and those of its limits. */
const LISTS: Record<string, string> = { senders: 'senderDomains', classes: 'classes', purposes: 'purposes' };
const NUMBERS: Record<string, string> = { priority: 'priority', weight: 'weight' };
const LIMITS: Record<string, string> = {
  connections: 'connections',
  'per-minute': 'perMinute',
  'per-hour': 'perHour',
  'per-day': 'perDay',
};
const options: ParseArgsOptionsConfig = {
  ...Object.fromEntries(
    [...Object.keys({ ...LISTS, ...NUMBERS, ...LIMITS })].map((name) => [name, { type: 'string' }]),
  ),
  url: { type: 'string' },
  'url-file': { type: 'string' },
  name: { type: 'string' },
  'warm-up': { type: 'string' },
  domain: { type: 'string' },
  'return-path': { type: 'string' },
  paused: { type: 'boolean' },
  resume: { type: 'boolean' },
  to: { type: 'string' },
};

/** `declic provider add|list|show|test|remove`: over whom mail leaves. */
export const provider: Command = {
  summary: 'add: makes a mail server known, or changes it; list, show; test: signs in, sends a mail; remove',
  usage:
    'declic provider add KEY [--url smtp://user:password@host:587 | --url-file FILE|-] [--name NAME] [--priority 1] [--weight 1] [--senders shop.example,…] [--classes promotional,…] [--purposes …] [--connections 10] [--per-minute N] [--per-hour N] [--per-day N] [--warm-up FIRST_DAY[:GROWTH[:DAYS]]] [--domain orange.fr=PER_MINUTE[:CONNECTIONS],…] [--return-path bounces.shop.example] [--paused | --resume] | list | show KEY | test KEY [--to ADDRESS] | remove KEY [--json]',
  options,
  run: (call) => runVerb(call, 'provider', VERBS),
};

const pathOf = (key: string) => `/api/providers/${encodeURIComponent(key)}`;

function keyOf(call: Call): string {
  const key = call.positionals[1];
  if (key === undefined) throw call.wrong(`“provider ${call.positionals[0]}” needs the key of a provider`);
  return key;
}

/** Makes one, or changes what is told and leaves the rest as it is. */
async function add(call: Call): Promise<number> {
  const key = keyOf(call);
  const url = await urlOf(call);
  const made = await withFace(call, async (face) => {
    const known = (await face<{ items: Provider[] }>('GET', '/api/providers')).items.find((one) => one.key === key);
    const spec = changed(call, known ? specOf(known) : { limits: {} });
    return face<Provider>('PUT', pathOf(key), { ...spec, ...(url !== undefined && { url }) });
  });
  call.answer(made, `The provider ${made.key} sends over ${made.shown}.`);
  return 0;
}

/** From a file or a pipe, so that a password need not stand in the list of processes. */
async function urlOf(call: Call): Promise<string | undefined> {
  const { url, 'url-file': file } = call.options;
  if (file === undefined) return url as string | undefined;
  return (await readText(file as string)).trim();
}

function specOf(known: Provider): Spec {
  const { key, shown, fromEnvironment, dailyLimit, circuit, ...spec } = known;
  return spec;
}

function changed(call: Call, spec: Spec): Spec {
  const told = (name: string) => call.options[name] as string | undefined;
  const limits = { ...spec.limits };
  for (const [option, field] of Object.entries(LISTS))
    if (told(option) !== undefined) spec[field] = listIn(told(option)!);
  for (const [option, field] of Object.entries(NUMBERS))
    if (told(option)) spec[field] = numberIn(call, option, told(option)!);
  for (const [option, field] of Object.entries(LIMITS))
    if (told(option)) limits[field] = numberIn(call, option, told(option)!);
  if (told('warm-up')) limits.warmUp = warmUpIn(call, told('warm-up')!);
  if (told('domain')) limits.domains = { ...(limits.domains as object), ...domainsIn(call, told('domain')!) };
  if (told('name') !== undefined) spec.name = told('name');
  if (told('return-path') !== undefined) spec.returnPathDomain = told('return-path') || null;
  if (call.options.paused || call.options.resume) spec.paused = call.options.paused === true;
  return { ...spec, limits };
}

const listIn = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A whole number; `none` takes a limit away. */
function numberIn(call: Call, option: string, text: string): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,9}$/.test(text)) throw call.wrong(`--${option} is a whole number, or “none”`);
  return Number(text);
}

function warmUpIn(call: Call, text: string): object | null {
  if (text === 'none') return null;
  const match = /^(\d{1,9})(?::(\d(?:\.\d{1,3})?)(?::(\d{1,3}))?)?$/.exec(text);
  if (!match)
    throw call.wrong(
      '--warm-up is the first day’s number, how many times as many each day, and for how many days: 200:1.5:30',
    );
  const [, firstDay, growth, days] = match;
  const startedOn = new Date().toISOString().slice(0, 10);
  return {
    startedOn,
    firstDay: Number(firstDay),
    ...(growth && { growth: Number(growth) }),
    ...(days && { days: Number(days) }),
  };
}

function domainsIn(call: Call, text: string): object {
  return Object.fromEntries(
    listIn(text).map((part) => {
      const match = /^([^=\s]+)=(\d{1,9}|none)(?::(\d{1,3}))?$/.exec(part);
      if (!match)
        throw call.wrong('--domain is a domain and its messages a minute, with its connections: orange.fr=300:3');
      const [, domain, perMinute, connections] = match;
      return [
        domain!,
        {
          perMinute: perMinute === 'none' ? null : Number(perMinute),
          connections: connections ? Number(connections) : null,
        },
      ];
    }),
  );
}

async function list(call: Call): Promise<number> {
  const { items } = await withFace(call, (face) => face<{ items: Provider[] }>('GET', '/api/providers'));
  call.answer(items, items.length === 0 ? 'There is no mail server: mail stays in the local outbox.' : table(items));
  return 0;
}

async function show(call: Call): Promise<number> {
  const path = pathOf(keyOf(call));
  const found = await withFace(call, (face) => face<Provider>('GET', path));
  call.answer(found, `${table([found])}\n\n${JSON.stringify(specOf(found), null, 2)}`);
  return 0;
}

function table(providers: readonly Provider[]): string {
  const rows = providers.map(({ key, shown, priority, paused, dailyLimit, circuit }) => [
    key,
    shown,
    String(priority),
    dailyLimit === null ? '' : String(dailyLimit),
    paused
      ? 'paused'
      : circuit.state === 'closed'
        ? 'well'
        : `fails (${circuit.reason}), tried again at ${circuit.until}`,
  ]);
  return columns([['KEY', 'ADDRESS', 'PRIORITY', 'A DAY', 'STATE'], ...rows]);
}

/** Exit code 1 where the server refuses: for scripts. */
async function test(call: Call): Promise<number> {
  const path = `${pathOf(keyOf(call))}/test`;
  const body = call.options.to === undefined ? {} : { to: call.options.to };
  const answer = await withFace(call, (face) =>
    face<{ ok: boolean; reason: string | null; sent: string | null }>('POST', path, body),
  );
  const well = answer.sent === null ? 'It answers, and takes the login.' : `It took the mail: ${answer.sent}`;
  call.answer(answer, answer.ok ? well : `It refuses: ${answer.reason}`);
  return answer.ok ? 0 : 1;
}

async function remove(call: Call): Promise<number> {
  const key = keyOf(call);
  await withFace(call, (face) => face('DELETE', pathOf(key)));
  call.answer({ key }, `The provider ${key} is gone; what waits goes over the others.`);
  return 0;
}
