import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Call, Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { pagesOf, withFace } from '../face.ts';

/** A person as the API shows them. */
type Person = { traits: Record<string, unknown> } & { [column in (typeof COLUMNS)[number]]: string | null };

const FORMATS = ['ndjson', 'csv'] as const;
type Format = (typeof FORMATS)[number];

/** Columns of a CSV before the traits, which get one column each. */
const COLUMNS = [
  'id',
  'externalId',
  'email',
  'phone',
  'firstSeen',
  'timezone',
  'locale',
  'companyId',
  'ownerId',
] as const;

/** `declic export people`: everybody identified, as lines of JSON or as CSV. */
export const exportCommand: Command = {
  summary: 'writes people to a file or the standard output',
  usage: `declic export people [--format ${FORMATS.join('|')}] [--out FILE] [--json]`,
  options: { format: { type: 'string' }, out: { type: 'string' } },
  run: async (call) => {
    const [what, ...others] = call.positionals;
    if (what !== 'people') throw call.wrong('“export” knows “people”');
    if (others.length > 0) throw call.wrong(`“export people” takes no “${others[0]}”`);
    const { out } = call.options;
    if (call.json && typeof out !== 'string') throw call.wrong('With --json, “export” needs --out FILE');
    const people = await write(call, formatOf(call), typeof out === 'string' ? out : null);
    if (typeof out === 'string') call.answer({ people, file: out }, `${people} people were written to ${out}.`);
    return 0;
  },
};

function formatOf(call: Call): Format {
  const { format = 'ndjson' } = call.options;
  const known = FORMATS.find((one) => one === format);
  if (!known) throw call.wrong(`--format is ${FORMATS.join(' or ')}`);
  return known;
}

async function write(call: Call, format: Format, out: string | null): Promise<number> {
  // 0600: the file is about people.
  const target: Writable = out === null ? call.out : createWriteStream(out, { mode: 0o600 });
  // Whoever writes is told; without a listener the process would end before.
  target.on('error', () => {});
  const put = (text: string) => told(target, out, (done) => target.write(text, done));
  const people = await withFace(call, async (face) => {
    // Columns of a CSV are known when everybody was seen once, so it is read twice and never held whole.
    const traits = format === 'csv' ? await traitNames(pagesOf<Person>(face, '/api/people')) : [];
    const header = [...COLUMNS, ...traits.map((name) => (isColumn(name) ? `traits.${name}` : name))];
    await put(format === 'csv' ? `${header.map(cell).join(',')}\r\n` : '');
    let count = 0;
    for await (const items of pagesOf<Person>(face, '/api/people')) {
      const lines = items.map((person) => (format === 'csv' ? csvLine(person, traits) : `${JSON.stringify(person)}\n`));
      await put(lines.join(''));
      count += items.length;
    }
    return count;
  });
  if (out !== null) await told(target, out, (done) => target.end(done));
  return people;
}

/** @throws CLI_NOT_WRITTEN, for the first reason: what is written afterwards fails because of it */
function told(
  target: Writable,
  out: string | null,
  act: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => {
      if (!error) return resolve();
      const { message: reason } = target.errored ?? error;
      reject(cliErrors.CLI_NOT_WRITTEN({ path: out ?? 'that is piped to', reason }, { cause: error }));
    });
  });
}

const isColumn = (name: string): name is (typeof COLUMNS)[number] => (COLUMNS as readonly string[]).includes(name);

/** Traits that say something; what a column is made of, and holds in the same words, is told once. */
async function traitNames(pages: AsyncGenerator<Person[]>): Promise<string[]> {
  const names = new Set<string>();
  for await (const items of pages)
    for (const person of items)
      for (const [name, value] of Object.entries(person.traits))
        if (!isColumn(name) || value !== person[name]) names.add(name);
  return [...names].sort();
}

function csvLine(person: Person, traits: readonly string[]): string {
  const cells = [...COLUMNS.map((column) => person[column]), ...traits.map((name) => person.traits[name])];
  return `${cells.map(cell).join(',')}\r\n`;
}

/**
 * RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe, unless it is a number or a phone number:
 * what people typed into a form must not act in the marketer's own computer.
 */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s.,]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
