/** What a merged person takes along. Rooms below this one add their parts; the engine hands them in. */
import type { AppliedEvent, Bite } from '../store/index.ts';
import { emailOf, type Identifier, identifiersOf, phoneOf } from './identity.ts';
import { type ListMember, putMembers, readMembers, removeMembers } from './lists.ts';
import type { Merge } from './merge.ts';
import { adoptPermissions, type Permission, readPermissions, removePermissions } from './permissions.ts';
import { assertTraits, joinAnonymous, readHeads, readProfiles, updateHeads } from './persons.ts';
import type { Traits, TraitTimes } from './traits.ts';

/** A row of a person, as JSON. */
export type Packed = { personId: string; row: unknown };

/**
 * One room's share of a merge. Unpacking must give the same person in whatever order parts and facts arrive, and must
 * not mind rows that are there already.
 */
export type MergePart = {
  /** Unique, and kept: it is written into inbox entries. */
  name: string;
  /** Takes these people's rows out of this bucket. */
  pack: (bite: Bite, merges: readonly Merge[]) => Promise<Packed[]>;
  /** Gives rows to people of this bucket; `personId` is the person they go to. */
  unpack: (bite: Bite, packed: readonly Packed[]) => Promise<void>;
  /** What these people did before they were one, where somebody has to hear of it once more; asked behind `unpack`. */
  happened?: (bite: Bite, people: readonly string[]) => Promise<readonly AppliedEvent[]>;
  /** Whether rows may have to stay when their person leaves; they are packed when an entry says that they may follow. */
  follows?: true;
};

type PackedPerson = {
  externalId: string | null;
  anonymousIds: string[];
  firstSeen: string;
  traits: Traits;
  times: TraitTimes;
};

/** Kind of the inbox rows in which a packed person travels. */
export const takeKind = 'merge.take';
/** What one of them holds: rows of a part. */
export type Take = { part: string; rows: unknown[] };

/** What a packed person is known by, where it stands in this row. */
export function identifiersOfTake(body: unknown): Identifier[] {
  const { part, rows } = body as Take;
  if (part !== person.name) return [];
  return (rows as PackedPerson[]).flatMap(({ externalId, anonymousIds, traits: { email, phone } }) => [
    ...identifiersOf({
      externalId: externalId ?? undefined,
      email: emailOf(email) ?? undefined,
      phone: phoneOf(phone) ?? undefined,
    }),
    ...anonymousIds.map((value): Identifier => ({ kind: 'anonymous', value })),
  ]);
}

const idsOf = (merges: readonly Merge[]): string[] => merges.map(({ personId }) => personId);

/** The row itself: earliest sight, browser keys, and every trait with its own time. */
const person: MergePart = {
  name: 'person',
  pack: async (bite, merges) => {
    const profiles = await readProfiles(bite.tx, bite.bucket, idsOf(merges));
    return [...profiles.values()].map((profile) => {
      const { externalId, anonymousIds, firstSeen, traits, traitTimes } = profile;
      const row: PackedPerson = {
        externalId,
        anonymousIds,
        firstSeen: firstSeen.toISOString(),
        traits,
        times: traitTimes,
      };
      return { personId: profile.id, row };
    });
  },
  unpack: async (bite, packed) => {
    const heads = await readHeads(bite.tx, bite.bucket, [...new Set(packed.map(({ personId }) => personId))]);
    for (const { personId, row } of packed as { personId: string; row: PackedPerson }[]) {
      const head = heads.get(personId);
      if (!head) continue;
      const firstSeen = new Date(row.firstSeen);
      heads.set(personId, {
        ...head,
        externalId: head.externalId ?? row.externalId,
        anonymousIds: joinAnonymous(head.anonymousIds, row.anonymousIds),
        firstSeen: firstSeen < head.firstSeen ? firstSeen : head.firstSeen,
      });
    }
    await updateHeads(bite, [...heads.values()]);
    await assertTraits(
      bite,
      packed.flatMap(({ personId, row }) => timedTraits(personId, row as PackedPerson)),
    );
  },
};

/** A trait without a value but with a time was taken away then. */
function timedTraits(personId: string, { traits, times }: PackedPerson) {
  const held = new Map(Object.entries(traits));
  return Object.entries(times).map(([name, at]) => ({
    personId,
    assertion: { traits: Object.fromEntries([[name, held.get(name) ?? null]]), at },
  }));
}

const permissions: MergePart = {
  name: 'permissions',
  pack: async (bite, merges) => {
    const rows = await readPermissions(bite, idsOf(merges));
    await removePermissions(bite, idsOf(merges));
    return rows.map((row) => ({ personId: row.personId, row }));
  },
  unpack: async (bite, packed) => {
    await adoptPermissions(
      bite,
      packed.map(({ personId, row }) => ({ ...(row as Permission), personId })),
    );
  },
};

const lists: MergePart = {
  name: 'lists',
  pack: async (bite, merges) => {
    const rows = await readMembers(bite, idsOf(merges));
    await removeMembers(bite, idsOf(merges));
    return rows.map((row) => ({ personId: row.personId, row }));
  },
  unpack: async (bite, packed) => {
    await putMembers(
      bite,
      packed.map(({ personId, row }) => {
        const { list, since, removed } = row as ListMember;
        return { list, personId, since: new Date(since), removed };
      }),
    );
  },
};

/** In this order: which permissions hold depends on the addresses that the person's row brings. */
export const ownParts: readonly MergePart[] = [person, permissions, lists];
