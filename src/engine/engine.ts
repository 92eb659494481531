import type { Logger } from 'pino';
import { bucketsUrgent, type Store, Turns, takeBucket } from '../store/index.ts';
import { applied, roundFailures, rounds } from './counts.ts';
import { errors } from './errors.ts';
import { bucketsDue, earliest, loadPhases, nextDue } from './phases.ts';
import { setAsideCulprit } from './quarantine.ts';
import { type Phases, type Portion, type RoundResult, round, StaleDefinitions, wholePortion } from './round.ts';
import { Stride } from './stride.ts';

/** How often work is looked for when no signal came: the net under the in-process wake-up. */
const pollEvery = 200;
/** How often a pass asks what came in meanwhile that is not bulk. */
const urgentEvery = 50;
/**
 * Buckets ticked side by side. On two cores two left a tenth to a seventh of the machine idle while commits were on their way to the disk
 * (72 to 77 µs a fact); three and four took 67 to 71, four with more waiting for each other.
 */
const bucketsAtOnce = 3;
/** What a round takes of people whose time has come, in a bucket that has its turn for what just came in: a part of what others take. */
const shareInHaste = 1 / 8;
/** Rounds of one bucket before the others have their turn. */
const roundsInARow = 4;

/** What the rest of the program asks of the engine. */
export type Engine = {
  start: () => void;
  /** Finishes the bites under way, then returns. */
  stop: () => Promise<void>;
  /** Runs everything that is due now, deliveries included, until nothing is left. */
  quiet: () => Promise<void>;
  /**
   * Moves a clock that stands still to `to`, stopping at every due moment on the way.
   * @throws ENGINE_CLOCK_RUNS on the clock of daily life, ENGINE_CLOCK_BACKWARDS for an earlier moment
   */
  advance: (to: Date) => Promise<void>;
};

/** The part of delivery that the engine drives on a moved clock; on a live one delivery has a loop of its own. */
export type Deliveries = { runDue: () => Promise<number>; nextDue: () => Promise<Date | null> };

export type EngineOptions = {
  store: Store;
  log: Logger;
  deliveries: Deliveries | null;
  /** Time zone of the shop, for people without one. */
  timezone: () => Promise<string>;
};

/** The tick: finds buckets with work, locks one, runs its rounds in short transactions, lets go. */
export function createEngine(options: EngineOptions): Engine {
  const ticker = new Ticker(options);
  return {
    start: () => ticker.start(),
    stop: () => ticker.stop(),
    quiet: () => ticker.inTurn(() => ticker.settle()),
    advance: (to) => ticker.inTurn(() => ticker.advance(to)),
  };
}

class Ticker {
  readonly #options: EngineOptions;
  readonly #awake = new Set<number>();
  /** Definitions as compiled; forgotten when a round finds that they have changed. */
  #compiled: Promise<{ timezone: string; phases: Phases }> | null = null;
  readonly #stride = new Stride();
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #passWaits = false;
  /** Everything that ticks goes through this chain, so that a moved clock never runs beside the daily loop. */
  #chain: Promise<unknown> = Promise.resolve();
  readonly #unsubscribe: () => void;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#unsubscribe = options.store.onWake((buckets) => this.#woken(buckets));
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#chain.then(work, work);
    this.#chain = next.catch(() => {});
    return next;
  }

  start(): void {
    if (!this.#timer) this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    await this.#chain;
  }

  /** Passes and deliveries until neither finds anything. */
  async settle(): Promise<void> {
    for (;;) {
      const ticked = await this.#pass();
      const delivered = this.#options.deliveries ? await this.#options.deliveries.runDue() : 0;
      if (this.#stopping || (!ticked && delivered === 0)) return;
    }
  }

  async advance(to: Date): Promise<void> {
    const { move, now } = this.#options.store.clock;
    if (!move) throw errors.ENGINE_CLOCK_RUNS();
    if (to < now()) throw errors.ENGINE_CLOCK_BACKWARDS({ now: now().toISOString(), to: to.toISOString() });
    await this.settle();
    for (let next = await this.#nextMoment(); next && next <= to; next = await this.#nextMoment()) {
      if (this.#stopping) return;
      // Something that stays due at the same moment after all was quiet would hold the clock for ever.
      if (next <= now()) throw errors.ENGINE_STUCK({ moment: next.toISOString() });
      move(next);
      await this.settle();
    }
    move(to);
    await this.settle();
  }

  /** One pass over the buckets that have work; answers whether anything was done. */
  async #pass(): Promise<boolean> {
    const turns = new Turns(await this.#bucketsWithWork());
    const failures: unknown[] = [];
    let done = false;
    let looked = 0;
    // What came in while others had their turn does not wait for the last of them. A crowd that is due at once does, a portion a visit.
    const look = async () => {
      if (turns.restOver || Date.now() - looked < urgentEvery) return;
      looked = Date.now();
      const { transactional, fresh } = await bucketsUrgent(this.#options.store.pool);
      turns.note(transactional, fresh);
    };
    const visit = async (): Promise<boolean> => {
      await look();
      const urgent = turns.nextUrgent();
      const bucket = urgent ?? turns.next();
      if (bucket === undefined || this.#stopping) return false;
      try {
        const share = urgent === undefined ? 1 : shareInHaste;
        const portion = () => ({ ...wholePortion, instants: Math.ceil(this.#stride.instants * share) });
        const yields = async () => {
          await look();
          return turns.hurries;
        };
        const { did, end } = await this.#tickBucket(bucket, portion, yields);
        // What else a bucket that hurried has to do waits for the turn that it has among the rest.
        if (end === 'gave way' && urgent === undefined) turns.later(bucket);
        if (end === 'nothing left') turns.done(bucket);
        done ||= did;
      } catch (error) {
        // A bucket that fails must not hold back the others.
        failures.push(error);
      }
      return true;
    };
    const worker = async () => {
      while (await visit());
    };
    await Promise.all(Array.from({ length: bucketsAtOnce }, worker));
    if (failures.length > 0) throw failures[0];
    return done;
  }

  /**
   * Runs rounds of a bucket while they are sure to find work; answers whether anything was done, and why it ended.
   * @param yields whether others are to have their turn before the next round
   */
  async #tickBucket(
    bucket: number,
    portion: () => Portion,
    yields: () => Promise<boolean>,
  ): Promise<{ did: boolean; end: 'nothing left' | 'gave way' | 'had its turn' }> {
    let did = false;
    for (let turn = 0; turn < roundsInARow && !this.#stopping; turn++) {
      if (turn > 0 && (await yields())) return { did, end: 'gave way' };
      const result = await this.#round(bucket, portion());
      did ||= result.did;
      if (!result.more) return { did, end: 'nothing left' };
    }
    return { did, end: 'had its turn' };
  }

  async #round(bucket: number, portion: Portion): Promise<RoundResult> {
    const { store, log } = this.#options;
    const { phases, timezone } = await this.#current();
    const given = { now: store.clock.now(), buckets: store.buckets, timezone };
    const taken = rounds.startTimer();
    try {
      const result: RoundResult = await store.bite(async (tx) => {
        const bite = await takeBucket(tx, bucket, given);
        // Another worker has the bucket.
        return bite ? round(bite, phases, portion) : { did: false, more: false };
      });
      if (result.did) this.#stride.learn(result.instants ?? 0, taken() * 1_000);
      applied.inc(result.facts ?? 0);
      return result;
    } catch (error) {
      if (error instanceof StaleDefinitions) {
        this.#compiled = null;
        return { did: false, more: true };
      }
      roundFailures.inc();
      const outcome = await setAsideCulprit(store, phases, bucket, given, error);
      if (outcome === 'another cause') throw error;
      const done =
        outcome === 'taken out' ? 'a fact that cannot be applied is listed as rejected' : 'facts were applied alone';
      log.warn({ event: 'engine.set_aside', bucket, reason: (error as Error).message }, done);
      return { did: true, more: true };
    }
  }

  #current(): Promise<{ timezone: string; phases: Phases }> {
    const { store, timezone } = this.#options;
    // The number of the definitions is read first, so whatever changes meanwhile makes what was read old.
    const load = async () => ({ phases: await loadPhases(store.pool), timezone: await timezone() });
    this.#compiled ??= load().catch((error) => {
      this.#compiled = null;
      throw error;
    });
    return this.#compiled;
  }

  async #bucketsWithWork(): Promise<number[]> {
    const { store } = this.#options;
    const found = new Set(this.#awake);
    this.#awake.clear();
    for (const bucket of await bucketsDue(store.pool, store.clock.now())) found.add(bucket);
    return [...found];
  }

  async #nextMoment(): Promise<Date | null> {
    const { store, deliveries } = this.#options;
    return earliest([await nextDue(store.pool), (await deliveries?.nextDue()) ?? null]);
  }

  #woken(buckets: Iterable<number>): void {
    for (const bucket of buckets) this.#awake.add(bucket);
    // One waiting pass serves every signal that comes before it starts.
    if (!this.#timer || this.#stopping || this.#passWaits) return;
    this.#passWaits = true;
    const pass = () => {
      this.#passWaits = false;
      return this.#daily();
    };
    this.inTurn(pass).catch((error) => this.#logFailure(error));
  }

  #loop(): void {
    const pass = () =>
      this.inTurn(() => this.#daily())
        .catch((error) => this.#logFailure(error))
        .finally(() => {
          if (!this.#stopping) this.#loop();
        });
    this.#timer = setTimeout(pass, pollEvery);
  }

  /** What a signal or a poll sets off: on a clock that stands still, everything that is due; else one pass. */
  async #daily(): Promise<void> {
    if (this.#options.deliveries) await this.settle();
    else await this.#pass();
  }

  #logFailure(error: unknown): void {
    this.#options.log.error(
      { event: 'engine.failed', err: error },
      'a tick failed; its transaction was undone and it will be tried again',
    );
  }
}
