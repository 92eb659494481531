import { count, type Queryable, run, type Store, statements, type Tx } from '../store/index.ts';
import { homeOf, lockBank, readBank, setTotal } from './banks.ts';
import { errors } from './errors.ts';

const sql = statements(import.meta.url, 'codes.sql');

/** Codes that come in within one transaction. */
const codesPerBatch = 10_000;
const codePattern = /^[^\s\p{C}]{1,100}$/u;

/** Whether a text can be a code: 1 to 100 visible characters without blanks. */
export const isCode = (text: string): boolean => codePattern.test(text);

/** A code of a pool. Whom it was given to is found by the message. */
export type CodeLine = {
  code: string;
  state: 'free' | 'leased' | 'assigned';
  message: string | null;
  holderBucket: number | null;
  addedAt: Date;
};

/**
 * Brings codes into a pool; one that it has already is left as it is, so that a file can be sent twice.
 * @throws BANK_UNKNOWN, BANK_WRONG_KIND, BANK_INVALID for a text that is no code: nothing of its batch of 10,000 is taken
 */
export async function importCodes(
  store: Store,
  bank: string,
  codes: readonly string[],
): Promise<{ added: number; repeated: number }> {
  const wrong = codes.find((code) => !isCode(code));
  if (wrong !== undefined)
    throw errors.BANK_INVALID({ bank, reason: `“${wrong}” is no code (1 to 100 characters, no blanks)` });
  const bucket = homeOf(bank, store.buckets);
  const now = store.clock.now();
  let added = 0;
  for (let from = 0; from < Math.max(1, codes.length); from += codesPerBatch) {
    const batch = codes.slice(from, from + codesPerBatch);
    added += await store.transaction(async (tx) => {
      const known = await lockBank(tx, bucket, bank);
      if (known.kind !== 'codes') throw errors.BANK_WRONG_KIND({ bank, kind: known.kind, what: 'take codes' });
      const fresh = (await run(tx, sql('add'), { bucket, bank, codes: batch, now })).length;
      if (fresh > 0) await setTotal(tx, bucket, known, known.total + fresh, now);
      return fresh;
    });
  }
  return { added, repeated: codes.length - added };
}

/**
 * Codes of a pool in their order, from after a code on.
 * @throws BANK_UNKNOWN
 */
export async function listCodes(
  on: Queryable,
  buckets: number,
  bank: string,
  wall: Date,
  page: { after?: string; most: number },
): Promise<CodeLine[]> {
  await readBank(on, bank, wall);
  return run<CodeLine>(on, sql('page'), {
    bucket: homeOf(bank, buckets),
    bank,
    after: page.after ?? '',
    most: page.most,
  });
}

/** Takes free codes out on a lease; the bank is locked by the caller. */
export const leaseCodes = async (
  tx: Tx,
  given: { bucket: number; bank: string; lease: string; holder: number; most: number },
): Promise<string[]> => (await run<{ code: string }>(tx, sql('lease'), given)).map(({ code }) => code);

/** Writes down what the holder did with the codes of a lease; of a closed one, the others are free again. */
export async function settleCodes(
  tx: Tx,
  bucket: number,
  lease: string,
  used: readonly { code: string; key: string }[],
  closed: boolean,
): Promise<void> {
  const codes = used.map(({ code }) => code);
  if (used.length > 0) await count(tx, sql('assign'), { bucket, lease, codes, messages: used.map(({ key }) => key) });
  if (closed) await count(tx, sql('free'), { bucket, lease, used: codes });
}

/** A code that was given to a message which certainly did not leave. */
export const freeCode = (tx: Tx, bucket: number, lease: string, code: string) =>
  count(tx, sql('free-one'), { bucket, lease, code });
