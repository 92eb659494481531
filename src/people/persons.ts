/** The rows of table person as a bite sees them: made when a fact of theirs comes in, and changed by what facts say. */
import { type Bite, count, type InboxRow, type Queryable, run, statements } from '../store/index.ts';
import { type Address, useAddresses } from './addresses.ts';
import { emailOf, phoneOf, type Who } from './identity.ts';
import { tellStanding } from './standing.ts';
import { type Assertion, columnsOf, foldTraits, type TraitColumns, type Traits, type TraitTimes } from './traits.ts';

const sql = statements(import.meta.url, 'person.sql');

/** Browser keys kept on the person's row; the book knows them all. */
const mostAnonymousIds = 100;

export type Head = {
  id: string;
  externalId: string | null;
  email: string | null;
  phone: string | null;
  anonymousIds: string[];
  firstSeen: Date;
};
export type Profile = Head & Omit<TraitColumns, 'shopId'> & { traits: Traits; traitTimes: TraitTimes };

/** What one fact says of its person besides its content. */
export type Sighting = {
  personId: string;
  at: Date;
  who?: Who;
  traits?: Traits;
  /** The fact tells what happened to an address, which may be a former one: any other word on the address counts more. */
  aboutAddress?: boolean;
};

/** Older than anything that is said. */
const beforeAll = new Date(0);

export async function readHeads(on: Queryable, bucket: number, ids: readonly string[]): Promise<Map<string, Head>> {
  if (ids.length === 0) return new Map();
  const rows = await run<Head>(on, sql('heads'), { bucket, ids });
  return new Map(rows.map((row) => [row.id, row]));
}

export async function readProfiles(
  on: Queryable,
  bucket: number,
  ids: readonly string[],
): Promise<Map<string, Profile>> {
  if (ids.length === 0) return new Map();
  const rows = await run<Profile>(on, sql('profiles'), { bucket, ids });
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Makes the people of these sightings exist, first seen at their earliest fact, with the shop id, browser keys and
 * addresses that the facts carry. New people get their traits in the same statement.
 * @returns who is new, or of whom the facts say something besides what happened
 */
export async function ensurePeople(bite: Bite, sightings: readonly Sighting[]): Promise<string[]> {
  const byPerson = Map.groupBy(sightings, (sighting) => sighting.personId);
  const heads = await readHeads(bite.tx, bite.bucket, [...byPerson.keys()]);
  const made: Profile[] = [];
  const changed: Head[] = [];
  const said: { personId: string; assertion: Assertion }[] = [];
  for (const [id, seen] of byPerson) {
    const head = heads.get(id);
    const next = headOf(id, head, seen);
    if (!head) made.push(await newProfile(bite, next, seen));
    else {
      if (differs(head, next)) changed.push(next);
      for (const one of seen) {
        const traits = addressTraits(one);
        if (traits) said.push({ personId: id, assertion: { traits, at: addressSaidAt(one).toISOString() } });
      }
    }
  }
  await insertPeople(bite, made);
  if (changed.length > 0) await count(bite.tx, sql('update-heads'), { bucket: bite.bucket, rows: headRows(changed) });
  await assertTraits(bite, said);
  return [...made, ...changed].map(({ id }) => id).concat(said.map(({ personId }) => personId));
}

/** Folds what facts say into their people's traits; answers who was changed. */
export async function assertTraits(
  bite: Bite,
  said: readonly { personId: string; assertion: Assertion }[],
): Promise<string[]> {
  if (said.length === 0) return [];
  const byPerson = Map.groupBy(said, ({ personId }) => personId);
  const profiles = await readProfiles(bite.tx, bite.bucket, [...byPerson.keys()]);
  const isZone = await knownZones(bite.tx);
  const changed: Profile[] = [];
  const addresses: Address[] = [];
  const told: InboxRow[] = [];
  for (const [id, items] of byPerson) {
    const profile = profiles.get(id);
    if (!profile) continue;
    const held = { traits: profile.traits, times: profile.traitTimes };
    const next = foldTraits(
      held,
      items.map(({ assertion }) => assertion),
    );
    if (!next) continue;
    const { shopId, ...columns } = columnsOf(next.traits, isZone);
    const externalId = shopId ?? profile.externalId;
    const person = { ...profile, ...columns, externalId, traits: next.traits, traitTimes: next.times };
    changed.push(person);
    addresses.push(...changedAddresses(id, profile, columns));
    told.push(...tellStanding(bite, { person: profile, ...held }, { person, ...next }));
  }
  await updateProfiles(bite, changed);
  await useAddresses(bite, addresses);
  await bite.emit(told);
  return changed.map(({ id }) => id);
}

async function updateProfiles(bite: Bite, profiles: readonly Profile[]): Promise<void> {
  if (profiles.length === 0) return;
  const rows = JSON.stringify(profiles.map(profileRow));
  await count(bite.tx, sql('update-profiles'), { bucket: bite.bucket, rows });
}

export async function updateHeads(bite: Bite, heads: readonly Head[]): Promise<void> {
  if (heads.length > 0) await count(bite.tx, sql('update-heads'), { bucket: bite.bucket, rows: headRows(heads) });
}

export async function removePeople(bite: Bite, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await count(bite.tx, sql('remove'), { bucket: bite.bucket, ids });
}

/** Browser keys in an order that does not depend on their arrival. */
export const joinAnonymous = (...lists: readonly (readonly string[])[]): string[] =>
  [...new Set(lists.flat())].sort().slice(0, mostAnonymousIds);

function headOf(id: string, head: Head | undefined, seen: readonly Sighting[]): Head {
  let firstSeen = head?.firstSeen ?? seen[0]!.at;
  let externalId = head?.externalId ?? null;
  const anonymous: string[] = [];
  for (const { at, who } of seen) {
    if (at < firstSeen) firstSeen = at;
    externalId ??= who?.externalId ?? null;
    if (who?.anonymousId) anonymous.push(who.anonymousId);
  }
  const anonymousIds = anonymous.length > 0 ? joinAnonymous(head?.anonymousIds ?? [], anonymous) : head?.anonymousIds;
  return { id, externalId, email: null, phone: null, anonymousIds: anonymousIds ?? [], firstSeen };
}

function differs(a: Head, b: Head): boolean {
  if (a.externalId !== b.externalId || a.firstSeen.getTime() !== b.firstSeen.getTime()) return true;
  return a.anonymousIds.length !== b.anonymousIds.length || a.anonymousIds.some((id, i) => id !== b.anonymousIds[i]);
}

/** The addresses that a fact's `who` carries are said at its moment, like traits. */
function addressTraits({ who, traits }: Sighting): Traits | null {
  const email = who?.email && traits?.email === undefined ? emailOf(who.email) : null;
  const phone = who?.phone && traits?.phone === undefined ? phoneOf(who.phone) : null;
  if (!email && !phone) return null;
  return { ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
}

const addressSaidAt = ({ at, aboutAddress }: Sighting): Date => (aboutAddress ? beforeAll : at);

async function newProfile(bite: Bite, head: Head, seen: readonly Sighting[]): Promise<Profile> {
  const assertions: Assertion[] = seen
    .flatMap((one) => [
      { traits: addressTraits(one) ?? {}, at: addressSaidAt(one).toISOString() },
      { traits: one.traits ?? {}, at: one.at.toISOString() },
    ])
    .filter(({ traits }) => Object.keys(traits).length > 0);
  const held = foldTraits({ traits: {}, times: {} }, assertions) ?? { traits: {}, times: {} };
  const isZone = assertions.length > 0 ? await knownZones(bite.tx) : () => false;
  const { shopId: _, ...columns } = columnsOf(held.traits, isZone);
  return { ...head, ...columns, traits: held.traits, traitTimes: held.times };
}

async function insertPeople(bite: Bite, made: readonly Profile[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map((one) => ({ ...profileRow(one), ...headRow(one) }));
  await count(bite.tx, sql('insert'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
  const none = { email: null, phone: null };
  await useAddresses(
    bite,
    made.flatMap((one) => changedAddresses(one.id, none, one)),
  );
}

function changedAddresses(
  personId: string,
  before: Pick<Head, 'email' | 'phone'>,
  after: Pick<Head, 'email' | 'phone'>,
): Address[] {
  const changed: Address[] = [];
  for (const kind of ['email', 'phone'] as const) {
    if (before[kind] !== after[kind]) changed.push({ personId, kind, was: before[kind], address: after[kind] });
  }
  return changed;
}

const headRow = (head: Head) => ({
  id: head.id,
  external_id: head.externalId,
  anonymous_ids: head.anonymousIds,
  first_seen: head.firstSeen,
});

const headRows = (heads: readonly Head[]): string => JSON.stringify(heads.map(headRow));

const profileRow = (profile: Profile) => ({
  id: profile.id,
  external_id: profile.externalId,
  email: profile.email,
  phone: profile.phone,
  timezone: profile.timezone,
  locale: profile.locale,
  company_id: profile.companyId,
  owner_id: profile.ownerId,
  traits: profile.traits,
  trait_times: profile.traitTimes,
});

let zones: Promise<Set<string>> | null = null;
const javascriptZones = new Map<string, boolean>();

/** Time zones that both the database and this runtime know. Read once per process: the view is slow. */
async function knownZones(on: Queryable): Promise<(zone: string) => boolean> {
  zones ??= run<{ name: string }>(on, sql('zones'), {}).then(
    (rows) => new Set(rows.map((row) => row.name)),
    (error) => {
      zones = null;
      throw error;
    },
  );
  const known = await zones;
  return (zone) => known.has(zone) && runtimeKnows(zone);
}

function runtimeKnows(zone: string): boolean {
  const known = javascriptZones.get(zone);
  if (known !== undefined) return known;
  let answer = true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    answer = false;
  }
  javascriptZones.set(zone, answer);
  return answer;
}
