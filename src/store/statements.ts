import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { QueryResultRow } from 'pg';
import type { Queryable } from './db.ts';

/** What a statement may touch; `test/habits` holds every text against its declared scope. */
export type Scope = 'bucket' | 'spread' | 'all' | 'shared';

/** A named statement of a `.sql` file. */
export type Statement = {
  /** `file/name`, unique in the program; also the name it is prepared under. */
  readonly name: string;
  readonly scope: Scope;
  /** Text with `$n` parameters. */
  readonly text: string;
  /** Parameter names in the order of `$1 … $n`. */
  readonly parameters: readonly string[];
};

/** Every statement that was loaded, by name: what the tests prepare and check. */
export const allStatements = new Map<string, Statement>();

const scopes: readonly string[] = ['bucket', 'spread', 'all', 'shared'];

/**
 * Reads the named statements of a `.sql` file beside the caller.
 * @param moduleUrl `import.meta.url` of the caller
 * @param file file name relative to the caller, e.g. `members.sql`
 * @returns a function that finds a statement by name; it throws for a name that the file does not hold
 */
export function statements(moduleUrl: string, file: string): (name: string) => Statement {
  const path = fileURLToPath(new URL(file, moduleUrl));
  const found = new Map<string, Statement>();
  for (const statement of parseStatements(basename(file, '.sql'), readFileSync(path, 'utf8'))) {
    if (allStatements.has(statement.name)) throw new Error(`Two statements are named ${statement.name}`);
    allStatements.set(statement.name, statement);
    found.set(statement.name, statement);
  }
  return (name) => {
    const statement = found.get(`${basename(file, '.sql')}/${name}`);
    if (!statement) throw new Error(`${file} has no statement named ${name}`);
    return statement;
  };
}

/** Splits the text of a `.sql` file into its statements; pure. */
function parseStatements(prefix: string, source: string): Statement[] {
  const result: Statement[] = [];
  for (const block of source.split(/^(?=-- name:)/m)) {
    const name = /^-- name:\s*([a-z0-9-]+)\s*$/m.exec(block)?.[1];
    if (!name) {
      if (block.replace(/--.*$/gm, '').trim() !== '')
        throw new Error(`${prefix}.sql has SQL before its first "-- name:"`);
      continue;
    }
    const scope = /^-- scope:\s*([a-z]+)\s*$/m.exec(block)?.[1];
    if (!scope || !scopes.includes(scope))
      throw new Error(`${prefix}/${name} declares no scope (${scopes.join(', ')})`);
    const body = block.replace(/--.*$/gm, '').trim().replace(/;\s*$/, '');
    const { text, parameters } = numberParameters(body);
    result.push({ name: `${prefix}/${name}`, scope: scope as Scope, text, parameters });
  }
  return result;
}

/** Replaces `@name` by `$n`; the operators `@>`, `<@` and `@@` are left alone. */
function numberParameters(body: string): { text: string; parameters: string[] } {
  const parameters: string[] = [];
  const text = body.replace(/(?<![@<])@([a-z][a-z0-9_]*)/g, (_, name: string) => {
    const known = parameters.indexOf(name);
    return `$${known >= 0 ? known + 1 : parameters.push(name)}`;
  });
  return { text, parameters };
}

/**
 * Runs a statement, prepared under its name on the connection.
 * @throws when a parameter is missing or one is given that the statement does not know
 */
export async function run<R extends QueryResultRow>(
  on: Queryable,
  statement: Statement,
  values: Record<string, unknown>,
): Promise<R[]> {
  const result = await on.query<R>({ name: statement.name, text: statement.text, values: order(statement, values) });
  return result.rows;
}

/**
 * As {@link run}, but planned for these very values: for lists whose filters may be left out, where one plan for all of them reads
 * whole tables.
 */
export async function runPlanned<R extends QueryResultRow>(
  on: Queryable,
  statement: Statement,
  values: Record<string, unknown>,
): Promise<R[]> {
  return (await on.query<R>({ text: statement.text, values: order(statement, values) })).rows;
}

/** As {@link run}, but answers how many rows were written. */
export async function count(on: Queryable, statement: Statement, values: Record<string, unknown>): Promise<number> {
  const result = await on.query({ name: statement.name, text: statement.text, values: order(statement, values) });
  return result.rowCount ?? 0;
}

function order(statement: Statement, values: Record<string, unknown>): unknown[] {
  const names = Object.keys(values);
  if (names.length !== statement.parameters.length || statement.parameters.some((name) => !(name in values))) {
    throw new Error(`${statement.name} takes (${statement.parameters.join(', ')}), was given (${names.join(', ')})`);
  }
  return statement.parameters.map((name) => {
    const value = values[name];
    return Array.isArray(value) ? arrayLiteral(value) : value;
  });
}

/**
 * The text of a one-dimensional array as PostgreSQL reads it. The driver's own way builds it piece by piece and took a third of a
 * tick's time in this process; a bite passes tens of thousands of elements.
 */
export function arrayLiteral(values: readonly unknown[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    const value = values[i];
    if (typeof value === 'string') text += quoted(value);
    else if (value === null || value === undefined) text += 'NULL';
    else if (value instanceof Date) text += quoted(momentText(value));
    else if (Buffer.isBuffer(value)) text += `"\\\\x${value.toString('hex')}"`;
    else if (typeof value === 'object') text += quoted(JSON.stringify(value));
    else text += String(value);
  }
  return `${text}}`;
}

/**
 * Values of a `jsonb[]` or `json[]` parameter as one text, for `string_to_array(@values, chr(31))::jsonb[]`: JSON never holds the
 * separator as it is, so nothing needs quoting, which cost more than the rest of the transfer.
 */
export const jsonList = (texts: readonly string[]): string => texts.join('\u001f');

const quoted = (text: string): string =>
  text.includes('"') || text.includes('\\') ? `"${text.replace(/[\\"]/g, '\\$&')}"` : `"${text}"`;

/** The last moment that was written: facts of a batch share theirs. */
let lastMoment = { time: Number.NaN, text: '' };

function momentText(at: Date): string {
  const time = at.getTime();
  if (time !== lastMoment.time) lastMoment = { time, text: isoText(at) };
  return lastMoment.text;
}

/** ISO text of a moment; years that ISO writes with a sign are written as PostgreSQL reads them. */
function isoText(at: Date): string {
  const text = at.toISOString();
  if (text[0] === '+') return text.slice(1).replace(/^0+(?=\d{5})/, '');
  if (text[0] !== '-') return text;
  return `${String(1 - at.getUTCFullYear()).padStart(4, '0')}${text.slice(7)} BC`;
}
