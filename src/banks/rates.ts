import { count, run, type Store, statements, type Tx } from '../store/index.ts';
import { homeOf, lockBank } from './banks.ts';
import { errors } from './errors.ts';

const sql = statements(import.meta.url, 'rates.sql');

/** A window is counted in so many slots: it is kept to within a sixtieth more than its length, never less. */
const slotsPerWindow = 60;

/** What was taken, and where it was counted: what is certainly not used goes back there and nowhere else. */
export type Taken = { units: number; slots: readonly { bank: string; slot: Date }[] };

type Place = { bank: string; bucket: number; slot: Date; since: Date; held: number; free: number };

/**
 * Takes up to `units` of all these rates at once (an hourly one and a daily one), in one short transaction. What is taken is
 * spent: it is to be asked for before the network is touched, so that a crash can waste units until their window is
 * over, and never pass the limit.
 *
 * The window slides. A provider may count its day from midnight, from 9 o'clock or back from now; a limit that holds in
 * every stretch of that length holds in all of these. Counting by slots makes the stretch up to a sixtieth longer.
 * Processes whose clocks differ (by less than the window) count in the newest slot that anybody has opened: otherwise the
 * one that is late would count where the other one looks no more.
 * @returns how many were taken; 0 when one of the rates has none left
 * @throws BANK_UNKNOWN, BANK_WRONG_KIND
 */
export async function take(store: Store, banks: readonly string[], units: number, wall: Date): Promise<Taken> {
  if (!Number.isSafeInteger(units) || units < 0) throw new RangeError(`${units} are no units`);
  if (units === 0) return { units: 0, slots: [] };
  return store.transaction(async (tx) => {
    const places: Place[] = [];
    // One order for everybody, so that two who take of the same rates never wait for each other in a circle.
    for (const bank of [...new Set(banks)].sort()) places.push(await lookInto(tx, bank, store.buckets, wall));
    const granted = Math.min(units, ...places.map(({ free }) => free));
    if (granted <= 0) return { units: 0, slots: [] };
    for (const place of places) await spendIn(tx, place, granted);
    return { units: granted, slots: places.map(({ bank, slot }) => ({ bank, slot })) };
  });
}

/** Gives back `units` of what was taken: they certainly were not used. */
export async function giveBack(store: Store, taken: Taken, units: number): Promise<void> {
  if (units > taken.units) throw new RangeError(`${units} are more than the ${taken.units} that were taken`);
  if (units <= 0) return;
  await store.transaction(async (tx) => {
    for (const { bank, slot } of [...taken.slots].sort((a, b) => (a.bank < b.bank ? -1 : 1))) {
      const bucket = homeOf(bank, store.buckets);
      await lockBank(tx, bucket, bank);
      await count(tx, sql('take-back'), { bucket, bank, slot, units });
    }
  });
}

/** Locks a rate and counts what its window holds. */
async function lookInto(tx: Tx, bank: string, buckets: number, wall: Date): Promise<Place> {
  const bucket = homeOf(bank, buckets);
  const { kind, total, windowSeconds } = await lockBank(tx, bucket, bank);
  if (kind !== 'rate' || windowSeconds === null)
    throw errors.BANK_WRONG_KIND({ bank, kind, what: 'be taken directly' });
  const window = windowSeconds * 1_000;
  const length = window / slotsPerWindow;
  const own = Math.floor(wall.getTime() / length) * length;
  // A slot reaches into the window when its end does.
  const since = new Date(wall.getTime() - window - length);
  const [found] = await run<{ units: number; newest: Date | null }>(tx, sql('window'), { bucket, bank, since });
  const { units: held, newest } = found!;
  const ahead = newest !== null && newest.getTime() > own && newest.getTime() <= wall.getTime() + window;
  return { bank, bucket, slot: ahead ? newest : new Date(own), since, held, free: total - held };
}

async function spendIn(tx: Tx, { bucket, bank, slot, since, held }: Place, units: number): Promise<void> {
  await count(tx, sql('drop-old'), { bucket, bank, since });
  await count(tx, sql('put'), { bucket, bank, slot, units });
  await count(tx, sql('spent'), { bucket, bank, spent: held + units });
}
