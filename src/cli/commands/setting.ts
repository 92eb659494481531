import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { withFace } from '../face.ts';

type Line = { key: string; about: string; value: unknown };

const VERBS: Readonly<Record<string, Verb>> = {
  list: { most: 0, run: list },
  set: { most: Number.POSITIVE_INFINITY, run: set },
};

/** `declic setting list|set`: what the shop decides. */
export const setting: Command = {
  summary: 'list: shows what the shop decides; set: changes it',
  usage: 'declic setting list | set KEY VALUE [--json]',
  options: {},
  run: (call) => runVerb(call, 'setting', VERBS),
};

async function list(call: Call): Promise<number> {
  const { items } = await withFace(call, (face) => face<{ items: Line[] }>('GET', '/api/settings'));
  const rows = items.map(({ key, value, about }) => [key, JSON.stringify(value), about]);
  call.answer(items, columns([['KEY', 'VALUE', 'ABOUT'], ...rows]));
  return 0;
}

async function set(call: Call): Promise<number> {
  const [, key, text, ...others] = call.positionals;
  if (key === undefined || text === undefined) throw call.wrong('“setting set” needs a key and a value');
  if (others.length > 0) throw call.wrong('A value of several words stands in quotes');
  const value = meantBy(text);
  await withFace(call, (face) => face('PUT', `/api/settings/${encodeURIComponent(key)}`, { value }));
  call.answer(
    { key, value },
    value === null ? `${key} is back at its default.` : `${key} is ${JSON.stringify(value)}.`,
  );
  return 0;
}

/** JSON where it is JSON (numbers, lists, null for the default), else the text as it stands. */
function meantBy(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
