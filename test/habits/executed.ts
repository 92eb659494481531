import type { Pool, Statement } from '../../src/store/index.ts';

/** A value of each type that statements take: one that exists nowhere. Arrays have one element, so that they are of equal length. */
const samples: Readonly<Record<string, string>> = {
  integer: '0',
  smallint: '0',
  bigint: '0',
  numeric: '0',
  boolean: 'false',
  text: 'x',
  uuid: '00000000-0000-4000-8000-000000000000',
  'timestamp with time zone': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  interval: '1 day',
  jsonb: '[]',
  json: '[]',
  bytea: '\\x00',
  jsonpath: '$.x',
};

const sampleOf = (type: string): string => {
  if (!type.endsWith('[]')) return samples[type] ?? 'x';
  const one = sampleOf(type.slice(0, -2));
  return `{${JSON.stringify(one)}}`;
};

/** A statement that waits for ever is a fault too. */
const PATIENCE = '10s';
const CANCELLED = '57014';
/** Classes of faults that lie in the statement and not in the values it was given. */
const ofTheStatement = /^(0A|42|XX)/;

/**
 * Runs statements with made-up values, each in a transaction that is undone; answers those that the server cannot run, with what it
 * said. Planning alone would not do: Citus says most of what it cannot do when a statement runs.
 */
export async function notExecutable(
  pool: Pool,
  statements: Iterable<Pick<Statement, 'name' | 'text'>>,
): Promise<string[]> {
  const faults: string[] = [];
  const on = await pool.connect();
  for (const { name, text } of statements) {
    try {
      await on.query(`begin; set local statement_timeout = '${PATIENCE}'`);
      await on.query(`prepare tried as ${text}`);
      const { rows } = await on.query<{ types: string[] }>(
        `select parameter_types::text[] as types from pg_prepared_statements where name = 'tried'`,
      );
      const values = rows[0]!.types.map((type) => `'${sampleOf(type).replaceAll("'", "''")}'`).join(', ');
      await on.query(`execute tried${values === '' ? '' : ` (${values})`}`);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      // What a shard refuses comes back from it without its class.
      const ofTheValues = message.includes('violates');
      if (!ofTheValues && (code === CANCELLED || ofTheStatement.test(code ?? 'XX'))) faults.push(`${name}: ${message}`);
    }
    await on.query('rollback');
    await on.query('deallocate all');
  }
  on.release();
  return faults;
}
