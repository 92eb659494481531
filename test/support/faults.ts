/**
 * Databases that fail at the worst moment. Two tools:
 * - `failEverywhere`: a transaction is cut off at each of its statements in turn, and each time the tables are as before;
 * - `Outages`: a store whose nth query, begin and commit included, loses its connection for real (the server ends the session), before it
 *   ran or after it ran and before its answer came, once or for as long as an outage lasts.
 */
import assert from 'node:assert/strict';
import type { Pool, Store, Tx } from '../../src/store/index.ts';
import { transaction } from '../../src/store/index.ts';

/** What a cut-off statement throws. */
class Cut extends Error {}

/** A connection that is gone from its nth statement on. */
function cutting(tx: Tx, left: { statements: number }): Tx {
  return intercepted(tx, (query) => {
    if (left.statements-- <= 0) throw new Cut();
    return query();
  });
}

function intercepted(client: Tx, around: (query: () => unknown) => unknown): Tx {
  return new Proxy(client, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
      return (...args: unknown[]) => around(() => Reflect.apply(value, target, args));
    },
  });
}

/** The store with transactions that are cut off after so many statements, all of them together. */
export const cutStore = (store: Store, left: { statements: number }): Store => ({
  ...store,
  transaction: (work) => store.transaction((tx) => work(cutting(tx, left))),
  bite: (work) => store.bite((tx) => work(cutting(tx, left))),
});

/** Runs work that may be cut off; answers whether it ran through. */
export async function ranThrough(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    return false;
  }
}

/** All rows of some tables, as one text. */
async function stateOf({ pool }: Store, tables: readonly string[]): Promise<string> {
  const rows = tables.map((table) => `select '${table}' as of, t::text as row from ${table} t`).join(' union all ');
  return JSON.stringify((await pool.query(`${rows} order by 1, 2`)).rows);
}

/** Fails at every statement in turn, each time back to the state of before; then runs through. Answers how many there were. */
export async function failEverywhere(
  store: Store,
  tables: readonly string[],
  work: (on: Store) => Promise<unknown>,
): Promise<number> {
  const before = await stateOf(store, tables);
  for (let statements = 0; ; statements++) {
    if (await ranThrough(() => work(cutStore(store, { statements })))) return statements;
    assert.equal(await stateOf(store, tables), before, `after ${statements} statements`);
  }
}

/**
 * refused: the session ends before the query runs; lost: it ran, and its answer does not come.
 * `lasts`: for so many milliseconds from then on nothing can connect.
 */
export type Plan = { at: number; how: 'refused' | 'lost'; lasts?: number };

/** The queries of a store, counted, with one outage that is planned among them. */
export class Outages {
  readonly store: Store;
  /** Queries since the last plan. */
  queries = 0;
  #plan: Plan | null = null;
  #until = 0;

  constructor(real: Store) {
    const pool = this.#poolOf(real.pool);
    const inTransaction: Store['transaction'] = (work) => transaction(pool, work);
    this.store = { ...real, pool, transaction: inTransaction, bite: inTransaction };
  }

  plan(plan: Plan | null): void {
    this.#plan = plan;
    this.queries = 0;
  }

  #poolOf(pool: Pool): Pool {
    const connect = async () => {
      this.#refuseIfDown();
      const client = await pool.connect();
      return intercepted(client, (query) => this.#run(pool, client, query));
    };
    const query = async (...args: unknown[]) => {
      const client = await connect();
      let broken: Error | undefined;
      try {
        return await Reflect.apply(client.query, client, args);
      } catch (error) {
        broken = error as Error;
        throw error;
      } finally {
        client.release(broken);
      }
    };
    return new Proxy(pool, {
      get: (target, name) => {
        if (name === 'connect') return connect;
        if (name === 'query') return query;
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  async #run(pool: Pool, client: Tx, query: () => unknown): Promise<unknown> {
    this.#refuseIfDown();
    const plan = this.#plan;
    if (this.queries++ !== plan?.at) return query();
    this.#until = Date.now() + (plan.lasts ?? 0);
    if (plan.how === 'lost') await query();
    const { processID } = client as unknown as { processID: number };
    await pool.query('select pg_terminate_backend($1, 5000)', [processID]);
    // On the dead connection: what comes is what a program sees whose server went away.
    return plan.how === 'lost' ? client.query('select 1') : query();
  }

  #refuseIfDown(): void {
    if (Date.now() < this.#until)
      throw Object.assign(new Error('connect ECONNREFUSED (an outage of this test)'), { code: 'ECONNREFUSED' });
  }
}
