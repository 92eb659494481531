/** Rows for the tests of this room, written straight into the tables: no other room is needed to ask who matches. */
import { type FreshOptions, freshDatabase } from '../../test/support/database.ts';
import { type Bite, liveClock, openStore, type Pool, type Store, takeBucket } from '../store/index.ts';

const zone = 'Europe/Paris';

export type House = {
  store: Store;
  pool: Pool;
  inBite: <T>(now: Date, work: (bite: Bite) => Promise<T>, bucket?: number) => Promise<T>;
};

/** A migrated database with a store on it, and bites of its buckets. */
export async function house(options: FreshOptions = {}): Promise<House> {
  const database = await freshDatabase({ buckets: 2, ...options });
  const opened = await openStore({ connection: database.connection, clock: liveClock, schema: 'check' });
  await opened.pool.end();
  // One pool for all: the database may not be dropped while a connection is open.
  const { pool } = database;
  const store: Store = {
    ...opened,
    pool,
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  };
  const inBite = <T>(now: Date, work: (bite: Bite) => Promise<T>, bucket = 0): Promise<T> =>
    store.transaction(async (tx) =>
      work((await takeBucket(tx, bucket, { now, buckets: store.buckets, timezone: zone }))!),
    );
  return { store, pool, inBite };
}

/** The n-th person's id; a small number is easy to read in a failed test. */
export const personId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const numberOf = (id: string): number => Number(id.slice(-12));

type Row = Record<string, unknown>;

/** Inserts rows whose keys are column names. */
export async function insert(pool: Pool, table: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row);
    const values = columns.map((column) => (isJson(column) ? JSON.stringify(row[column]) : row[column]));
    const places = columns.map((_, i) => `$${i + 1}`);
    await pool.query(`insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`, values);
  }
}

const isJson = (column: string): boolean => ['traits', 'properties'].includes(column);

export type PersonRow = Row & { traits?: Row };

export const person = (n: number, given: PersonRow = {}, bucket = 0): Row => ({
  bucket,
  id: personId(n),
  first_seen: new Date('2020-01-01T00:00:00Z'),
  ...given,
});

let facts = 0;

export const event = (n: number, name: string, at: string | Date, properties: Row = {}, more: Row = {}): Row => ({
  bucket: 0,
  person_id: personId(n),
  occurred_at: new Date(at),
  id: personId(1_000_000 + ++facts),
  type: 'track',
  name,
  properties,
  origin: 'live',
  received_at: new Date(at),
  ...more,
});

export const sale = (n: number | null, orderId: string, at: string | Date, more: Row = {}): Row => ({
  bucket: 0,
  order_id: orderId,
  person_id: n === null ? null : personId(n),
  kind: 'sale',
  status: 'completed',
  occurred_at: new Date(at),
  currency: 'EUR',
  origin: 'live',
  updated_at: new Date(at),
  ...more,
});

export const line = (n: number | null, orderId: string, productId: string, at: string | Date, more: Row = {}): Row => ({
  bucket: 0,
  order_id: orderId,
  product_id: productId,
  nth: 1,
  person_id: n === null ? null : personId(n),
  occurred_at: new Date(at),
  quantity: 1,
  price: 10,
  ...more,
});
