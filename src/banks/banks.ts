import { bucketOfText, count, type Queryable, run, type Store, statements, type Tx } from '../store/index.ts';
import { errors } from './errors.ts';
import type { BankKind } from './units.ts';

const sql = statements(import.meta.url, 'banks.sql');

/** A bank as it stands. All figures are units; of a rate, `spent` is what its window holds. */
export type Bank = {
  key: string;
  kind: BankKind;
  name: string;
  total: number;
  /** Of a rate: in every stretch of this length at most `total` are spent. */
  windowSeconds: number | null;
  /** Out on leases, not known to be spent. */
  granted: number;
  spent: number;
};

/** What is wanted of a bank. Of codes, the total is how many there are: it is not given. */
export type BankSpec = { key: string; kind: BankKind; name?: string; total?: number; windowSeconds?: number };

/** Longest window: slots of a sixtieth stay far shorter than a day. */
const longestWindow = 31 * 86_400;

/** The bucket that a bank lives in: fixed by its key, so that whoever knows the key finds it. */
export const homeOf = (bank: string, buckets: number): number => bucketOfText(`bank:${bank}`, buckets);

/** What a bank may still grant. */
export const freeOf = (bank: Pick<Bank, 'total' | 'granted' | 'spent'>): number =>
  Math.max(0, bank.total - bank.granted - bank.spent);

/**
 * Makes a bank, or changes name and total of one. A total below what is out grants nothing more until enough has come back;
 * what was spent for good cannot be taken back.
 * @throws BANK_INVALID, BANK_FIXED, BANK_BELOW_SPENT
 */
export async function defineBank(store: Store, spec: BankSpec): Promise<Bank> {
  const { key, kind, name = '', windowSeconds = null } = spec;
  const fault = faultOf(spec);
  if (fault) throw errors.BANK_INVALID({ bank: key, reason: fault });
  const bucket = homeOf(key, store.buckets);
  const now = store.clock.now();
  await store.transaction(async (tx) => {
    const total = spec.total ?? 0;
    if ((await count(tx, sql('make'), { bucket, key, kind, name, total, window: windowSeconds, now })) > 0) return;
    const known = await lockBank(tx, bucket, key);
    if (known.kind !== kind || known.windowSeconds !== windowSeconds)
      throw errors.BANK_FIXED({ bank: key, kind: known.kind });
    const wanted = kind === 'codes' ? known.total : total;
    if (kind !== 'rate' && wanted < known.spent)
      throw errors.BANK_BELOW_SPENT({ bank: key, spent: known.spent, total: wanted });
    await count(tx, sql('change'), { bucket, key, name: spec.name ?? known.name, total: wanted, now });
  });
  return readBank(store.pool, key, store.clock.wall());
}

function faultOf({ kind, total, windowSeconds }: BankSpec): string | null {
  if (kind === 'codes' && total !== undefined) return 'its codes are counted, not given';
  if (kind !== 'codes' && !(Number.isSafeInteger(total) && total! >= 0))
    return 'its total must be a whole number of units';
  if (kind !== 'rate') return windowSeconds === undefined ? null : 'only a rate has a window';
  if (Number.isInteger(windowSeconds) && windowSeconds! >= 1 && windowSeconds! <= longestWindow) return null;
  return `its window must be 1 to ${longestWindow} whole seconds`;
}

/** Banks by key, from after a key on. */
export const listBanks = (on: Queryable, wall: Date, page: { after?: string; most: number }): Promise<Bank[]> =>
  run<Bank>(on, sql('list'), { wall, key: null, after: page.after ?? '', most: page.most });

/** @throws BANK_UNKNOWN */
export async function readBank(on: Queryable, key: string, wall: Date): Promise<Bank> {
  const [found] = await run<Bank>(on, sql('list'), { wall, key, after: '', most: 1 });
  if (!found) throw errors.BANK_UNKNOWN({ bank: key });
  return found;
}

/**
 * Locks a bank for the rest of a short transaction.
 * @throws BANK_UNKNOWN
 */
export async function lockBank(tx: Tx, bucket: number, key: string): Promise<Bank> {
  const [found] = await run<Bank>(tx, sql('lock'), { bucket, key });
  if (!found) throw errors.BANK_UNKNOWN({ bank: key });
  return found;
}

/** Locks the banks that exist of some keys, in the order of their keys. */
export async function lockBanks(tx: Tx, bucket: number, keys: readonly string[]): Promise<Map<string, Bank>> {
  const rows = await run<Bank>(tx, sql('lock-all'), { bucket, keys: [...new Set(keys)] });
  return new Map(rows.map((row) => [row.key, row]));
}

/** Moves the sums of a locked bank. */
export async function moveSums(
  tx: Tx,
  bucket: number,
  key: string,
  by: { granted: number; spent: number },
): Promise<void> {
  if (by.granted !== 0 || by.spent !== 0) await count(tx, sql('move'), { bucket, key, ...by });
}

/** Changes the total of a locked bank: codes came in. */
export const setTotal = (tx: Tx, bucket: number, bank: Bank, total: number, now: Date) =>
  count(tx, sql('change'), { bucket, key: bank.key, name: bank.name, total, now });

/** A bank whose sums are not those of its leases: a fault of the program, for the doctor. */
export type BankFault = { key: string; granted: number; spent: number; leasesGranted: number; leasesSpent: number };

/** Banks whose books do not agree; none, unless something is broken. Leases are read in the same snapshot. */
export async function bankFaults(on: Queryable): Promise<BankFault[]> {
  const rows = await run<BankFault>(on, sql('sums'), {});
  return rows.filter((row) => row.granted !== row.leasesGranted || row.spent !== row.leasesSpent);
}
