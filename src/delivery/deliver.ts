import type { Logger } from 'pino';
import type { Adapter } from '../channels/index.ts';
import type { Providers } from '../providers/index.ts';
import { type Lane, lanes, type Store, Turns } from '../store/index.ts';
import { claimBucket } from './feed.ts';
import { LostClaims } from './hand.ts';
import { Hands } from './hands.ts';
import { orphansEvery, watchOrphans } from './orphans.ts';
import { bucketsReady, type Due, nextDue } from './outbox.ts';
import { pauseFollower } from './pauses.ts';
import { watchSenders } from './senders/watch.ts';
import { sendUncertainAgain } from './uncertain.ts';
import { Ways } from './ways.ts';
import type { Write } from './write.ts';

/** Messages of one bucket that are claimed together at most. */
const claimSize = 200;
/** Claimed messages that may wait in memory for their turn; a crash costs them nothing. */
const mostAhead = 200;
/** What is transactional does not wait for room among the others. */
const mostAheadUrgent = 2 * mostAhead;
/** How often due messages are looked for. */
const pollEvery = 200;
/** How often it is looked whether a way is well again, while none is. */
const shutPollEvery = 1_000;
/** Messages claimed while a single try is wanted: one may be stopped at the last look. */
const claimForTry = 2;

export type DeliveryOptions = {
  store: Store;
  adapters: { of: (kind: string) => Adapter };
  /** Over whom mail leaves; without them over its adapter. */
  providers?: Providers;
  write: Write;
  log: Logger;
  /** Milliseconds between two looks through all claims, and through all that is paused; {@link orphansEvery} when not given. */
  orphansEvery?: number;
};

export type Delivery = {
  start: () => void;
  /** Finishes what is being handed over, puts back what is not, then returns. */
  stop: () => Promise<void>;
  /** Delivers what is due now, bucket by bucket, to its end; answers how many messages it took. */
  runDue: () => Promise<number>;
  nextDue: () => Promise<Date | null>;
};

/** The way from the outbox to the provider: claim, commit, render, hand over, settle. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { store, log } = options;
  const ways = new Ways(options.adapters, options.providers ?? null);
  const senders = watchSenders(options);
  const hands = new Hands({ ...options, ways, tally: senders.tally });
  const pauses = pauseFollower(store);
  const orphans = watchOrphans(options);
  const lost = new LostClaims();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopping = false;

  const look = async () => {
    await pauses.follow();
    const wall = store.clock.wall();
    await ways.refresh(wall);
    return bucketsReady(store.pool, store.clock.now(), wall, ways.shut(wall));
  };
  const feed = async () => {
    await lost.giveBack(store.pool);
    return feedOnce({ store, ways, hands, lost, look, isStopping: () => stopping });
  };

  const sendAgain = async () => {
    const again = await sendUncertainAgain(store);
    if (again > 0) log.warn({ event: 'delivery.sent_again', again }, 'transactional messages of unknown fate go again');
  };
  const lookAgain = nowAndThen(options, [senders.look, () => pauses.follow(true), sendAgain]);

  function loop(wait: number): void {
    timer = setTimeout(() => {
      let taken = 0;
      running = lookAgain()
        .then(feed)
        .then((count) => {
          taken = count;
        })
        .catch((error) => log.error({ event: 'delivery.failed', err: error }, 'a delivery failed; messages stay ready'))
        .finally(() => {
          if (!stopping) loop(taken > 0 ? 0 : ways.shut(store.clock.wall()).length > 0 ? shutPollEvery : pollEvery);
        });
    }, wait);
  }

  return {
    start: () => {
      orphans.start();
      loop(0);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await Promise.all([hands.stop(running), orphans.stop()]);
      // Best effort: what is not written down then only makes the rate of complaints look higher.
      await senders.tally.flush(store.pool).catch(() => {});
    },
    runDue: async () => {
      await orphans.look();
      await senders.look();
      const taken = await feed();
      await hands.idle();
      return taken;
    },
    nextDue: () => nextDue(store.pool),
  };
}

type Feeding = {
  store: Store;
  ways: Ways;
  hands: Hands;
  lost: LostClaims;
  /** Which buckets have messages that are due now. */
  look: () => Promise<Due[]>;
  isStopping: () => boolean;
};

/** One claim in each bucket that has due messages; what is transactional waits neither for the others nor for room beside them. */
async function feedOnce({ store, ways, hands, lost, look, isStopping }: Feeding): Promise<number> {
  let taken = 0;
  const take = async (bucket: number, most: number, lane: Lane) => {
    const wall = store.clock.wall();
    const wanted = ways.isTrying(wall) ? claimForTry : Math.min(claimSize, most);
    const claimed = await claimBucket(store, bucket, { most: wanted, lane, shut: ways.shut(wall) }, ways.refresh, lost);
    hands.add(claimed.ready);
    taken += claimed.taken;
  };
  const urgentOf = (due: readonly Due[]) => due.filter((one) => one.urgent).map(({ bucket }) => bucket);
  const first = await look();
  const turns = new Turns(first.filter((one) => one.rest).map(({ bucket }) => bucket));
  turns.note(urgentOf(first));
  for (let looked = Date.now(); !isStopping() && !turns.over; ) {
    if (Date.now() - looked > pollEvery) {
      turns.note(urgentOf(await look()));
      looked = Date.now();
    }
    const mostUrgent = mostAheadUrgent - hands.ahead;
    const urgent = mostUrgent > 0 ? turns.nextUrgent() : undefined;
    if (urgent !== undefined) await take(urgent, mostUrgent, lanes.transactional);
    else if (await hands.room(mostAhead / 2, pollEvery)) {
      const next = turns.next();
      if (next !== undefined) await take(next, mostAhead - hands.ahead, lanes.bulk);
    }
  }
  return taken;
}

/** At the first call and then once in {@link orphansEvery}. One that fails holds up neither the others nor any message. */
function nowAndThen(
  { store, log, orphansEvery: every = orphansEvery }: DeliveryOptions,
  looks: readonly (() => Promise<void>)[],
): () => Promise<void> {
  let next = 0;
  return async () => {
    const wall = store.clock.wall().getTime();
    if (wall < next) return;
    next = wall + every;
    for (const look of looks)
      await look().catch((error) =>
        log.error({ event: 'delivery.not_looked', err: error }, 'a look that is taken now and then failed'),
      );
  };
}
