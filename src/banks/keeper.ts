import type { Logger } from 'pino';
import type { Store } from '../store/index.ts';
import { type FactsOf, reconcile } from './leases.ts';

/** How often leases that have run out are looked for. */
const lookEvery = 15_000;

export type Keeper = { start: () => void /** Finishes the look under way, then returns. */; stop: () => Promise<void> };

/** Looks for leases that have run out, now and then; several processes may do so side by side. */
export function createKeeper(options: { store: Store; log: Logger; facts?: FactsOf }): Keeper {
  const { store, log, facts } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopping = false;
  const look = () => {
    running = reconcile(store, store.clock.wall(), facts)
      .catch((error) =>
        log.error(
          { event: 'banks.keeping_failed', err: error },
          'leases could not be looked through; they are looked at again',
        ),
      )
      .then(() => {
        if (!stopping) timer = setTimeout(look, lookEvery);
      });
  };
  return {
    start: () => {
      timer ??= setTimeout(look, lookEvery);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}
