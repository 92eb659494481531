import { putRejected } from '../intake/index.ts';
import { dropInbox, type InboxEntry, type Store, takeBucket, unpackInbox } from '../store/index.ts';
import { inboxBite, UnknownKind } from './inbox.ts';
import { type Phases, round, wholePortion } from './round.ts';

type Given = { now: Date; buckets: number; timezone: string };
type Outcome = 'taken out' | 'all applied' | 'another cause';

/**
 * A bucket whose round fails would stand still for ever if one fact in it cannot be applied. So its facts are applied one by
 * one; the one that fails alone, where a round without facts works, is taken out and listed among the rejected ones, whole
 * and with the reason. The others go on.
 * @returns what became of it: one fact was taken out, or alone they could all be applied, or the failure has another cause
 * and stays the caller's
 */
export async function setAsideCulprit(
  store: Store,
  phases: Phases,
  bucket: number,
  given: Given,
  failure: unknown,
): Promise<Outcome> {
  if (failure instanceof UnknownKind || isOfConnection(failure)) return 'another cause';
  let culprit: InboxEntry | undefined;
  const welcome: Phases['inbox']['welcome'] = (bite, entries) => {
    culprit = entries[0];
    return phases.inbox.welcome(bite, entries);
  };
  const watched = { ...phases, inbox: { ...phases.inbox, welcome } };
  const tryRound = (most: number) =>
    store.bite(async (tx) => {
      culprit = undefined;
      const bite = await takeBucket(tx, bucket, given);
      return bite !== null && (await round(bite, watched, { ...wholePortion, facts: most })).did;
    });
  await store.bite(async (tx) => {
    if (await takeBucket(tx, bucket, given)) await unpackInbox(tx, bucket, inboxBite);
  });
  const failed = await failureOf(tryRound);
  if (failed === null) return 'all applied';
  const suspect = culprit;
  if (suspect === undefined || failed instanceof UnknownKind || isOfConnection(failed)) return 'another cause';
  // Without facts it fails as well: then no fact is to blame.
  await tryRound(0);
  return (await takeOut(store, bucket, given, suspect, failed as Error)) ? 'taken out' : 'another cause';
}

/** Facts one by one, as many as the failed bite held; answers the first failure, null when all were applied. */
async function failureOf(tryRound: (most: number) => Promise<boolean>): Promise<unknown> {
  try {
    for (let tries = 0; tries < inboxBite && (await tryRound(1)); tries++);
    return null;
  } catch (error) {
    return error;
  }
}

/** Takes out the very fact that failed: another one may have come before it in the inbox meanwhile. */
async function takeOut(
  store: Store,
  bucket: number,
  given: Given,
  { id, ...fact }: InboxEntry,
  reason: Error,
): Promise<boolean> {
  return store.bite(async (tx) => {
    const bite = await takeBucket(tx, bucket, given);
    // Dropped at most once, whoever else finds it.
    if (!bite || (await dropInbox(tx, bucket, [{ id, lane: fact.lane }])) === 0) return false;
    await putRejected(tx, [
      {
        receivedAt: fact.receivedAt,
        source: 'engine',
        code: 'ENGINE_FACT_FAILED',
        reason: `This fact could not be applied: ${reason.message}`,
        raw: JSON.stringify(fact),
      },
    ]);
    return true;
  });
}

/** The database went away or was told to: nothing is wrong with any fact. */
function isOfConnection(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^(08|53|55|57|58|40)/.test(code) || /^E[A-Z]+$/.test(code) || /connection|timeout/i.test(message);
}
