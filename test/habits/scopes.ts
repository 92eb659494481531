import type { Scope } from '../../src/store/index.ts';

/** What a statement text does to which tables, read off its words. */
export type Reading = {
  /** Table or alias → table, for every table named in from, join, update, delete and insert. */
  tables: { table: string; alias: string; verb: 'read' | 'update' | 'delete' | 'insert' }[];
  writes: number;
};

const keywords = new Set(
  // Types are here because the columns of a recordset are written `name type`.
  'integer text uuid timestamptz boolean numeric jsonb bigint smallint bytea date where set on join left right inner outer full cross lateral group order limit for union returning using values select as and or when then else end offset having window except intersect natural do default'.split(
    ' ',
  ),
);

/** Words of the text without comments, strings and quoted names. */
const plain = (text: string): string =>
  text
    .replace(/--.*$/gm, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .toLowerCase();

function readTables(text: string, known: ReadonlySet<string>): Reading {
  const words = plain(text);
  const tables: Reading['tables'] = [];
  const pattern =
    /\b(delete\s+from|insert\s+into|update|from|join|,)\s+(?:only\s+)?([a-z_]+)(?:\s+(?:as\s+)?([a-z_]+))?/g;
  for (const match of words.matchAll(pattern)) {
    const [, lead, table, second] = match;
    if (!known.has(table!)) continue;
    // After a comma a table has an alias here; without one it is a column of a list.
    if (lead === ',' && (!second || keywords.has(second))) continue;
    // `for update` and `do update` are no updates of a table, `distinct from x` names no table.
    const before = words.slice(0, match.index).trimEnd();
    if (lead === 'update' && /(\bfor|\bdo|\bno key)$/.test(before)) continue;
    if (lead === 'from' && /\bdistinct$/.test(before)) continue;
    const alias = second && !keywords.has(second) ? second : table!;
    const verb = lead!.startsWith('delete')
      ? 'delete'
      : lead!.startsWith('insert')
        ? 'insert'
        : lead === 'update'
          ? 'update'
          : 'read';
    tables.push({ table: table!, alias, verb });
  }
  return { tables, writes: tables.filter((one) => one.verb !== 'read').length };
}

/**
 * Faults of a statement against its declared scope, one sentence each.
 * @param statement `strict` wants the parameter beside every table, where a tie to another table is otherwise enough
 * @param bucketed tables whose rows carry a bucket; `bucket` itself is one, its column is `id`
 * @param known all tables
 */
export function scopeFaults(
  statement: { name: string; scope: Scope; text: string; strict?: boolean },
  bucketed: ReadonlySet<string>,
  known: ReadonlySet<string>,
): string[] {
  const reading = readTables(statement.text, known);
  const words = plain(statement.text);
  const faults: string[] = [];
  const say = (what: string) => faults.push(`${statement.name} (${statement.scope}): ${what}`);
  const ofBuckets = reading.tables.filter((one) => bucketed.has(one.table));
  if (/\bmerge\s+into\b/.test(words)) say('MERGE does not stay on one shard');
  if (/\b(now|clock_timestamp|statement_timestamp|current_timestamp|random|gen_random_uuid)\b\s*\(?/.test(words)) {
    say('it asks a clock or a die: give the value as a parameter');
  }
  if (/\bwith\b[^;]*\bas\s*(?:materialized\s*)?\(\s*(insert|update|delete)\b/.test(words)) {
    say('a write inside WITH is pulled through the coordinator: use several statements');
  }
  if (/\bdo\s+update\b.*\$\d/s.test(words))
    say('its “do update” names a parameter: only “excluded” and the row itself reach a shard');
  if (/\breturning\b.*\bto_jsonb?\s*\(/s.test(words))
    say('it makes JSON of what it returns, which no shard does: read before');
  if (/\bselect\s+from\s+[a-z_]+\s+(?:[a-z_]+\s+)?limit\b/.test(words))
    say('it selects no column from a page of rows: select 1');
  if (reading.writes > 1) say('it writes more than once: one writing verb per statement');
  if (statement.scope === 'shared' && ofBuckets.length > 0) say(`it names ${ofBuckets[0]!.table}, which is bucketed`);
  if (statement.scope === 'all' && ofBuckets.some((one) => one.verb !== 'read'))
    say('it writes, but only reads are allowed over all buckets');
  if (statement.scope === 'all' && /\bcount\s*\(\s*distinct\b/.test(words))
    say('its “count(distinct …)” has every value sent: count the rows of a “select distinct” with the bucket');
  if (statement.scope === 'all') faults.push(...joinFaults(statement.name, words, ofBuckets));
  if (statement.scope === 'spread') faults.push(...spreadFaults(statement.name, ofBuckets));
  if (statement.scope === 'bucket') faults.push(...bucketFaults(statement.name, words, ofBuckets, statement.strict));
  return faults;
}

/** Over all buckets, a bucketed table that is joined meets rows of its own bucket: others lie on another server. */
function joinFaults(name: string, words: string, tables: Reading['tables']): string[] {
  return tables.flatMap(({ table, alias }) => {
    const joined = new RegExp(`\\bjoin\\s+${table}\\s+(?:as\\s+)?${alias}\\s+on\\b`).test(words);
    const own = `${alias}\\.${table === 'bucket' ? 'id' : 'bucket'}`;
    const other = '[a-z_]+\\.bucket|[a-z_]+\\.id';
    const tie = new RegExp(`\\b${own}\\s*=\\s*(?:${other})\\b|\\b(?:${other})\\s*=\\s*${own}\\b`);
    return joined && !tie.test(words) ? [`${name} (all): ${table} ${alias} is joined beyond its bucket`] : [];
  });
}

function spreadFaults(name: string, tables: Reading['tables']): string[] {
  const wrong = tables.filter((one) => one.verb !== 'insert');
  return wrong.map((one) => `${name} (spread): it does more than insert into ${one.table}`);
}

/** Every bucketed table must be tied to the one bucket parameter, or to a table that is. */
function bucketFaults(name: string, words: string, tables: Reading['tables'], strict = false): string[] {
  const faults: string[] = [];
  if (tables.length === 0) faults.push(`${name} (bucket): it names no bucketed table`);
  const parameters = new Set<string>();
  for (const { table, alias, verb } of tables) {
    if (verb === 'insert') continue;
    const column = table === 'bucket' ? 'id' : 'bucket';
    const tie = new RegExp(
      `\\b${alias}\\.${column}\\s*=\\s*(\\$\\d+${strict ? '' : '|[a-z_]+\\.bucket'})|(\\$\\d+)(?:::integer)?\\s*=\\s*${alias}\\.${column}\\b`,
    );
    const found = tie.exec(words);
    if (!found)
      faults.push(`${name} (bucket): ${table} ${alias} is not tied to the bucket (${alias}.${column} = @bucket)`);
    const parameter = found?.[1]?.startsWith('$') ? found[1] : found?.[2];
    if (parameter) parameters.add(parameter);
  }
  if (parameters.size > 1) faults.push(`${name} (bucket): it names ${parameters.size} buckets, not one`);
  return faults;
}
