/** What of a database is ours, and in which order it can be loaded. */
import pg from 'pg';
import type { Tx } from '../db.ts';
import { knownMigrations } from '../migrate.ts';
import { run, statements } from '../statements.ts';

const sql = statements(import.meta.url, 'backup.sql');

export type Table = { name: string; columns: string[] /** As the planner believes. */; about: number };
export type Sequence = { table: string; column: string; last: number; used: boolean };

type On = Pick<Tx, 'query'>;

/** Migrations are applied and noted by their own code, not copied. */
const NOT_COPIED = 'schema_migration';
/** Rows that a start makes by itself: a database that holds nothing else is empty. */
const MADE_BY_A_START: readonly string[] = ['bucket', 'bucket_mark', 'invitation', 'upkeep'];

/** Tables that our migrations make: others that share the database are not ours to copy or to drop. */
function namesOfOurs(): string[] {
  const made = knownMigrations().flatMap(({ text }) => [
    ...text.matchAll(/^\s*create table (?:if not exists )?(\w+)/gim),
  ]);
  return [...new Set([NOT_COPIED, ...made.map((match) => match[1]!)])];
}

/** Our tables as they are in this database; the partitions of a table are part of it. */
export async function readTables(on: On): Promise<Table[]> {
  const rows = await run<{ table: string; columns: string[]; rows: number }>(on, sql('columns'), {
    names: namesOfOurs(),
  });
  return rows.map(({ table, columns, rows: about }) => ({ name: table, columns, about }));
}

/** Numbers that the sequences have given out. They stand outside of transactions, so they are read after the rows. */
export async function readSequences(on: On, tables: readonly Table[]): Promise<Sequence[]> {
  const rows = await sequencesOf(on, tables);
  const result: Sequence[] = [];
  for (const { table, column, sequence } of rows) {
    const state = await on.query<{ last: number; used: boolean }>(
      `select last_value as last, is_called as used from ${sequence}`,
    );
    result.push({ table, column, ...state.rows[0]! });
  }
  return result;
}

/** Lets the sequences go on behind what they had given out. */
export async function setSequences(on: On, tables: readonly Table[], states: readonly Sequence[]): Promise<void> {
  for (const { table, column, sequence } of await sequencesOf(on, tables)) {
    const state = states.find((one) => one.table === table && one.column === column);
    if (state) await on.query('select setval($1::regclass, $2, $3)', [sequence, state.last, state.used]);
  }
}

function sequencesOf(on: On, tables: readonly Table[]) {
  const names = tables.map(({ name }) => name);
  return run<{ table: string; column: string; sequence: string }>(on, sql('sequences'), { names });
}

/** The tables whose rows are copied. */
export const copied = (tables: readonly Table[]): Table[] => tables.filter(({ name }) => name !== NOT_COPIED);

/** Tables that hold what no start makes by itself. */
export async function tablesWithRows(on: On, tables: readonly Table[]): Promise<string[]> {
  const holding: string[] = [];
  for (const { name } of copied(tables)) {
    if (MADE_BY_A_START.includes(name)) continue;
    const { rowCount } = await on.query(`select from ${quoted(name)} limit 1`);
    if (rowCount !== 0) holding.push(name);
  }
  return holding;
}

/** Tables in an order in which whatever a row refers to is there before it. */
export async function inLoadingOrder(on: On, tables: readonly Table[]): Promise<Table[]> {
  const edges = await run<{ table: string; refersTo: string }>(on, sql('references'), {});
  const ordered: Table[] = [];
  const visit = (table: Table): void => {
    if (ordered.includes(table)) return;
    for (const edge of edges) {
      const first = edge.table === table.name && tables.find(({ name }) => name === edge.refersTo);
      if (first) visit(first);
    }
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered;
}

export const quoted = (name: string): string => pg.escapeIdentifier(name);

/** A list of columns as it stands in a statement. */
export const columnList = (columns: readonly string[]): string => columns.map(quoted).join(', ');
