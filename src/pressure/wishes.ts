import { SIGN_UP_PURPOSE } from '../channels/index.ts';
import type { MessageClass, Switches } from '../compliance/index.ts';
import { frequencyTrait, pauseTrait, unconfirmedTrait } from '../people/index.ts';
import { type Bite, count, jsonList, type Queryable, run, statements, toldOnce } from '../store/index.ts';
import { addressChannels, proofChannels, reachingChannels } from './channels.ts';
import { farthest, spaced } from './frequency.ts';

const sql = statements(import.meta.url, 'wishes.sql');

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

/** A published template, as far as the gates ask. */
type Template = { id: number; version: number; channel: string; class: MessageClass; purpose: string };

/** A wish that no step of a scenario utters. */
export const wishAlone = (
  template: Template,
  {
    key,
    personId,
    wishedAt,
    context = {},
  }: Pick<Wish, 'key' | 'personId' | 'wishedAt'> & Partial<Pick<Wish, 'context'>>,
): Wish => ({
  key,
  personId,
  entryId: null,
  scenarioId: null,
  step: null,
  visit: 1,
  templateId: template.id,
  templateVersion: template.version,
  channel: template.channel,
  class: template.class,
  purpose: template.purpose,
  wishedAt,
  context,
  arm: 'treated',
});

/** What became of a wish. */
export type Decision = Omit<Wish, 'personId' | 'entryId' | 'context' | 'arm'> & {
  state: 'pending' | 'awarded' | 'refused';
  /** Why not, as a code of the compliance room; null when it was awarded. */
  reason: string | null;
  decidedAt: Date | null;
  outcome: string | null;
  outcomeReason: string | null;
  sentAt: Date | null;
};

/** Wishes of a bite that are not decided yet, by key; a reason refuses one before the gates see it. */
const uttered = new WeakMap<Bite, Map<string, { wish: Wish; reason: string | null }>>();

/** Utters wishes in this bite: `decide` writes them once, with what became of them. */
export function putWishes(bite: Bite, wishes: readonly Wish[]): void {
  const held = uttered.get(bite) ?? new Map();
  uttered.set(bite, held);
  for (const wish of wishes) if (!held.has(wish.key)) held.set(wish.key, { wish, reason: null });
}

/** A wish that may become a message, and the address that the gates saw. */
export type Award = { key: string; address: string };

/**
 * Takes the wishes of this bite through the gates (class → suppression and consent → holdout → the person's own
 * pause and frequency) and writes them with their
 * decision; a key that was decided before stays as it was.
 * @param switches the rules of law that are on
 * @returns the awards (delivery copies them into the outbox) and how many were judged
 */
export async function decide(bite: Bite, switches: Switches): Promise<{ awarded: Award[]; judged: number }> {
  const held = [...(uttered.get(bite)?.values() ?? [])];
  uttered.delete(bite);
  if (held.length === 0) return { awarded: [], judged: 0 };
  const open = held.filter(({ reason }) => reason === null).map(({ wish }) => wish);
  const { verdicts, refused } = await weigh(bite, open, switches);
  const reasons = held.map(({ wish, reason }) => reason ?? refused.get(wish.key) ?? null);
  const written = await write(
    bite,
    held.map(({ wish }, i) => ({ wish, reason: reasons[i]! })),
  );
  const awarded = held.flatMap(({ wish: { key } }, i): Award[] =>
    reasons[i] === null && written.has(key) ? [{ key, address: verdicts.get(key)!.address! }] : [],
  );
  return { awarded, judged: held.length };
}

/**
 * What the gates would say to these wishes, by key; null would award one. Nothing is written: this is a look, and whoever speaks
 * is decided about again when they do.
 */
export const foresee = async (
  bite: Bite,
  wishes: readonly Wish[],
  switches: Switches,
): Promise<Map<string, string | null>> => {
  const { refused } = await weigh(bite, wishes, switches);
  return new Map(wishes.map(({ key }) => [key, refused.get(key) ?? null]));
};

/** What the gates say to these wishes, and the reasons of those that they refuse. */
async function weigh(bite: Bite, wishes: readonly Wish[], switches: Switches) {
  const verdicts = await judge(bite, wishes, switches);
  const tooOften = spaced(wishes.flatMap((wish) => verdictOf(wish, verdicts)));
  const refused = new Map<string, string>();
  for (const { key } of wishes) {
    const reason = verdicts.get(key)!.reason ?? (tooOften.has(key) ? 'frequency' : null);
    if (reason !== null) refused.set(key, reason);
  }
  return { verdicts, refused };
}

type Verdict = {
  key: string;
  reason: string | null;
  address: string | null;
  frequency: string | null;
  nearest: Date | null;
};

const verdictOf = (wish: Wish, verdicts: ReadonlyMap<string, Verdict>) => {
  const verdict = verdicts.get(wish.key);
  return verdict && verdict.reason === null && verdict.frequency !== null
    ? [{ ...wish, frequency: verdict.frequency, nearest: verdict.nearest }]
    : [];
};

async function judge(bite: Bite, wishes: readonly Wish[], switches: Switches): Promise<Map<string, Verdict>> {
  if (wishes.length === 0) return new Map();
  const rows = await run<Verdict>(bite.tx, sql('judge'), {
    bucket: bite.bucket,
    keys: wishes.map((wish) => wish.key),
    people: wishes.map((wish) => wish.personId),
    channels: wishes.map((wish) => wish.channel),
    classes: wishes.map((wish) => wish.class),
    purposes: wishes.map((wish) => wish.purpose),
    arms: wishes.map((wish) => wish.arm),
    moments: wishes.map((wish) => wish.wishedAt),
    unconfirmed: unconfirmedTrait,
    asking: SIGN_UP_PURPOSE,
    pause: pauseTrait,
    often: frequencyTrait,
    around: farthest / 1_000,
    reaching: reachingChannels(),
    prospects: proofChannels('prospect', switches),
    customers: proofChannels('customer', switches),
    mail: addressChannels('email'),
    phone: addressChannels('phone'),
  });
  return new Map(rows.map((row) => [row.key, row]));
}

/** A wish and why it is refused; null is an award. */
type Decided = { wish: Wish; reason: string | null };

/** Writes decided wishes; answers the keys that were not there before. */
async function write(bite: Bite, decided: readonly Decided[]): Promise<Set<string>> {
  const { bucket, now } = bite;
  const keys = decided.map(({ wish }) => wish.key).sort();
  const known = new Set((await run<{ key: string }>(bite.tx, sql('known'), { bucket, keys })).map(({ key }) => key));
  const fresh = decided.filter(({ wish }) => !known.has(wish.key));
  if (fresh.length === 0) return new Set();
  const wishes = fresh.map(({ wish }) => wish);
  const { kinds, told } = toldOnce(fresh, kindOfWish);
  await count(bite.tx, sql('put'), {
    bucket,
    now,
    kinds,
    keys: wishes.map((wish) => wish.key),
    people: wishes.map((wish) => wish.personId),
    entries: wishes.map((wish) => wish.entryId),
    moments: wishes.map((wish) => wish.wishedAt.getTime()),
    contexts: jsonList(wishes.map((wish) => JSON.stringify(wish.context))),
    scenarios: told.map(({ wish }) => wish.scenarioId),
    steps: told.map(({ wish }) => wish.step),
    visits: told.map(({ wish }) => wish.visit),
    templates: told.map(({ wish }) => wish.templateId),
    versions: told.map(({ wish }) => wish.templateVersion),
    channels: told.map(({ wish }) => wish.channel),
    classes: told.map(({ wish }) => wish.class),
    purposes: told.map(({ wish }) => wish.purpose),
    arms: told.map(({ wish }) => wish.arm),
    reasons: told.map(({ reason }) => reason),
  });
  return new Set(wishes.map((wish) => wish.key));
}

/** What wishes of one step have in common. */
function kindOfWish({ wish, reason }: Decided): string {
  const { scenarioId, step, visit, templateId, templateVersion, channel, purpose, arm } = wish;
  return [scenarioId, step, visit, templateId, templateVersion, channel, wish.class, purpose, arm, reason].join(
    '\u001f',
  );
}

/** Takes back what entries wished and what has not left yet. */
export async function recallEntries(bite: Bite, entryIds: readonly string[], reason: string): Promise<void> {
  if (entryIds.length === 0) return;
  const ended = new Set(entryIds);
  for (const one of uttered.get(bite)?.values() ?? []) {
    if (one.reason === null && one.wish.entryId !== null && ended.has(one.wish.entryId)) one.reason = reason;
  }
  await count(bite.tx, sql('recall-of-entries'), { bucket: bite.bucket, entries: entryIds, reason, now: bite.now });
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

/** Which messages some keys are; those that are no keys of a message here are left out. */
export const wishesByKey = (
  on: Queryable,
  bucket: number,
  keys: readonly string[],
): Promise<Pick<Decision, 'key' | 'scenarioId' | 'templateId'>[]> => run(on, sql('by-keys'), { bucket, keys });

/** Messages wished at a step of a scenario, and what became of them. */
export type SaidAtStep = { step: string; wished: number; awarded: number; refused: number };

/** What the scenarios wished to say to the people of some buckets, step by step. */
export const saidOfScenarios = (
  on: Queryable,
  buckets: readonly number[],
): Promise<(SaidAtStep & { scenarioId: number })[]> => run(on, sql('of-scenarios'), { buckets });
