import type { Pool, Statement } from '../../src/store/index.ts';

/** A value of each type that statements take: one that exists nowhere. Arrays have one element, so that they are of equal length. */
const samples: Readonly<Record<string, string>> = {
  integer: '0',
  smallint: '0',
  bigint: '0',
  numeric: '0',
  boolean: 'false',
  // As good as any other, and a time zone.
  text: 'UTC',
  uuid: '00000000-0000-4000-8000-000000000000',
  'timestamp with time zone': '2026-01-01T00:00:00Z',
  'timestamp without time zone': '2026-01-01',
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

type Tried = Pick<Statement, 'name' | 'text'>;

/** Prepares each statement in a transaction that is undone; `work` is given what executes it with made-up values. */
async function tryEach(
  pool: Pool,
  statements: Iterable<Tried>,
  work: (query: (text: string) => Promise<{ rows: Record<string, string>[] }>, execute: string) => Promise<unknown>,
  failed: (name: string, error: { code?: string; message: string }) => void,
): Promise<void> {
  const on = await pool.connect();
  for (const { name, text } of statements) {
    try {
      await on.query(`begin; set local statement_timeout = '${PATIENCE}'`);
      await on.query(`prepare tried as ${text}`);
      const { rows } = await on.query<{ types: string[] }>(
        `select parameter_types::text[] as types from pg_prepared_statements where name = 'tried'`,
      );
      const values = rows[0]!.types.map((type) => `'${sampleOf(type).replaceAll("'", "''")}'`).join(', ');
      await work((query) => on.query(query), `execute tried${values === '' ? '' : ` (${values})`}`);
    } catch (error) {
      failed(name, error as Error);
    }
    await on.query('rollback');
    await on.query('deallocate all');
  }
  on.release();
}

/**
 * Answers those that the server cannot run, with what it said. Planning alone would not do: Citus says most of what it cannot do when a
 * statement runs.
 */
export async function notExecutable(pool: Pool, statements: Iterable<Tried>): Promise<string[]> {
  const faults: string[] = [];
  await tryEach(
    pool,
    statements,
    (query, execute) => query(execute),
    (name, { code, message }) => {
      // What a shard refuses comes back from it without its class.
      const ofTheValues = message.includes('violates');
      if (!ofTheValues && (code === CANCELLED || ofTheStatement.test(code ?? 'XX'))) faults.push(`${name}: ${message}`);
    },
  );
  return faults;
}

/**
 * Answers those for which the servers of a cluster send every row to the coordinator, which then asks again: a part of the plan with a
 * task for each shard that neither counts nor ends anywhere. Right on a small shop, and the end of a large one.
 */
export async function sendingRows(pool: Pool, statements: Iterable<Tried>): Promise<string[]> {
  const faults: string[] = [];
  for (const statement of statements) {
    const plan = async (query: (text: string) => Promise<{ rows: Record<string, string>[] }>, execute: string) => {
      const { rows } = await query(`explain (costs off, verbose) ${execute}`);
      const [, ...parts] = rows
        .map((row) => row['QUERY PLAN'])
        .join('\n')
        .split('Distributed Subplan');
      for (const part of parts) {
        const [, tasks, sent] = /Task Count: (\d+)[\s\S]*?Query: (.*)/.exec(part) ?? [];
        if (Number(tasks) > 1 && !/ LIMIT | GROUP BY |\bcount\(/.test(sent!)) faults.push(`${statement.name}: ${sent}`);
      }
    };
    // What its values do not let it plan is no fault here.
    await tryEach(pool, [statement], plan, () => {});
  }
  return faults;
}
