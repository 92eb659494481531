/**
 * Before a send: to how many it would go, who is left out and why, when it leaves. The people are asked for as the moment would, and go
 * through the same gates; nothing is written. Bucket by bucket, so that it can be stopped and estimated from those that were read.
 */

import { z } from 'zod';
import { channelOf } from '../channels/index.ts';
import { type OpenDays, readOpenDays, readSwitches, type Switches } from '../compliance/index.ts';
import { sharedAddresses } from '../people/index.ts';
import { foresee, type Wish, wishAlone } from '../pressure/index.ts';
import { isOver, momentIn, type TemplateFacts, templateFacts, zoneOf } from '../scenarios/index.ts';
import { evaluate, parseRule, type Rule } from '../segments/index.ts';
import { defineSetting, readSetting, shopTimezone } from '../settings/index.ts';
import { addressHash, type Bite, keyOf, run, type Store, statements } from '../store/index.ts';
import { audienceOf, momentOf } from './compile.ts';
import { type Leaving, leavingOf } from './leaving.ts';
import type { Plan } from './plan.ts';

const sql = statements(import.meta.url, 'forecast.sql');

const forecastPatience = defineSetting({
  key: 'campaigns.forecastPatience',
  about:
    'seconds that a look at everybody before a send may take; then it is estimated from the buckets that were read',
  schema: z.number().min(0, 'it must not be negative').max(600, 'it must be at most 600'),
  standard: 20,
});

/** People looked at in one statement. */
const peoplePerPage = 2_000;
const bucketsAtOnce = 2;
const sampleSize = 8;
/** Of those who are left out for one reason so many are named. */
const namedPerReason = 20;
/** Promotional messages of so many days back are told, up to so many. */
const pressureDays = 7;
const mostMessages = 3;
const firstId = '00000000-0000-0000-0000-000000000000';

export type SamplePerson = { personId: string; externalId: string | null; email: string | null };
export type Forecast = {
  asOf: string;
  /** Null where everybody was looked at; else from how many of the buckets it was estimated. */
  estimate: { buckets: number; of: number } | null;
  /** Who belongs to it, before anybody is left out. */
  audience: number;
  /** `sample`: some of them. */
  leftOut: { reason: string; people: number; sample: SamplePerson[] }[];
  reached: number;
  channel: string;
  class: string;
  leaving: Leaving;
  /** Of those who are reached: how many had 0, 1, 2, 3 or more promotional messages in the last seven days. */
  pressure: { days: number; had: number[] };
  /** Unit price of the channel times messages, exact; null where a message costs nothing. */
  cost: { unit: string; total: string } | null;
  sample: SamplePerson[];
};

type LeftOut = { people: number; sample: SamplePerson[] };

/** Counted of some buckets. */
type Tally = {
  audience: number;
  leftOut: Map<string, LeftOut>;
  /** Who is reached, by their moment. */
  at: Map<number, number>;
  had: number[];
  sample: SamplePerson[];
};

type Question = {
  plan: Plan;
  include: Rule;
  exclude: Rule | null;
  template: TemplateFacts;
  switches: Switches;
  now: Date;
  zone: string;
  openDays: OpenDays;
  moment: { at: string; zone?: string };
  /** Addresses that several people use, by hash, and those of them that one has who gets it. */
  shared: ReadonlySet<string>;
  given: Set<string>;
};

/** What would become of a plan that has no faults. */
export async function forecast(store: Store, plan: Plan): Promise<Forecast> {
  const question = await questionOf(store, plan);
  const patience = await readSetting(store.pool, forecastPatience);
  const until = Date.now() + patience * 1_000;
  const tallies: Tally[] = [];
  // In an order of its own for each plan: which buckets are read does not depend on which were filled first.
  const buckets = shuffled(store.buckets, plan.name);
  const worker = async () => {
    for (let bucket = buckets.pop(); bucket !== undefined; bucket = buckets.pop()) {
      tallies.push(await tallyBucket(store, bucket, question));
      if (Date.now() >= until) return;
    }
  };
  await Promise.all(Array.from({ length: bucketsAtOnce }, worker));
  return told(question, tallies, store.buckets);
}

async function questionOf(store: Store, plan: Plan): Promise<Question> {
  const { include, exclude } = audienceOf(plan);
  const now = store.clock.now();
  const zone = await readSetting(store.pool, shopTimezone);
  const template = (await templateFacts(store.pool)).get(plan.messages[0]!.template)!;
  return {
    plan,
    include: parseRule(include),
    exclude: exclude === null ? null : parseRule(exclude),
    template,
    switches: await readSwitches(store.pool),
    now,
    zone,
    openDays: await readOpenDays(store.pool),
    moment: momentOf(plan, now, zone),
    shared: await sharedAddresses(store.pool, template.channel),
    given: new Set(),
  };
}

const shuffled = (buckets: number, seed: string): number[] =>
  Array.from({ length: buckets }, (_, bucket) => bucket).sort((a, b) => (keyOf(seed, a) < keyOf(seed, b) ? -1 : 1));

const tally = (): Tally => ({
  audience: 0,
  leftOut: new Map(),
  at: new Map(),
  had: Array.from({ length: mostMessages + 1 }, () => 0),
  sample: [],
});

type Person = SamplePerson & { zone: string; phone: string | null };

/** A bucket as it stands, without its lock: the tick goes on meanwhile. */
function tallyBucket(store: Store, bucket: number, question: Question): Promise<Tally> {
  const { now, zone } = question;
  return store.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const emit = async () => {
      throw new Error('A look before a send writes nothing');
    };
    const bite: Bite = { tx, bucket, buckets: store.buckets, now, timezone: zone, emit };
    const counted = tally();
    let after = firstId;
    for (;;) {
      const page = await run<Person>(tx, sql('people'), { bucket, after, most: peoplePerPage });
      if (page.length > 0) await tallyPage(bite, question, page, counted);
      if (page.length < peoplePerPage) return counted;
      after = page.at(-1)!.personId;
    }
  });
}

async function tallyPage(bite: Bite, question: Question, page: readonly Person[], counted: Tally): Promise<void> {
  const asked = page.map(({ personId }) => ({ personId, asOf: bite.now }));
  const included = await evaluate(bite, question.include, asked);
  const people = page.filter(({ personId }) => included.has(personId));
  counted.audience += people.length;
  const leave = (reason: string, person: Person) =>
    addLeftOut(counted.leftOut, reason, { people: 1, sample: [named(person)] });
  const excluded = await excludedOf(bite, question, people);
  const moments = new Map(
    people.map((one) => [one.personId, momentIn(question.moment, zoneOf(one.zone, bite.timezone))]),
  );
  const invited = people.filter((person) => {
    const { personId } = person;
    if (excluded.has(personId)) leave('excluded', person);
    else if (isOver(moments.get(personId)!, bite.now)) leave('hour_over', person);
    else return true;
    return false;
  });
  const wishes = invited.map(({ personId }) => wishOf(question, personId, moments.get(personId)!));
  const reasons = await foresee(bite, wishes, question.switches);
  const reached = invited.filter((person, index) => {
    const reason = reasons.get(wishes[index]!.key) ?? (comesAgain(question, person) ? 'address_written' : null);
    if (reason !== null) leave(reason, person);
    return reason === null;
  });
  for (const { personId } of reached) {
    const at = moments.get(personId)!.getTime();
    counted.at.set(at, (counted.at.get(at) ?? 0) + 1);
  }
  if (counted.sample.length === 0) counted.sample.push(...reached.slice(0, 1).map(named));
  await countRecent(bite, reached, counted);
}

const named = ({ personId, externalId, email }: Person): SamplePerson => ({ personId, externalId, email });

function addLeftOut(leftOut: Map<string, LeftOut>, reason: string, more: LeftOut): void {
  const known = leftOut.get(reason) ?? { people: 0, sample: [] };
  known.people += more.people;
  known.sample.push(...more.sample.slice(0, namedPerReason - known.sample.length));
  leftOut.set(reason, known);
}

/** Whether somebody before has this address: to one that people share, one message leaves. */
function comesAgain({ shared, given, template: { channel } }: Question, { email, phone }: Person): boolean {
  const { addressKind } = channelOf(channel);
  const address = addressKind === 'email' ? email : addressKind === 'phone' ? phone : null;
  if (shared.size === 0 || address === null) return false;
  const hash = addressHash(channel, address).toString('hex');
  const again = given.has(hash);
  if (shared.has(hash)) given.add(hash);
  return again;
}

async function excludedOf(bite: Bite, { exclude }: Question, people: readonly Person[]): Promise<Set<string>> {
  if (exclude === null || people.length === 0) return new Set();
  return evaluate(
    bite,
    exclude,
    people.map(({ personId }) => ({ personId, asOf: bite.now })),
  );
}

/** As the message step of its scenario would say it. */
const wishOf = ({ template }: Question, personId: string, at: Date): Wish =>
  wishAlone(template, { key: keyOf('forecast', personId), personId, wishedAt: at });

async function countRecent(bite: Bite, people: readonly Person[], counted: Tally): Promise<void> {
  if (people.length === 0) return;
  const rows = await run<{ messages: number; people: number }>(bite.tx, sql('recent'), {
    bucket: bite.bucket,
    people: people.map(({ personId }) => personId),
    since: new Date(bite.now.getTime() - pressureDays * 86_400_000),
    most: mostMessages,
  });
  for (const row of rows) counted.had[row.messages]! += row.people;
}

function told({ plan, template, now, zone, openDays }: Question, tallies: readonly Tally[], buckets: number): Forecast {
  const scale = buckets / tallies.length;
  const whole = (part: number) => Math.round(part * scale);
  const leftOut = new Map<string, LeftOut>();
  const at = new Map<number, number>();
  const had = tally().had;
  for (const one of tallies) {
    for (const [reason, more] of one.leftOut) addLeftOut(leftOut, reason, more);
    for (const [moment, people] of one.at) at.set(moment, (at.get(moment) ?? 0) + people);
    for (const [messages, people] of one.had.entries()) had[messages]! += people;
  }
  const held = plan.holdout ?? 0;
  const due = [...at].map(([moment, people]) => ({ at: new Date(moment), people: whole(people * (1 - held)) }));
  const reached = due.reduce((sum, { people }) => sum + people, 0);
  const all = whole([...at.values()].reduce((sum, people) => sum + people, 0));
  // The lot falls when they enter: nobody is named before.
  if (all > reached) leftOut.set('holdout', { people: (all - reached) / scale, sample: [] });
  return {
    asOf: now.toISOString(),
    estimate: tallies.length === buckets ? null : { buckets: tallies.length, of: buckets },
    audience: whole(tallies.reduce((sum, one) => sum + one.audience, 0)),
    leftOut: [...leftOut]
      .map(([reason, { people, sample }]) => ({ reason, people: whole(people), sample }))
      .sort((a, b) => b.people - a.people || (a.reason < b.reason ? -1 : 1)),
    reached,
    channel: template.channel,
    class: template.class,
    leaving: leavingOf(plan, due, zone, openDays),
    pressure: { days: pressureDays, had: had.map(whole) },
    cost: costOf(template.channel, reached * plan.messages.length),
    sample: tallies.flatMap(({ sample }) => sample).slice(0, sampleSize),
  };
}

/** Unit costs have six decimals at most. */
const MICRO = 1_000_000;

function costOf(channel: string, messages: number): Forecast['cost'] {
  const { unitCost } = channelOf(channel).sheet;
  const unit = Math.round(Number(unitCost) * MICRO);
  if (unit === 0) return null;
  const total = BigInt(unit) * BigInt(messages);
  const cents = (total + 5_000n) / 10_000n;
  return { unit: unitCost, total: `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}` };
}
