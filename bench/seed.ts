import type { Store, Tx } from '../src/store/index.ts';

/**
 * People straight into the tables, evenly over the buckets: what is measured is not how they came. Everybody agrees to mail;
 * the hash of an address is what the gates compare. They are left as autovacuum leaves people who came long ago: on rows that nobody
 * has read yet, the first reader notes on each page that they are committed, and after each checkpoint the page goes to the log whole.
 */
export async function seedPeople(store: Store, count: number): Promise<void> {
  await store.pool.query(
    `insert into person (bucket, id, external_id, email, first_seen, traits)
     select i % $2, md5('person' || i)::uuid, 'u' || i, 'u' || i || '@exemple.fr', '2025-01-01',
            jsonb_build_object('city', (array['Lyon', 'Paris', 'Lille', 'Nantes'])[1 + i % 4], 'first_name', 'P' || i)
     from generate_series(1, $1::integer) i`,
    [count, store.buckets],
  );
  await store.pool.query(
    `insert into permission (bucket, person_id, channel, purpose, status, hash, occurred_at)
     select bucket, id, 'email', 'marketing', 'granted', sha256(convert_to('email:' || email, 'UTF8')), '2025-01-01' from person`,
  );
  for (const table of ['person', 'permission']) await store.pool.query(`vacuum analyze ${table}`);
}

/** A year of facts before `now`, in the order in which they came in: `orders` of one line and `events`, of random people. */
export async function seedFacts(
  store: Store,
  given: { people: number; orders: number; events: number; now: Date },
): Promise<void> {
  const { people, now } = given;
  const values = (count: number) => [count, people, store.buckets, now];
  await Promise.all([
    fill(store, 'event', events, values(given.events)),
    fill(store, 'purchase', purchases, values(given.orders)).then(() =>
      fill(store, 'purchase_line', lines, values(given.orders)),
    ),
  ]);
  for (const table of ['person', 'event', 'purchase', 'purchase_line']) await store.pool.query(`analyze ${table}`);
}

/** The n-th of `$1` facts: when it happened, and to whom of `$2` people. Hashes stand for chance, so that every run seeds the same. */
const facts = `from (select n, 1 + (hashint8extended(n, 7) & 2147483647) % $2 as i,
                     $4::timestamptz - (1 - n::float8 / $1) * interval '365 days' as at
              from generate_series(1, $1::bigint) n) f`;
const purchases = `insert into purchase (bucket, order_id, person_id, kind, status, occurred_at, currency, total, origin, updated_at)
  select i % $3::integer, 'o' || n, md5('person' || i)::uuid, 'sale', 'completed', at, 'EUR', 50, 'import', at ${facts}`;
const lines = `insert into purchase_line (bucket, order_id, product_id, nth, person_id, occurred_at, quantity, price, category)
  select i % $3::integer, 'o' || n, 'p' || n % 256, 1, md5('person' || i)::uuid, at, 1, 50,
         (array['shoes', 'bags', 'hats'])[1 + (hashint8extended(n, 3) & 65535) % 3] ${facts}`;
const events = `insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
  select i % $3::integer, md5('person' || i)::uuid, at, md5('event' || n)::uuid, 'track',
         (array['Product Viewed', 'Product Added', 'Quote Requested'])[1 + (hashint8extended(n, 5) & 65535) % 3],
         jsonb_build_object('product_id', 'p' || n % 256, 'category', (array['shoes', 'bags', 'hats'])[1 + n % 3], 'price', n % 90),
         'import', at ${facts}`;

/**
 * Fills a table. Rows come in the order of their moments, which is none of an index: built afterwards, an index takes a tenth
 * of the time.
 */
export async function withoutIndexes(tx: Tx, table: string | null, work: () => Promise<unknown>): Promise<void> {
  await tx.query(`set local maintenance_work_mem = '512MB'`);
  await tx.query(`set local work_mem = '128MB'`);
  const { rows: keys } = await tx.query(
    `select k.conname as name, pg_get_constraintdef(k.oid) as made
     from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relname = $1 and k.contype in ('p', 'u')`,
    [table],
  );
  for (const { name } of keys) await tx.query(`alter table ${table} drop constraint ${name}`);
  const { rows: indexes } = await tx.query('select indexname, indexdef from pg_indexes where tablename = $1', [table]);
  for (const { indexname } of indexes) await tx.query(`drop index ${indexname}`);
  await work();
  for (const { name, made } of keys) await tx.query(`alter table ${table} add constraint ${name} ${made}`);
  // The index of a table in partitions is told without them.
  for (const { indexdef } of indexes) await tx.query(indexdef.replace(' ON ONLY ', ' ON '));
}

/** Fills an empty table; the truncation lets PostgreSQL leave all of it out of its log (`wal_level=minimal`). */
const fill = (store: Store, table: string, statement: string, values: unknown[]): Promise<void> =>
  store.transaction((tx) =>
    withoutIndexes(tx, table, async () => {
      await tx.query(`truncate ${table}`);
      await tx.query(statement, values);
    }),
  );
