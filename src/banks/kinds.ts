/** What this room applies, by the kind of inbox row. */
import { type Applier, type Bite, liveClock, noChanges } from '../store/index.ts';
import type { Ask, Close, Grant, Return, Unspent } from './commands.ts';
import { closeHolds, takeGrants } from './holds.ts';
import { answerAsks, takeReturns, takeUnspent } from './leases.ts';

const applier =
  <Body>(work: (bite: Bite, bodies: readonly Body[]) => Promise<void>): Applier =>
  async (bite, entries) => {
    await work(
      bite,
      entries.map(({ body }) => body as Body),
    );
    return noChanges();
  };

/**
 * In the order in which they are applied within a bite: a grant before the demand to give it back, what comes back before
 * what is asked for.
 * @param wall the clock that leases run out by
 */
export const bankKinds = (wall: () => Date = liveClock.wall): Readonly<Record<string, Applier>> => ({
  'bank.grant': applier<Grant>(takeGrants),
  'bank.close': applier<Close>(closeHolds),
  'bank.return': applier<Return>((bite, bodies) => takeReturns(bite, bodies, wall())),
  'bank.unspent': applier<Unspent>((bite, bodies) => takeUnspent(bite, bodies, wall())),
  'bank.ask': applier<Ask>((bite, bodies) => answerAsks(bite, bodies, wall())),
});
