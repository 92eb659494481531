/** Circuits of this process's ways, and of the others': what one finds out all are told, and who was told reads it. */
import type { Logger } from 'pino';
import type { Store } from '../store/index.ts';
import { type Circuit, probeLeaseMs } from './circuit.ts';
import type { Pool } from './pool.ts';
import { noteCircuit, storedCircuits, takeProbe } from './rows.ts';

export class Circuits {
  readonly #store: Store;
  readonly #log: Logger;
  /** What the others do not know yet. */
  readonly #untold = new Map<string, Circuit>();

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** A circuit turned in this process. */
  turned(key: string, circuit: Circuit): void {
    const { state, openings, reason, until } = circuit;
    if (state === 'closed')
      this.#log.info({ event: 'providers.answers', provider: key }, 'a mail provider answers again');
    else this.#log.warn({ event: 'providers.fails', provider: key, reason, openings, until }, 'a mail provider fails');
    this.#untold.set(key, circuit);
    void this.#tell(key, circuit);
  }

  /** Until it is told it is told again: a way of which the database knows nothing could not be tried any more. */
  async #tell(key: string, circuit: Circuit): Promise<void> {
    try {
      await noteCircuit(this.#store.pool, key, circuit);
      if (this.#untold.get(key) === circuit) this.#untold.delete(key);
    } catch (error) {
      this.#log.error({ event: 'providers.not_told', err: error, provider: key }, 'others could not be told of it');
    }
  }

  /** Takes over what others found out or forgot, and asks whether a way whose pause is over may be tried here. */
  async follow(pools: readonly Pool[], wall: Date): Promise<void> {
    for (const [key, circuit] of this.#untold) await this.#tell(key, circuit);
    const before = new Map(pools.map((pool) => [pool, this.#untold.has(pool.provider.key) ? null : pool.circuit]));
    const stored = await storedCircuits(this.#store.pool);
    for (const pool of pools) {
      const circuit = stored.get(pool.provider.key);
      if (circuit) pool.adopt(circuit);
      else if (before.get(pool) === pool.circuit) pool.forget();
      if (pool.isDue(wall)) await this.#probe(pool, wall);
    }
  }

  async #probe(pool: Pool, wall: Date): Promise<void> {
    const lease = new Date(wall.getTime() + probeLeaseMs);
    if (await takeProbe(this.#store.pool, pool.provider.key, wall, lease)) pool.mayProbe(wall, lease);
  }
}
