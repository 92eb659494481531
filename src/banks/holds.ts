import { type Bite, count, newId, run, statements } from '../store/index.ts';
import { homeOf } from './banks.ts';
import { type Close, command, type Grant } from './commands.ts';

const sql = statements(import.meta.url, 'holds.sql');

/** A wish that waits for units is asked for once more after this long: an answer may have been lost, or have been "later". */
const askAgain = 60_000;

/** Units wanted for one message (or another act); its key makes them be spent once. */
export type Want = { key: string; units: number };

/**
 * What became of a want: spent (with its code, where the bank keeps codes), or the bank was asked and the wish waits a
 * round trip, or there is none left.
 */
export type Spending = { state: 'spent'; code: string | null } | { state: 'waits' } | { state: 'none' };

type Hold = { lease: string; units: number; spent: number; version: number };
type Use = { key: string; lease: string; units: number; code: string | null };
type Asked = { key: string; askedAt: Date; answer: Grant['answer'] | null };

/**
 * Spends what this bucket holds of a bank, want by want in the order given; what it does not hold is asked for. In the bite,
 * so the spending stands or falls with what it is for. A key that has spent before is answered as then.
 */
export async function spendHeld(bite: Bite, bank: string, wants: readonly Want[]): Promise<Map<string, Spending>> {
  const found = new Map<string, Spending>();
  if (wants.length === 0) return found;
  const given = { bucket: bite.bucket, bank, keys: wants.map(({ key }) => key) };
  for (const { key, code } of await run<Use>(bite.tx, sql('uses'), given)) found.set(key, { state: 'spent', code });
  const open = wants.filter(({ key }, at) => !found.has(key) && given.keys.indexOf(key) === at);
  if (open.length === 0) return found;
  const asked = new Map((await run<Asked>(bite.tx, sql('asks'), given)).map((row) => [row.key, row]));
  const { uses, left } = await share(bite, bank, open);
  for (const { key, code } of uses) found.set(key, { state: 'spent', code });
  const toAsk: Want[] = [];
  for (const want of left) {
    const verdict = waitOrAsk(bite.now, asked.get(want.key));
    found.set(want.key, { state: verdict === 'none' ? 'none' : 'waits' });
    if (verdict === 'ask') toAsk.push(want);
  }
  const over = [
    ...uses.map(({ key }) => key),
    ...left.map(({ key }) => key).filter((key) => found.get(key)?.state === 'none'),
  ];
  await count(bite.tx, sql('drop-asks'), { bucket: bite.bucket, bank, keys: over.filter((key) => asked.has(key)) });
  await ask(bite, bank, toAsk);
  return found;
}

function waitOrAsk(now: Date, asked: Asked | undefined): 'ask' | 'wait' | 'none' {
  if (!asked || asked.answer === 'some') return 'ask';
  if (asked.answer === 'none') return 'none';
  return now.getTime() - asked.askedAt.getTime() >= askAgain ? 'ask' : 'wait';
}

/** Shares out what is held; a want is met whole from one lease. */
async function share(bite: Bite, bank: string, wants: readonly Want[]): Promise<{ uses: Use[]; left: Want[] }> {
  const { tx, bucket, now } = bite;
  const holds = await run<Hold>(tx, sql('open'), { bucket, bank });
  const codes = Map.groupBy(
    holds.length > 0
      ? await run<{ code: string; lease: string }>(tx, sql('codes'), { bucket, bank, most: wants.length })
      : [],
    ({ lease }) => lease,
  );
  const uses: Use[] = [];
  const left: Want[] = [];
  for (const want of wants) {
    const hold = holds.find((one) => one.units - one.spent >= want.units && hasCode(codes, one));
    if (!hold) {
      left.push(want);
      continue;
    }
    hold.spent += want.units;
    uses.push({ ...want, lease: hold.lease, code: codes.get(hold.lease)?.shift()?.code ?? null });
  }
  if (uses.length === 0) return { uses, left };
  const spentOf = Map.groupBy(uses, ({ lease }) => lease);
  await count(tx, sql('use'), {
    bucket,
    bank,
    now,
    keys: uses.map(({ key }) => key),
    leases: uses.map(({ lease }) => lease),
    units: uses.map(({ units }) => units),
    codes: uses.map(({ code }) => code),
  });
  await count(tx, sql('spend'), {
    bucket,
    leases: [...spentOf.keys()],
    units: [...spentOf.values()].map((some) => some.reduce((sum, { units }) => sum + units, 0)),
  });
  const given = uses.flatMap(({ code }) => code ?? []);
  if (given.length > 0) await count(tx, sql('drop-codes'), { bucket, bank, codes: given });
  for (const hold of holds) if (hold.spent === hold.units) await closeHold(bite, bank, hold);
  return { uses, left };
}

/** Of a pool of codes a hold is good for as many as were read; where none were read the bank keeps no codes. */
const hasCode = (codes: ReadonlyMap<string, { code: string }[]>, hold: Hold): boolean =>
  codes.size === 0 || (codes.get(hold.lease)?.length ?? 0) > 0;

async function ask(bite: Bite, bank: string, wants: readonly Want[]): Promise<void> {
  if (wants.length === 0) return;
  const id = newId();
  const { tx, bucket, now } = bite;
  await count(tx, sql('ask'), { bucket, bank, ask: id, now, keys: wants.map(({ key }) => key) });
  const units = wants.reduce((sum, want) => sum + want.units, 0);
  const least = Math.min(...wants.map((want) => want.units));
  await bite.emit([
    command(homeOf(bank, bite.buckets), 'bank.ask', now, { bank, ask: id, units, least, from: bucket }),
  ]);
}

/**
 * Takes a use back that certainly came to nothing (the message did not leave): its units can be had again. Answers whether
 * there was one.
 */
export async function giveBackHeld(bite: Bite, bank: string, key: string): Promise<boolean> {
  const { tx, bucket } = bite;
  const [use] = await run<Use>(tx, sql('undo-use'), { bucket, bank, key });
  if (!use) return false;
  const hold = await holdOf(bite, use.lease);
  if (!hold) {
    // The buckets were others then, and what they held was brought home: only the bank knows of the lease.
    const { lease, units, code } = use;
    const told = command(homeOf(bank, bite.buckets), 'bank.unspent', bite.now, { bank, lease, units, code });
    await bite.emit([told]);
    return true;
  }
  const back = { ...hold, spent: hold.spent - use.units };
  // A lease that is over has told the bank already: it tells again, and the newest counts.
  if (hold.closedAt) await closeHold(bite, bank, back);
  else {
    await count(tx, sql('spend'), { bucket, leases: [use.lease], units: [-use.units] });
    if (use.code !== null) await count(tx, sql('put-codes'), { bucket, bank, lease: use.lease, codes: [use.code] });
  }
  return true;
}

const holdOf = async (bite: Bite, lease: string) =>
  (await run<Hold & { bank: string; closedAt: Date | null }>(bite.tx, sql('one'), { bucket: bite.bucket, lease }))[0];

/** Ends a hold, if it is not ended, and tells the bank what was spent of it. */
async function closeHold(bite: Bite, bank: string, { lease, spent }: Pick<Hold, 'lease' | 'spent'>): Promise<void> {
  const { tx, bucket, now } = bite;
  const [row] = await run<{ version: number }>(tx, sql('state'), { bucket, lease, spent, closed: now });
  await count(tx, sql('drop-codes-of'), { bucket, lease });
  const used = await run<{ code: string; key: string }>(tx, sql('used-codes'), { bucket, lease });
  const body = { bank, lease, version: row!.version, spent, used };
  await bite.emit([command(homeOf(bank, bite.buckets), 'bank.return', now, body)]);
}

/** Takes in what banks granted, and lets those who wait know. */
export async function takeGrants(bite: Bite, grants: readonly Grant[]): Promise<void> {
  const { tx, bucket } = bite;
  for (const { bank, ask: lease, units, codes, answer } of grants) {
    const fresh = units > 0 ? await count(tx, sql('put'), { bucket, lease, bank, units, closed: null }) : 0;
    if (fresh > 0 && codes.length > 0) await count(tx, sql('put-codes'), { bucket, bank, lease, codes });
    await count(tx, sql('answer'), { bucket, bank, ask: lease, answer });
  }
}

/** Gives leases back that the bank asks for: what is left of them is not spent any more. */
export async function closeHolds(bite: Bite, closes: readonly Close[]): Promise<void> {
  for (const { bank, lease } of closes) {
    const hold = await holdOf(bite, lease);
    // Its grant was lost: written down as closed and empty, so that it cannot come to life when it turns up.
    if (!hold) {
      await count(bite.tx, sql('put'), { bucket: bite.bucket, lease, bank, units: 0, closed: bite.now });
    }
    await closeHold(bite, bank, hold ?? { lease, spent: 0 });
  }
}

/** Keys that asked a bank and have an answer, the longest waiting first: the wishes behind them can be judged again. */
export const answeredKeys = (bite: Bite, most: number): Promise<{ bank: string; key: string }[]> =>
  run(bite.tx, sql('answered'), { bucket: bite.bucket, most });

/** The reason of a wish whose pool of codes is exhausted, as the compliance room explains it. */
const noCodeLeft = 'no_code_left';

/** A code, or the wish waits for the bank's answer, or it is refused because the pool is exhausted. */
export type CodeAssigned = { code: string } | { waits: true } | { reason: typeof noCodeLeft };

/** Gives a code of a pool to each key, once and for ever: asked again, a key has the code that it had. */
export async function assignCodes(
  bite: Bite,
  bank: string,
  keys: readonly string[],
): Promise<Map<string, CodeAssigned>> {
  const spent = await spendHeld(
    bite,
    bank,
    keys.map((key) => ({ key, units: 1 })),
  );
  const assigned = new Map<string, CodeAssigned>();
  for (const [key, spending] of spent) {
    if (spending.state === 'waits') assigned.set(key, { waits: true });
    else if (spending.state === 'spent' && spending.code !== null) assigned.set(key, { code: spending.code });
    else assigned.set(key, { reason: noCodeLeft });
  }
  return assigned;
}

/** {@link assignCodes} for one key (of a message). */
export const assignCode = async (bite: Bite, bank: string, key: string): Promise<CodeAssigned> =>
  (await assignCodes(bite, bank, [key])).get(key)!;
