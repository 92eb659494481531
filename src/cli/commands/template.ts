import { dirname, extname, resolve } from 'node:path';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { allOf, type Face, withFace } from '../face.ts';
import { readJson, readText } from '../read-json.ts';

type Line = { key: string; name: string; channel: string; class: string; publishedVersion: number | null };
type Remark = { level: 'block' | 'warn' | 'info'; sentence: string };
type Published = { key: string; version: number; remarks: string[] };

/** A template in a file: its fields beside those of its draft, or the draft in a field of its own as the API has it. */
type Written = Record<string, unknown> & { key?: unknown; draft?: Record<string, unknown> };

/** What a body in a file of its own is, by the name's end. */
const FORMATS: Record<string, string> = { '.mjml': 'mjml', '.html': 'html', '.txt': 'text' };
/** Fields of the template itself; every other one belongs to its draft. */
const HEAD = ['key', 'name', 'channel', 'class', 'purpose'];

const VERBS: Readonly<Record<string, Verb>> = {
  list: { most: 0, run: list },
  publish: { most: Number.POSITIVE_INFINITY, run: publish },
};

/** `declic template list|publish`: what is said. */
export const template: Command = {
  summary: 'list: shows templates; publish: puts those of a file in force',
  usage: 'declic template list | publish FILE.json… [--json]',
  options: {},
  run: (call) => runVerb(call, 'template', VERBS),
};

async function list(call: Call): Promise<number> {
  const lines = await withFace(call, (face) => allOf<Line>(face, '/api/templates'));
  const state = (line: Line) => (line.publishedVersion === null ? 'draft' : `version ${line.publishedVersion}`);
  const rows = lines.map((line) => [line.key, state(line), line.channel, line.class, line.name]);
  call.answer(lines, columns([['KEY', 'STATE', 'CHANNEL', 'CLASS', 'NAME'], ...rows]));
  return 0;
}

async function publish(call: Call): Promise<number> {
  const files = call.positionals.slice(1);
  if (files.length === 0) throw call.wrong('“template publish” needs a file');
  // All are read before the first is kept: a slip in the last file must not leave half of them in force.
  const read = (await Promise.all(files.map(templatesOf))).flat();
  const published = await withFace(call, async (face) => {
    const all: Published[] = [];
    for (const one of read) all.push(await put(face, one));
    return all;
  });
  for (const { key, remarks } of published) for (const remark of remarks) call.say(`Mind, ${key}: ${remark}`);
  call.answer(published, published.map(({ key, version }) => `Version ${version} of ${key} can be sent.`).join('\n'));
  return 0;
}

async function put(face: Face, { key, ...fields }: Written): Promise<Published> {
  const path = `/api/templates/${encodeURIComponent(String(key))}`;
  await face('PUT', path, fields);
  const { version, checks } = await face<{ version: number; checks: Remark[] }>('POST', `${path}/publish`);
  return { key: String(key), version, remarks: checks.map(({ sentence }) => sentence) };
}

/** The templates of a file: one, or a list of them. */
async function templatesOf(file: string): Promise<Written[]> {
  const read = await readJson<unknown>(file);
  const items = Array.isArray(read) ? read : [read];
  return Promise.all(items.map((item) => templateOf(file, item)));
}

async function templateOf(file: string, item: unknown): Promise<Written> {
  if (typeof item !== 'object' || item === null || typeof (item as Written).key !== 'string') {
    throw cliErrors.CLI_BAD_FILE({ path: file, reason: 'a template is an object with a “key”' });
  }
  const fields = Object.entries(item as Written);
  const head = Object.fromEntries(fields.filter(([name]) => HEAD.includes(name)));
  const rest = Object.fromEntries(fields.filter(([name]) => !HEAD.includes(name)));
  const draft = (rest.draft ?? rest) as Record<string, unknown>;
  const format = typeof draft.body === 'string' ? FORMATS[extname(draft.body)] : undefined;
  // A body of several words is the body itself, whatever it ends in.
  if (format === undefined || /\s/.test(String(draft.body))) return { ...head, draft };
  const body = await readText(resolve(dirname(file), String(draft.body)));
  return { ...head, draft: { format, ...draft, body } };
}
