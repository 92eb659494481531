import type { Pool } from '../../src/store/index.ts';

/** Tables of the schema: those with a bucket, and all. */
export async function tableNames(pool: Pool): Promise<{ bucketed: Set<string>; all: Set<string> }> {
  const rows = await pool.query(`
    select c.relname as name,
           c.relname = 'bucket' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'bucket') as bucketed
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
  return {
    all: new Set(rows.rows.map((row) => row.name)),
    bucketed: new Set(rows.rows.filter((row) => row.bucketed).map((row) => row.name)),
  };
}

/** The schema as text that reads the same on every supported PostgreSQL: columns, constraints and indexes by table. */
export async function goldenSchema(pool: Pool): Promise<string> {
  const columns = await pool.query(`
    select c.relname as table, format('  %s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
             case when a.attnotnull then ' not null' else '' end,
             case when a.attidentity <> '' then ' identity' else '' end,
             coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname, a.attnum`);
  // PostgreSQL 18 lists "not null" as constraints too; the columns say it already.
  const constraints = await pool.query(`
    select c.relname as table, format('  constraint %s %s', k.conname, pg_get_constraintdef(k.oid)) as line
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and k.contype <> 'n' order by c.relname, k.conname`);
  const indexes = await pool.query(`
    select tablename as table, '  ' || indexdef as line from pg_indexes i
    where schemaname = 'public' and not exists (select from pg_constraint k where k.conname = i.indexname)
    order by tablename, indexname`);
  const lines = new Map<string, string[]>();
  for (const row of [...columns.rows, ...constraints.rows, ...indexes.rows]) {
    lines.set(row.table, [...(lines.get(row.table) ?? []), row.line]);
  }
  return [...lines].map(([table, body]) => `${table}\n${body.join('\n')}\n`).join('\n');
}
