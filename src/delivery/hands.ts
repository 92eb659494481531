/**
 * The hands: what is between the claim and the provider, in memory.
 *
 *     queue ──write──▶ written ──commit "handed"──▶ in hand ──answer──▶ finished ──commit "settled"──▶ gone
 *
 * One transaction at a time settles what came back and marks what goes next, so that a commit is shared by as many messages as
 * came together during the one before (group commit). From "handed" to "settled" a message counts as in hand; never more than
 * a way's connections are: that is how many a crash can leave uncertain. All others are simply ready again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Adapter } from '../channels/index.ts';
import type { Store } from '../store/index.ts';
import type { Item } from './feed.ts';
import { release } from './hand.ts';
import { settled } from './last-look.ts';
import { commitRound, type Finished, type Going } from './ledger.ts';
import type { Settlement } from './outbox.ts';
import { outcomeOf } from './outcome.ts';
import type { Write, Written } from './write.ts';

export type HandsOptions = {
  store: Store;
  adapters: { of: (kind: string) => Adapter };
  write: Write;
  log: Logger;
};

/** Messages written before their turn, for each that can be in hand: the provider must not wait for the template. */
const writtenAhead = 2;
/** Connections of an adapter that does not say. */
const standardConnections = 5;
/** A local outbox touches no network: it is settled in groups of this size. */
const localAtOnce = 200;
/** Pause after the ledger could not be written. */
const pauseAfterFault = 500;
/** Rounds that may fail in a row while the process is asked to stop. */
const mostFaultsAtStop = 10;

type Ready = { item: Item; written: Written };

export class Hands {
  readonly #options: HandsOptions;
  #queue: Item[] = [];
  #written: Ready[] = [];
  #finished: Finished[] = [];
  readonly #inHand = new Map<string, number>();
  #writing = false;
  #turning = false;
  #stopping = false;
  #waiters: (() => void)[] = [];

  constructor(options: HandsOptions) {
    this.#options = options;
  }

  /** Messages that are claimed and not yet handed over. */
  get ahead(): number {
    return this.#queue.length + this.#written.length;
  }

  /** Messages of which only an answer of the network, or the ledger, says what became. */
  get inHand(): number {
    let sum = 0;
    for (const count of this.#inHand.values()) sum += count;
    return sum;
  }

  add(items: readonly Item[]): void {
    const urgent = items.filter(({ message }) => message.class === 'transactional');
    const rest = items.filter(({ message }) => message.class !== 'transactional');
    const place = this.#queue.findIndex(({ message }) => message.class !== 'transactional');
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, ...urgent);
    this.#queue.push(...rest);
    this.#turn();
  }

  /** Waits until fewer than `most` messages are ahead, or for `patience` milliseconds; answers whether there is room. */
  async room(most: number, patience: number): Promise<boolean> {
    const until = Date.now() + patience;
    while (this.ahead >= most && !this.#stopping) {
      if (Date.now() >= until) return false;
      await Promise.race([this.#change(), sleep(until - Date.now(), undefined, { ref: false })]);
    }
    return true;
  }

  /** Resolves when nothing is queued, in hand or unsettled. */
  async idle(): Promise<void> {
    while (this.ahead + this.inHand + this.#finished.length > 0 || this.#writing || this.#turning) await this.#change();
  }

  /** Takes nothing more in hand, puts what waits back into the outbox and settles what is under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const waiting = [...this.#queue.splice(0), ...this.#written.splice(0).map(({ item }) => item)];
    await this.#putBack(waiting).catch((error) =>
      this.#options.log.error({ err: error }, 'claimed messages could not be put back; they are taken again later'),
    );
    this.#turn();
    await this.idle();
  }

  async #putBack(items: readonly Item[]): Promise<void> {
    for (const [bucket, group] of Map.groupBy(items, (item) => item.bucket)) {
      await release(
        this.#options.store.pool,
        bucket,
        group.map(({ message, claimId }) => ({ key: message.key, claimId })),
      );
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #changed(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  #turn(): void {
    void this.#writeAhead();
    if (this.#turning) return;
    this.#turning = true;
    void this.#rounds();
  }

  #adapter = (item: Item): Adapter => this.#options.adapters.of(item.message.channel);

  #free(adapter: Adapter): number {
    const most = adapter.connected ? (adapter.connections ?? standardConnections) : localAtOnce;
    return most - (this.#inHand.get(adapter.name) ?? 0);
  }

  async #writeAhead(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    try {
      while (this.#queue.length > 0 && !this.#stopping) {
        const adapter = this.#adapter(this.#queue[0]!);
        const most = (adapter.connected ? (adapter.connections ?? standardConnections) : localAtOnce) * writtenAhead;
        // What is transactional overtakes what was written and has no free hand yet.
        const urgent = this.#queue[0]!.message.class === 'transactional';
        if (this.#written.length >= most && !urgent) break;
        const item = this.#queue.shift()!;
        const written = await this.#writeOne(item);
        if ('skip' in written)
          this.#finished.push({ item, settlement: this.#skipped(item, written.skip), wasInHand: false });
        else if (urgent) this.#written.unshift({ item, written });
        else this.#written.push({ item, written });
        if (!this.#turning) this.#turn();
      }
    } finally {
      this.#writing = false;
      this.#changed();
    }
  }

  async #writeOne(item: Item): Promise<Written | { skip: string }> {
    try {
      const { message, to, address, speaker, bucket, measure } = item;
      return await this.#options.write(message, to, address, speaker, { bucket, ...measure });
    } catch (error) {
      this.#options.log.error({ err: error, key: item.message.key }, 'a message could not be written');
      return { skip: 'could_not_be_written' };
    }
  }

  #skipped = (item: Item, reason: string): Settlement => settled(item.message.key, 'skipped', reason, item.address);

  /** Rounds until there is nothing to settle and nothing that may go. */
  async #rounds(): Promise<void> {
    // What comes in during this turn of the event loop shares the first commit.
    await null;
    let faults = 0;
    for (;;) {
      const going = this.#stopping ? [] : this.#pick();
      const finished = this.#finished.splice(0);
      if (going.length + finished.length === 0) break;
      try {
        await this.#round(finished, going);
        faults = 0;
      } catch (error) {
        this.#finished.unshift(...finished);
        this.#written.unshift(...going);
        for (const { item } of going) this.#letGo(item);
        this.#options.log.error({ err: error }, 'the ledger could not be written; it is tried again');
        faults += 1;
        if (this.#stopping && faults >= mostFaultsAtStop) {
          this.#giveUp();
          break;
        }
        await sleep(pauseAfterFault);
      }
      this.#changed();
    }
    this.#turning = false;
    this.#changed();
  }

  /** The database is gone for good: what was handed over stays claimed and is found by who comes after us. */
  #giveUp(): void {
    for (const { item, wasInHand } of this.#finished.splice(0)) if (wasInHand) this.#letGo(item);
    this.#written = [];
    this.#queue = [];
  }

  /** What may leave now: as many as its way has free hands. */
  #pick(): Ready[] {
    const going: Ready[] = [];
    const stay: Ready[] = [];
    for (const one of this.#written) {
      const adapter = this.#adapter(one.item);
      if (this.#free(adapter) <= 0) {
        stay.push(one);
        continue;
      }
      this.#inHand.set(adapter.name, (this.#inHand.get(adapter.name) ?? 0) + 1);
      going.push(one);
    }
    this.#written = stay;
    if (going.length > 0) void this.#writeAhead();
    return going;
  }

  #letGo(item: Item): void {
    const { name } = this.#adapter(item);
    this.#inHand.set(name, (this.#inHand.get(name) ?? 0) - 1);
  }

  async #round(finished: readonly Finished[], going: readonly Ready[]): Promise<void> {
    const overNetwork = going.filter(({ item }) => this.#adapter(item).connected);
    const steps: Going[] = overNetwork.map(({ item }) => ({ item, transport: this.#adapter(item).name }));
    const handed = await commitRound(this.#options.store, finished, steps);
    for (const { item, wasInHand } of finished) if (wasInHand) this.#letGo(item);
    for (const one of going) {
      const row = handed.get(one.item.message.key);
      if (row) this.#handOver({ ...one, item: { ...one.item, message: { ...one.item.message, ...row } } });
      else if (this.#adapter(one.item).connected) this.#letGo(one.item);
      else this.#handOver(one);
    }
  }

  #handOver({ item, written }: Ready): void {
    const adapter = this.#adapter(item);
    const { message, address } = item;
    const { filled, ...outgoing } = written;
    adapter
      .send({ ...outgoing, key: message.key, to: address })
      .then((result) => outcomeOf({ ...message, address, filled }, result, this.#options.store.clock.wall()))
      .catch((error): Settlement => {
        // Adapters answer with a state; one that throws is a fault of the program, and nobody knows how far it came.
        this.#options.log.error({ err: error, key: message.key }, 'an adapter failed');
        return settled(message.key, adapter.connected ? 'uncertain' : 'failed', 'adapter_failed', address);
      })
      .then((settlement) => {
        const way = adapter.connected ? {} : { transport: adapter.name };
        this.#finished.push({ item, settlement: { ...settlement, ...way }, wasInHand: true });
        this.#turn();
      });
  }
}
