/**
 * Claims of processes that are gone. A claim begins with the number of the process that made it, and a process is gone when its
 * session in the database is (`store/presence`): then what it had handed over is uncertain, and the rest is ready again.
 *
 *     living ──session ends──▶ missed ──{@link patience}──▶ gone: its claims are settled
 *       ▲                        │
 *       └──── session again ─────┘
 *
 * A process may be cut off, or stopped and woken later, and go on with its claims. It can do no harm: to hand a message over it
 * has to own the claim in the database, and of what was in its hand it alone knows better than “uncertain” and says so. One that
 * keeps its session and does nothing (stopped by a debugger, frozen with its machine) loses its claims by {@link claimLease}.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { count, type Queryable, run, type Store, statements } from '../store/index.ts';
import { followUncertain } from './merge.ts';

const sql = statements(import.meta.url, 'orphans.sql');

/** A claim older than this belongs to nobody who is at work. */
export const claimLease = 5 * 60_000;
/** How often claims are looked through, whoever is living: the net under the watch over processes. */
export const orphansEvery = 60_000;
/** How often it is asked who lives. */
const lookEvery = 1_000;
/** A process may be missed for so long: after a restart of the database the living ones need a moment to come back. */
const patience = 2_000;

/** Why a message is uncertain that a process had in hand when it stopped. */
export const stoppedInHand = 'claimed_by_a_process_that_stopped';

const prefixOf = (process: number): string => process.toString(16).padStart(8, '0');

/** A new claim of a process. */
export const newClaimId = (process: number): string => prefixOf(process) + randomUUID().slice(8);

/** Deals with claims made before a moment, and with all claims of processes that are gone; answers how many became uncertain. */
export async function settleOrphans(on: Queryable, before: Date, gone: readonly string[] = []): Promise<number> {
  let uncertain = 0;
  for (const { bucket } of await run<{ bucket: number }>(on, sql('buckets-orphaned'), { before, gone })) {
    const lost = await count(on, sql('orphans-uncertain'), { bucket, before, gone, reason: stoppedInHand });
    if (lost > 0) await followUncertain(on, bucket, before);
    uncertain += lost;
    await count(on, sql('orphans-ready'), { bucket, before, gone });
  }
  return uncertain;
}

export type OrphansOptions = { store: Store; log: Logger; orphansEvery?: number };

/** The watch over the other processes. */
export type OrphanWatch = {
  start: () => void;
  /** Ends after the look under way. */
  stop: () => Promise<void>;
  /** One look, if it is time for one. */
  look: () => Promise<void>;
};

/** Has a timer of its own: deliveries may wait for a provider, and what others left must not wait with them. */
export function watchOrphans({ store, log, orphansEvery: every = orphansEvery }: OrphansOptions): OrphanWatch {
  let lookAt = 0;
  let wholeAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopping = false;
  const watched = new Watched();

  async function look(): Promise<void> {
    const wall = store.clock.wall().getTime();
    if (wall < lookAt) return;
    lookAt = wall + Math.min(lookEvery, every);
    const whole = wall >= wholeAt;
    // Claims first: a process has its session before it claims, so that of a claim that is seen here the session is seen too.
    if (whole)
      watched.add((await run<{ process: string }>(store.pool, sql('claimants'), {})).map(({ process }) => process));
    const gone = watched.gone([...(await store.presence.living())].map(prefixOf), wall);
    if (whole || gone.length > 0) {
      const uncertain = await settleOrphans(store.pool, new Date(wall - claimLease), gone);
      if (uncertain > 0)
        log.warn({ event: 'delivery.uncertain', uncertain }, 'messages of a process that stopped are marked uncertain');
    }
    if (whole) wholeAt = wall + every;
    watched.forget(gone);
  }

  const loop = (): void => {
    running = look()
      .catch((error) =>
        log.error(
          { event: 'delivery.claims_not_seen', err: error },
          'claims of other processes could not be looked at; they are looked at again',
        ),
      )
      .then(() => {
        if (!stopping) timer = setTimeout(loop, Math.min(lookEvery, every));
      });
  };
  return {
    start: loop,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
    look,
  };
}

/** The processes that were seen, living or by their claims, and since when which of them are missed. */
class Watched {
  readonly #seen = new Set<string>();
  readonly #missed = new Map<string, number>();

  add(processes: readonly string[]): void {
    for (const process of processes) this.#seen.add(process);
  }

  /** Those that are missed for longer than the patience, given who lives now. */
  gone(living: readonly string[], wall: number): string[] {
    this.add(living);
    for (const process of living) this.#missed.delete(process);
    const here = new Set(living);
    for (const process of this.#seen)
      if (!here.has(process) && !this.#missed.has(process)) this.#missed.set(process, wall);
    return [...this.#missed].filter(([, since]) => wall - since >= patience).map(([process]) => process);
  }

  forget(processes: readonly string[]): void {
    for (const process of processes) {
      this.#seen.delete(process);
      this.#missed.delete(process);
    }
  }
}
