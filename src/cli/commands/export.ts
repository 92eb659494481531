import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Call, Command } from '../command.ts';
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
  const failed = new Promise<never>((_, reject) => target.once('error', reject));
  failed.catch(() => {});
  const people = await withFace(call, async (face) => {
    // Columns of a CSV are known when everybody was seen once, so it is read twice and never held whole.
    const traits = format === 'csv' ? await traitNames(pagesOf<Person>(face, '/api/people')) : [];
    if (format === 'csv') await put(target, failed, `${[...COLUMNS, ...traits].map(cell).join(',')}\r\n`);
    let count = 0;
    for await (const items of pagesOf<Person>(face, '/api/people')) {
      const lines = items.map((person) => (format === 'csv' ? csvLine(person, traits) : `${JSON.stringify(person)}\n`));
      await put(target, failed, lines.join(''));
      count += items.length;
    }
    return count;
  });
  if (out !== null) {
    target.end();
    await Promise.race([once(target, 'finish'), failed]);
  }
  return people;
}

async function put(target: Writable, failed: Promise<never>, text: string): Promise<void> {
  if (text !== '' && !target.write(text)) await Promise.race([once(target, 'drain'), failed]);
}

async function traitNames(pages: AsyncGenerator<Person[]>): Promise<string[]> {
  const names = new Set<string>();
  for await (const items of pages)
    for (const person of items) for (const name of Object.keys(person.traits)) names.add(name);
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
