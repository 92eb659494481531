import type { MessageClass, Switches } from '../compliance/index.ts';
import { type Bite, count, type Queryable, run, statements } from '../store/index.ts';
import { addressChannels, proofChannels } from './channels.ts';

const sql = statements(import.meta.url, 'wishes.sql');

/** Most wishes judged in one bite; the rest waits for the next round. */
export const wishesPerBite = 5_000;

/** A wish to speak to somebody, as a step of a scenario (or a campaign) utters it. Its key makes it unique for ever. */
export type Wish = {
  key: string;
  personId: string;
  entryId: string | null;
  scenarioId: number | null;
  step: string | null;
  visit: number;
  templateId: number;
  templateVersion: number;
  channel: string;
  class: MessageClass;
  purpose: string;
  wishedAt: Date;
  /** What the message may say of its occasion: the triggering event, a coupon, who signs. */
  context: Record<string, unknown>;
  arm: 'treated' | 'holdout';
};

/** What became of a wish. */
export type Decision = {
  key: string;
  scenarioId: number | null;
  step: string | null;
  visit: number;
  templateId: number;
  templateVersion: number;
  channel: string;
  class: MessageClass;
  purpose: string;
  wishedAt: Date;
  state: 'pending' | 'awarded' | 'refused';
  /** Why not, as a code of the compliance room; null when it was awarded. */
  reason: string | null;
  decidedAt: Date | null;
  outcome: string | null;
  outcomeReason: string | null;
  sentAt: Date | null;
};

/** Puts wishes into this bucket; a key that exists is left as it is. */
export async function putWishes(bite: Bite, wishes: readonly Wish[]): Promise<void> {
  if (wishes.length === 0) return;
  await count(bite.tx, sql('put'), {
    buckets: wishes.map(() => bite.bucket),
    keys: wishes.map((wish) => wish.key),
    people: wishes.map((wish) => wish.personId),
    entries: wishes.map((wish) => wish.entryId),
    scenarios: wishes.map((wish) => wish.scenarioId),
    steps: wishes.map((wish) => wish.step),
    visits: wishes.map((wish) => wish.visit),
    templates: wishes.map((wish) => wish.templateId),
    versions: wishes.map((wish) => wish.templateVersion),
    channels: wishes.map((wish) => wish.channel),
    classes: wishes.map((wish) => wish.class),
    purposes: wishes.map((wish) => wish.purpose),
    moments: wishes.map((wish) => wish.wishedAt),
    contexts: wishes.map((wish) => JSON.stringify(wish.context)),
    arms: wishes.map((wish) => wish.arm),
  });
}

/**
 * Takes the pending wishes of the bucket through the gates: class → suppression and consent → holdout.
 * @param switches the rules of law that are on
 * @returns keys of the awarded wishes (delivery copies them into the outbox) and how many were judged
 */
export async function decide(bite: Bite, switches: Switches): Promise<{ awarded: string[]; judged: number }> {
  const verdicts = await run<{ key: string; reason: string | null }>(bite.tx, sql('judge'), {
    bucket: bite.bucket,
    prospects: proofChannels('prospect', switches),
    customers: proofChannels('customer', switches),
    mail: addressChannels('email'),
    phone: addressChannels('phone'),
    most: wishesPerBite,
  });
  if (verdicts.length === 0) return { awarded: [], judged: 0 };
  await count(bite.tx, sql('decide'), {
    bucket: bite.bucket,
    now: bite.now,
    keys: verdicts.map((verdict) => verdict.key),
    reasons: verdicts.map((verdict) => verdict.reason),
  });
  return {
    awarded: verdicts.filter((verdict) => verdict.reason === null).map((verdict) => verdict.key),
    judged: verdicts.length,
  };
}

/** Takes back what entries wished and what has not left yet. */
export async function recallEntries(bite: Bite, entryIds: readonly string[], reason: string): Promise<void> {
  if (entryIds.length === 0) return;
  const values = { bucket: bite.bucket, entries: entryIds, reason, now: bite.now };
  await count(bite.tx, sql('refuse-of-entries'), values);
  await count(bite.tx, sql('recall-of-entries'), values);
}

/** Decisions about a person, newest first; `before` is the last one of the page before. */
export async function decisions(
  on: Queryable,
  bucket: number,
  personId: string,
  page: { before?: { wishedAt: Date; key: string }; most: number },
): Promise<Decision[]> {
  return run<Decision>(on, sql('of-person'), {
    bucket,
    person: personId,
    before: page.before?.wishedAt ?? 'infinity',
    before_key: page.before?.key ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    most: page.most,
  });
}

/** Refusals by scenario and reason since a moment, the most frequent first. */
export async function refusals(
  on: Queryable,
  since: Date,
): Promise<{ scenarioId: number | null; reason: string; people: number }[]> {
  return run(on, sql('refusals'), { since });
}

/** Buckets with wishes that are not decided. */
export async function bucketsPending(on: Queryable): Promise<number[]> {
  return (await run<{ bucket: number }>(on, sql('buckets-pending'), {})).map((row) => row.bucket);
}
