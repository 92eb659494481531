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
import type { Store } from '../store/index.ts';
import { countMessage, ledgerFailures } from './counts.ts';
import type { Item } from './feed.ts';
import { settled } from './last-look.ts';
import { commitRound, type Finished, type Going, type Waiting } from './ledger.ts';
import { stoppedInHand } from './orphans.ts';
import type { Settlement } from './outbox.ts';
import type { SenderTally } from './senders/standings.ts';
import { type Leaving, senderOf, sendOver } from './sending.ts';
import type { Way, Ways } from './ways.ts';
import type { Write, Written } from './write.ts';
import { writeItem } from './writing.ts';

export type HandsOptions = {
  store: Store;
  ways: Ways;
  write: Write;
  log: Logger;
  /** Is told of each mail that left. */
  tally: SenderTally;
};

/** Messages of crowded domains that may wait in memory, as a share of those written ahead: the others must get through. */
const crowdedShare = 0.5;
/** Pause of those that are put back for it. */
const crowdedPause = 3_000;
/** Pause after the ledger could not be written. */
const pauseAfterFault = 500;
/** How long a stop waits for the answers of providers: whoever stops us has 3 s of patience, and the database needs some of it. */
const answersAtStop = 1_500;
/** Rounds that may fail in a row while the process is asked to stop. */
const mostFaultsAtStop = 10;

type Ready = { item: Item; written: Written };
type Done = Finished & { way: Way | null; sender?: string | null };

export class Hands {
  readonly #options: HandsOptions;
  #queue: Item[] = [];
  #written: Ready[] = [];
  #waiting: Waiting[] = [];
  #finished: Done[] = [];
  /** Messages whose answer is awaited, and the way each took. */
  readonly #unanswered = new Map<Item, Way>();
  #writing = false;
  #turning = false;
  #stopping = false;
  #waiters: (() => void)[] = [];

  constructor(options: HandsOptions) {
    this.#options = options;
    options.ways.onChange(() => this.#turn());
  }

  /** Messages that are claimed and not yet handed over. */
  get ahead(): number {
    return this.#queue.length + this.#written.length;
  }

  /** Messages of which only an answer of the network, or the ledger, says what became. */
  get inHand(): number {
    return this.#options.ways.inHand;
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
    while (
      this.ahead + this.inHand + this.#finished.length + this.#waiting.length > 0 ||
      this.#writing ||
      this.#turning
    )
      await this.#change();
  }

  /**
   * Takes nothing more in hand, puts what waits back into the outbox and settles what is under way, as far as answers come in time.
   * @param fed resolves when nothing more will be added
   */
  async stop(fed: Promise<unknown>): Promise<void> {
    this.#stopping = true;
    this.#changed();
    const late = setTimeout(() => this.#waitNoLonger(), answersAtStop);
    await fed;
    while (this.#writing) await this.#change();
    const until = this.#options.store.clock.wall();
    const waiting = [...this.#queue.splice(0), ...this.#written.splice(0).map(({ item }) => item)];
    this.#waiting.push(...waiting.map((item) => ({ item, until, reason: null })));
    this.#turn();
    await this.idle();
    clearTimeout(late);
  }

  /** What a provider has not answered may have left: it is said so now, rather than found by another process. */
  #waitNoLonger(): void {
    const uncertain = ({ message, address }: Item) => settled(message.key, 'uncertain', stoppedInHand, address);
    for (const [item, way] of this.#unanswered) this.#finished.push({ item, settlement: uncertain(item), way });
    this.#unanswered.clear();
    this.#turn();
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

  async #writeAhead(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    try {
      while (this.#queue.length > 0 && !this.#stopping) {
        // What is transactional overtakes what was written and has no free hand yet.
        const urgent = this.#queue[0]!.message.class === 'transactional';
        if (this.#written.length >= this.#options.ways.ahead(this.#queue[0]!) && !urgent) break;
        const item = this.#queue.shift()!;
        if (this.#mustWait(item)) continue;
        const written = await writeItem(this.#options, item);
        if ('skip' in written) this.#finished.push({ item, settlement: this.#skipped(item, written.skip), way: null });
        else if (urgent) this.#written.unshift({ item, written });
        else this.#written.push({ item, written });
        if (!this.#turning) this.#turn();
      }
    } finally {
      this.#writing = false;
      this.#changed();
    }
  }

  /** Whether it would wait for its way longer than it may in memory: then it goes back before it is written. */
  #mustWait(item: Item): boolean {
    const chosen = this.#options.ways.choose(item, null, this.#options.store.clock.wall());
    if (!('until' in chosen)) return false;
    this.#waiting.push({ item, ...chosen });
    if (!this.#turning) this.#turn();
    return true;
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
      const waiting = this.#waiting.splice(0);
      if (going.length + finished.length + waiting.length === 0) break;
      try {
        await this.#round(finished, going, waiting);
        faults = 0;
      } catch (error) {
        this.#finished.unshift(...finished);
        this.#waiting.unshift(...waiting);
        this.#written.unshift(...going);
        for (const { way } of going) this.#options.ways.letGo(way, true);
        ledgerFailures.inc();
        this.#options.log.error(
          { event: 'delivery.ledger_failed', err: error },
          'the ledger could not be written; it is tried again',
        );
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
    for (const { way } of this.#finished.splice(0)) if (way) this.#options.ways.letGo(way);
    this.#written = [];
    this.#waiting = [];
    this.#queue = [];
  }

  /** What may leave now: as many as its way has free hands. What must wait longer than a moment goes back into the outbox. */
  #pick(): Leaving[] {
    const { ways, store } = this.#options;
    const wall = store.clock.wall();
    const going: Leaving[] = [];
    const stay: Ready[] = [];
    let crowded = 0;
    for (const one of this.#written) {
      const chosen = ways.choose(one.item, one.written.from.address, wall);
      if ('way' in chosen) going.push({ ...one, way: chosen.way });
      else if ('until' in chosen) this.#waiting.push({ item: one.item, ...chosen });
      else if (chosen.busy === 'domain' && ++crowded > ways.ahead(one.item) * crowdedShare)
        this.#waiting.push({
          item: one.item,
          until: new Date(wall.getTime() + crowdedPause),
          reason: 'waits_domain',
        });
      else stay.push(one);
    }
    this.#written = stay;
    if (going.length > 0) void this.#writeAhead();
    return going;
  }

  async #round(finished: readonly Done[], going: readonly Leaving[], waiting: readonly Waiting[]): Promise<void> {
    const { ways, store } = this.#options;
    const overNetwork = going.filter(({ way }) => way.adapter.connected);
    const steps: Going[] = overNetwork.map((one) => ({
      item: one.item,
      transport: one.way.adapter.name,
      sender: senderOf(one),
    }));
    const handed = await commitRound(store, finished, steps, waiting);
    for (const { item, way, settlement, sender } of finished) {
      if (way) ways.letGo(way);
      if (sender && settlement.state === 'sent') this.#options.tally.add(sender, store.clock.now());
      countMessage(item.message.channel, way?.adapter.name ?? 'none', settlement.state);
    }
    for (const one of going) {
      const row = handed.get(one.item.message.key);
      if (row) this.#handOver({ ...one, item: { ...one.item, message: { ...one.item.message, ...row } } });
      else if (one.way.adapter.connected) ways.letGo(one.way, true);
      else this.#handOver(one);
    }
  }

  #handOver(leaving: Leaving): void {
    const { item, way } = leaving;
    this.#unanswered.set(item, way);
    void sendOver(this.#options, leaving).then((settlement) => {
      // Without a way for an answer after all, to what was given up at the stop: it knows better.
      const held = this.#unanswered.delete(item) ? way : null;
      this.#finished.push({ item, settlement, way: held, sender: senderOf(leaving) });
      this.#turn();
    });
  }
}
