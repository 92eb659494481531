import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { allStatements, knownMigrations, type Pool, statements } from '../../src/store/index.ts';
import { statementsOf } from '../../src/store/migrate.ts';
import { freshDatabase, onCluster } from '../support/database.ts';
import { notExecutable, sendingRows } from './executed.ts';
import { type CompiledRule, compiledRules } from './rules.ts';
import { goldenSchema, tableNames } from './schema.ts';
import { scopeFaults } from './scopes.ts';
import { filesBelow, root } from './tree.ts';

for (const file of filesBelow('src', ['.sql'])) {
  if (file.path.includes('/migrations/')) continue;
  // The rooms load their own files when they are imported; here every file is loaded, imported or not.
  const folder = pathToFileURL(`${root}${file.path}`).href;
  const base = file.path.split('/').at(-1)!;
  if (![...allStatements.keys()].some((name) => name.startsWith(`${base.slice(0, -4)}/`)))
    statements(folder, `./${base}`);
}

/** Statements whose purpose is what is forbidden to the others. */
const exempt = new Map([['doctor/server-state', 'it compares the clock of the server with ours']]);

test('every named statement keeps to its declared scope', async (t) => {
  const { pool } = await freshDatabase({ t });
  const { bucketed, all } = await tableNames(pool);
  const held = [...allStatements.values()].map(({ name, scope, text }) => ({
    name,
    faults: scopeFaults({ name, scope, text }, bucketed, all),
  }));
  assert.deepEqual(
    held.filter(({ name }) => !exempt.has(name)).flatMap(({ faults }) => faults),
    [],
  );
  const needless = [...exempt.keys()].filter((name) => !held.some((one) => one.name === name && one.faults.length > 0));
  assert.deepEqual(needless, [], 'exempt without need');
});

for (const postgres of [18, 15] as const) {
  test(`every named statement can be prepared on a fresh schema of PostgreSQL ${postgres}`, async (t) => {
    const { pool } = await freshDatabase({ t, postgres });
    const faults: string[] = [];
    for (const statement of allStatements.values()) {
      await pool.query(`prepare checked as ${statement.text}`).then(
        () => pool.query('deallocate checked'),
        (error: Error) => faults.push(`${statement.name}: ${error.message}`),
      );
    }
    assert.deepEqual(faults, []);
    assert.ok(allStatements.size > 20);
  });

  test(`the schema of PostgreSQL ${postgres} is the golden one`, async (t) => {
    const { pool } = await freshDatabase({ t, postgres });
    const golden = filesBelow('src/store', ['schema.golden.txt'])[0]?.text ?? '';
    assert.equal(await goldenSchema(pool), golden, 'run `npm run schema` and read the difference');
  });
}

const cluster = { skip: onCluster ? false : 'DECLIC_TEST_CITUS_URL names no cluster' };

test('every named statement runs on the tables of a cluster', cluster, async (t) => {
  const { pool } = await freshDatabase({ t });
  assert.deepEqual(await notExecutable(pool, allStatements.values()), []);
});

/** Statements that have a few rows sent, those asked for. */
const sending = new Map([
  ['outbox/one', 'the numbers of the buckets'],
  ['outbox/stops', 'what stops the addresses of one bite'],
]);

test('no named statement has the servers of a cluster send all rows of a table', cluster, async (t) => {
  const { pool } = await freshDatabase({ t });
  const found = await sendingRows(pool, allStatements.values());
  assert.deepEqual(
    found.filter((one) => !sending.has(one.slice(0, one.indexOf(':')))),
    [],
  );
  const everybody = { name: 'x', text: 'select exists (select 1 from person) as somebody' };
  assert.equal((await sendingRows(pool, [everybody])).length, 1);
});

test('compiled rules of every kind name the bucket beside every table', async (t) => {
  const { pool } = await freshDatabase({ t });
  const { bucketed, all } = await tableNames(pool);
  const { rules, missing } = compiledRules();
  assert.deepEqual(missing, []);
  const faults = rules.flatMap(({ name, text }) =>
    scopeFaults({ name, text, scope: 'bucket', strict: true }, bucketed, all),
  );
  assert.deepEqual(faults, []);
  assert.ok(rules.length > 300, `${rules.length} statements`);
});

for (const postgres of [18, 15] as const) {
  test(`compiled rules of every kind run on PostgreSQL ${postgres}`, async (t) => {
    const { pool } = await freshDatabase({ t, postgres });
    assert.deepEqual(await notRunning(pool, compiledRules().rules), []);
  });
}

test('compiled rules of every kind run on the tables of a cluster', cluster, async (t) => {
  const { pool } = await freshDatabase({ t });
  const { rules, counts } = compiledRules();
  assert.deepEqual(await notRunning(pool, [...rules, ...counts]), []);
});

/** Compiled rules that the server does not take, with what it said. */
async function notRunning(pool: Pool, rules: readonly CompiledRule[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, text, values } of rules) {
    await pool.query(text, values).catch((error: Error) => faults.push(`${name}: ${error.message}`));
  }
  return faults;
}

test('every bucketed table has the bucket as the first column of its primary key', async (t) => {
  const { pool } = await freshDatabase({ t });
  const { bucketed } = await tableNames(pool);
  const keys = await pool.query(`
    select c.relname as table, a.attname as first
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    where k.contype in ('p', 'u')`);
  const wrong = keys.rows.filter((row) => bucketed.has(row.table) && row.table !== 'bucket' && row.first !== 'bucket');
  assert.deepEqual(wrong, []);
});

test('no migration says a constraint together with other changes of a table, or has the body of a function', () => {
  const faults = knownMigrations().flatMap(({ name, text }) =>
    migrationFaults(text).map((fault) => `${name}: ${fault}`),
  );
  assert.deepEqual(faults, []);
});

test('the guard of migrations sees a constraint among other changes, and a body; statements are cut where they end', () => {
  assert.equal(migrationFaults('alter table a add column b integer, add check (b > 0)').length, 1);
  assert.equal(migrationFaults('alter table a add column b integer check (b > 0)').length, 1);
  assert.equal(migrationFaults('alter table a add check (b in (1, 2)); alter table a drop b, drop c').length, 0);
  assert.equal(migrationFaults('do $$ begin; end $$').length, 1);
  assert.deepEqual(statementsOf("select 'a;''b' -- one; two\n  from c;\n\n-- three;\nselect 4 - 5;\n"), [
    "select 'a;''b' \n  from c",
    'select 4 - 5',
  ]);
});

/** What a cluster does not take of a migration that comes after its tables were spread. */
function migrationFaults(text: string): string[] {
  const inBrackets = /\((?:[^()]|\([^()]*\))*\)/g;
  const faults = statementsOf(text).flatMap((statement) => {
    if (!/^alter\s+table\b/i.test(statement)) return [];
    const changes = statement
      .replace(/'[^']*'/g, '')
      .replace(inBrackets, '')
      .split(',');
    const constraint = /\b(?:check|constraint|unique|primary|foreign|references)\b/i;
    const apart = changes.length === 1 && !/\badd\s+column\b/i.test(statement);
    return !apart && changes.some((change) => constraint.test(change)) ? [statement] : [];
  });
  return text.includes('$$') ? [...faults, 'the body of a function'] : faults;
}

test('the guard of scopes sees a table without its bucket, a second bucket, a write over all, a clock and a write in WITH', () => {
  const bucketed = new Set(['person', 'event', 'bucket']);
  const known = new Set([...bucketed, 'setting']);
  const faults = (scope: 'bucket' | 'spread' | 'all' | 'shared', text: string, strict = false) =>
    scopeFaults({ name: 'x', scope, text, strict }, bucketed, known).length;
  assert.equal(faults('bucket', 'select 1 from person p join event e on e.bucket = $1 where p.bucket = $1'), 0);
  const tied = 'select 1 from person p join event e on e.bucket = p.bucket where p.bucket = $1';
  assert.deepEqual([faults('bucket', tied), faults('bucket', tied, true)], [0, 1]);
  assert.equal(
    faults('spread', 'insert into event values ($1) on conflict (id) do update set x = excluded.x where event.y > $2'),
    1,
  );
  assert.equal(faults('bucket', 'delete from person p where p.bucket = $1 returning to_jsonb(p)'), 1);
  assert.equal(faults('all', 'select count(*) from (select from person limit $1) x'), 1);
  assert.equal(faults('bucket', 'select 1 from person p, event e where p.bucket = $1'), 1);
  assert.equal(faults('bucket', 'select 1 from person p join event e on e.bucket = $2 where p.bucket = $1'), 1);
  assert.equal(faults('bucket', 'delete from person where id = $1'), 1);
  assert.equal(faults('all', 'update person set x = 1'), 1);
  assert.equal(faults('all', 'select 1 from person p left join event e on e.bucket = p.bucket and e.x = p.x'), 0);
  assert.equal(faults('all', 'select 1 from person p left join event e on e.bucket = p.other_bucket'), 1);
  assert.equal(faults('all', 'select now() from person'), 1);
  assert.equal(faults('all', 'select count(distinct p.email) from person p'), 1);
  assert.equal(faults('shared', 'select 1 from event'), 1);
  assert.equal(faults('spread', 'insert into event select * from person'), 1);
  assert.equal(
    faults(
      'bucket',
      'with gone as (delete from event e where e.bucket = $1 returning *) insert into person select 1 from gone',
    ),
    2,
  );
});
