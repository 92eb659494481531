import { type Bite, count, newId, putInbox, run, type Store, statements, type Tx } from '../store/index.ts';
import { type Bank, freeOf, homeOf, lockBank, lockBanks, moveSums } from './banks.ts';
import { freeCode, leaseCodes, settleCodes } from './codes.ts';
import { type Ask, command, type Grant, type Return, type Unspent } from './commands.ts';
import { errors } from './errors.ts';

const sql = statements(import.meta.url, 'leases.sql');

/** How long a bucket may hold units before it is asked for what is left. */
export const bucketLease = 10 * 60_000;
/** A bucket that was asked back and has not answered is asked again after this. */
const askBackAgain = 60_000;
/** Most units leased beyond what is asked for, and most codes of one lease: they travel in one inbox row. */
const mostInShare = 100_000;
const mostCodesPerLease = 2_000;
/** A bank with fewer units than this many for every bucket leases only what is asked for. */
const thinBelow = 4;

type Lease = {
  id: string;
  bank: string;
  holderBucket: number | null;
  holder: string | null;
  units: number;
  spent: number;
  version: number;
  closedAt: Date | null;
  expiresAt: Date;
};

const out = ({ units, spent }: { units: number; spent: number }, closed: boolean): number =>
  closed ? 0 : units - spent;

/** Answers what buckets ask of the banks that live in this one. */
export async function answerAsks(bite: Bite, asks: readonly Ask[], wall: Date): Promise<void> {
  const keys = asks.map(({ bank }) => bank);
  const banks = await lockBanks(bite.tx, bite.bucket, keys);
  for (const ask of asks) {
    const bank = banks.get(ask.bank);
    const grant = bank ? await answerOne(bite, bank, ask, wall) : { units: 0, codes: [], answer: 'none' as const };
    await bite.emit([command(ask.from, 'bank.grant', bite.now, { bank: ask.bank, ask: ask.ask, ...grant })]);
  }
}

async function answerOne(
  bite: Bite,
  bank: Bank,
  ask: Ask,
  wall: Date,
): Promise<Pick<Grant, 'units' | 'codes' | 'answer'>> {
  const units = bank.kind === 'rate' ? 0 : unitsFor(bank, ask, bite.buckets);
  if (units === 0) {
    const later = bank.granted > 0 && freeOf(bank) + bank.granted >= ask.least;
    // Units lie idle elsewhere while somebody waits for them.
    if (later) await count(bite.tx, sql('hurry'), { bucket: bite.bucket, bank: bank.key, wall });
    return { units: 0, codes: [], answer: later ? 'later' : 'none' };
  }
  const { tx, bucket } = bite;
  const expires = new Date(wall.getTime() + bucketLease);
  const row = { bucket, id: ask.ask, bank: bank.key, holder_bucket: ask.from, holder: null, units, wall, expires };
  await count(tx, sql('put'), row);
  await moveSums(tx, bucket, bank.key, { granted: units, spent: 0 });
  // Later asks of this bite read the sums from here.
  bank.granted += units;
  if (bank.kind !== 'codes') return { units, codes: [], answer: 'some' };
  const codes = await leaseCodes(tx, { bucket, bank: bank.key, lease: ask.ask, holder: ask.from, most: units });
  // Undone by this throw: a pool whose count is not that of its codes must not grant anything.
  if (codes.length !== units) throw new Error(`The bank ${bank.key} counts codes that it does not have`);
  return { units, codes, answer: 'some' };
}

/** What an ask is given: a share that lasts a while, or near the end what is needed; nothing that serves no wish whole. */
function unitsFor(bank: Bank, { units, least }: Ask, buckets: number): number {
  const free = freeOf(bank);
  if (free < least) return 0;
  const share = free < thinBelow * buckets ? 0 : Math.min(mostInShare, Math.floor(free / (thinBelow * buckets)));
  return Math.min(free, Math.max(units, share), bank.kind === 'codes' ? mostCodesPerLease : free);
}

/** Takes in what became of leases of this bucket's banks; each report is whole, and the newest counts. */
export async function takeReturns(bite: Bite, returns: readonly Return[], wall: Date): Promise<void> {
  const { tx, bucket } = bite;
  await lockBanks(
    tx,
    bucket,
    returns.map(({ bank }) => bank),
  );
  for (const told of returns) {
    const lease = await lockLease(tx, bucket, told.lease);
    if (!lease || lease.version >= told.version) continue;
    await report(tx, bucket, lease, { spent: told.spent, version: told.version, closed: true }, wall);
    await settleCodes(tx, bucket, lease.id, told.used, true);
  }
}

/** Takes uses back of leases that ended without their holders. */
export async function takeUnspent(bite: Bite, told: readonly Unspent[], wall: Date): Promise<void> {
  const { tx, bucket } = bite;
  await lockBanks(
    tx,
    bucket,
    told.map(({ bank }) => bank),
  );
  for (const { lease: id, units, code } of told) {
    const lease = await lockLease(tx, bucket, id);
    if (!lease) continue;
    const to = { spent: Math.max(0, lease.spent - units), version: lease.version + 1, closed: lease.closedAt !== null };
    await report(tx, bucket, lease, to, wall);
    if (code !== null) await freeCode(tx, bucket, id, code);
  }
}

async function lockLease(tx: Tx, bucket: number, id: string): Promise<Lease | undefined> {
  return (await run<Lease>(tx, sql('lock'), { bucket, id }))[0];
}

/** Writes a lease's new state and moves the bank's sums by the difference. */
async function report(
  tx: Tx,
  bucket: number,
  lease: Lease,
  to: { spent: number; version: number; closed: boolean },
  wall: Date,
): Promise<void> {
  await count(tx, sql('report'), { bucket, id: lease.id, ...to, wall });
  await moveSums(tx, bucket, lease.bank, {
    granted: out({ units: lease.units, spent: to.spent }, to.closed) - out(lease, lease.closedAt !== null),
    spent: to.spent - lease.spent,
  });
}

/** Ends a lease by what its holder says, whoever is to be told of it. */
export async function closeLease(tx: Tx, bucket: number, id: string, spent: number, wall: Date): Promise<void> {
  const lease = await lockLease(tx, bucket, id);
  if (lease) await report(tx, bucket, lease, { spent, version: lease.version + 1, closed: true }, wall);
}

/** Units in the hands of a process, until it gives them back or their time is over. */
export type ProcessLease = { bank: string; lease: string; units: number; expiresAt: Date };

/**
 * Leases up to `units` of a stock or a budget to a process.
 * @returns null when nothing is left
 * @throws BANK_UNKNOWN, BANK_WRONG_KIND for a rate (which is taken directly) and for codes (which buckets hold)
 */
export async function grantToProcess(
  store: Store,
  given: { bank: string; holder: string; units: number; forMs: number; wall: Date },
): Promise<ProcessLease | null> {
  const { bank: key, wall } = given;
  if (!Number.isSafeInteger(given.units) || given.units < 0) throw new RangeError(`${given.units} are no units`);
  const bucket = homeOf(key, store.buckets);
  return store.transaction(async (tx) => {
    const bank = await lockBank(tx, bucket, key);
    if (bank.kind === 'rate' || bank.kind === 'codes')
      throw errors.BANK_WRONG_KIND({ bank: key, kind: bank.kind, what: 'be leased to a process' });
    const units = Math.min(given.units, freeOf(bank));
    if (units === 0) return null;
    const id = newId();
    const expiresAt = new Date(wall.getTime() + given.forMs);
    const row = { bucket, id, bank: key, holder_bucket: null, holder: given.holder, units, wall, expires: expiresAt };
    await count(tx, sql('put'), row);
    await moveSums(tx, bucket, key, { granted: units, spent: 0 });
    return { bank: key, lease: id, units, expiresAt };
  });
}

/**
 * Spends units of a process's lease: committed before what they pay for is done, so that a crash in between wastes them and
 * spends none twice.
 * @throws BANK_LEASE_OVER when it has expired or has fewer left: then nothing is spent
 */
export const spendLease = (store: Store, lease: ProcessLease, units: number, wall: Date): Promise<void> =>
  changeLease(store, lease, wall, (known) => {
    const over = !known || known.closedAt !== null || known.expiresAt <= wall || known.spent + units > known.units;
    if (over) throw errors.BANK_LEASE_OVER({ lease: lease.lease, units });
    return { spent: known.spent + units, closed: false };
  });

/**
 * Ends a process's lease: what was not spent can be had again.
 * @param unspent of what was spent: units that certainly were not used after all
 */
export const giveBackLease = (store: Store, lease: ProcessLease, wall: Date, unspent = 0): Promise<void> =>
  changeLease(store, lease, wall, (known) => {
    if (known && known.spent < unspent) throw new RangeError(`${unspent} are more than the ${known.spent} spent`);
    return known && known.closedAt === null ? { spent: known.spent - unspent, closed: true } : null;
  });

async function changeLease(
  store: Store,
  { bank, lease }: Pick<ProcessLease, 'bank' | 'lease'>,
  wall: Date,
  change: (known: Lease | undefined) => { spent: number; closed: boolean } | null,
): Promise<void> {
  const bucket = homeOf(bank, store.buckets);
  await store.transaction(async (tx) => {
    await lockBank(tx, bucket, bank);
    const known = await lockLease(tx, bucket, lease);
    const to = change(known);
    if (known && to) await report(tx, bucket, known, { ...to, version: known.version + 1 }, wall);
  });
}

/** What a lease really spent, as its holder's facts tell; null where they do not tell. */
export type FactsOf = (lease: { bank: string; lease: string }) => Promise<number | null>;

/** What a look found: leases of buckets that were asked back, and leases of processes that were closed. */
export type Reconciled = { askedBack: number; closed: number };

/**
 * Ends what has run out. A process's lease is closed: it can spend nothing any more, and what it did not spend (by its own
 * marks, or by the facts where those say more) goes back. A bucket's lease is asked back: only its holder knows what was
 * spent, and until it has answered nothing of it is granted again.
 */
export async function reconcile(store: Store, wall: Date, facts: FactsOf = async () => null): Promise<Reconciled> {
  const asked = new Date(wall.getTime() - askBackAgain);
  const done: Reconciled = { askedBack: 0, closed: 0 };
  for (const { bucket } of await run<{ bucket: number }>(store.pool, sql('buckets-expired'), { wall, asked })) {
    const holders = await store.transaction((tx) => askBack(tx, bucket, { wall, asked, now: store.clock.now() }));
    store.wake(holders);
    done.askedBack += holders.length;
    const ended = await run<{ id: string; bank: string }>(store.pool, sql('expired-of-processes'), { bucket, wall });
    for (const { id, bank } of ended) {
      const told = await facts({ bank, lease: id });
      await changeLease(store, { bank, lease: id }, wall, (known) =>
        known && known.closedAt === null
          ? { spent: Math.min(known.units, Math.max(known.spent, told ?? 0)), closed: true }
          : null,
      );
      done.closed += 1;
    }
  }
  return done;
}

async function askBack(tx: Tx, bucket: number, given: { wall: Date; asked: Date; now: Date }): Promise<number[]> {
  const { wall, asked, now } = given;
  const leases = await run<Lease>(tx, sql('ask-back'), { bucket, wall, asked });
  const rows = leases.map((lease) =>
    command(lease.holderBucket!, 'bank.close', now, { bank: lease.bank, lease: lease.id }),
  );
  await putInbox(tx, rows);
  return leases.map((lease) => lease.holderBucket!);
}
