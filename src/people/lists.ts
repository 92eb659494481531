/** Lists of people: who was put on one or taken off; the latest occurrence wins. */
import {
  type Applier,
  type Bite,
  count,
  type ListChange,
  type Origin,
  type Queryable,
  run,
  statements,
} from '../store/index.ts';
import { errors } from './errors.ts';

const sql = statements(import.meta.url, 'lists.sql');

const longestKey = 100;

export type ListRow = { key: string; name: string; unit: string | null; createdAt: Date; people: number };
/** A person's place on a list; a removal stays as a row. */
export type ListMember = { list: string; personId: string; since: Date; removed: boolean };

/** Saves a list's name and business unit. Throws PEOPLE_LIST_INVALID. */
export async function saveList(
  on: Queryable,
  list: { key: string; name?: string; unit?: string | null },
  now: Date,
): Promise<void> {
  const key = list.key.trim();
  if (key === '' || key.length > longestKey) throw errors.PEOPLE_LIST_INVALID({ key });
  await run(on, sql('save'), { key, name: list.name ?? key, unit: list.unit ?? null, now });
}

/** All lists, by key, with how many people are on them. */
export async function listLists(on: Queryable): Promise<ListRow[]> {
  return run(on, sql('all'), {});
}

/** Puts people on lists and takes them off; answers only what changed. */
export const applyLists: Applier = async (bite, entries) => {
  const said = entries.flatMap(({ personId, occurredAt, origin, body }) => {
    const { list, action } = body as { list: string; action: 'add' | 'remove' };
    return personId ? [{ list, personId, since: occurredAt, removed: action === 'remove', origin }] : [];
  });
  const keys = [...new Set(said.map(({ list }) => list))].sort();
  await count(bite.tx, sql('name-lists'), { keys, now: bite.now });
  const changed = await putMembers(bite, said);
  const lists = changed.map(({ member, was }): ListChange | null => {
    if (was === !member.removed) return null;
    const { personId, list, since: at } = member;
    return { personId, list, action: member.removed ? 'remove' : 'add', at, origin: originOf(member, said) };
  });
  const touched = [...new Set(changed.map(({ member }) => member.personId))];
  return { touched, events: [], lists: lists.filter((change) => change !== null) };
};

/** Where the change came from: of facts that say the same the live one, because that one is news. */
function originOf(member: ListMember, said: readonly (ListMember & { origin: Origin })[]): Origin {
  const same = said.filter(
    ({ personId, list, since, removed }) =>
      personId === member.personId &&
      list === member.list &&
      since.getTime() === member.since.getTime() &&
      removed === member.removed,
  );
  return same.find(({ origin }) => origin === 'live')?.origin ?? same[0]!.origin;
}

/** Writes what is later than what is held; answers each changed row, and whether the person was on the list before. */
export async function putMembers(
  bite: Bite,
  said: readonly ListMember[],
): Promise<{ member: ListMember; was: boolean }[]> {
  const held = await readMembers(bite, [...new Set(said.map(({ personId }) => personId))]);
  const keyOfMember = ({ list, personId }: ListMember) => JSON.stringify([list, personId]);
  const before = new Map(held.map((member) => [keyOfMember(member), member]));
  const after = new Map<string, ListMember>();
  for (const { list, personId, since, removed } of said) {
    const member = { list, personId, since, removed };
    const key = keyOfMember(member);
    const last = after.get(key) ?? before.get(key);
    if (!last || since > last.since || (since.getTime() === last.since.getTime() && removed && !last.removed)) {
      after.set(key, member);
    }
  }
  const rows = [...after.values()].map(({ personId, ...member }) => ({ ...member, person_id: personId }));
  if (rows.length > 0) await count(bite.tx, sql('put-members'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
  return [...after].map(([key, member]) => {
    const last = before.get(key);
    return { member, was: last !== undefined && !last.removed };
  });
}

export async function readMembers(bite: Bite, ids: readonly string[]): Promise<ListMember[]> {
  return run(bite.tx, sql('members'), { bucket: bite.bucket, ids });
}

export async function removeMembers(bite: Bite, ids: readonly string[]): Promise<void> {
  await count(bite.tx, sql('remove-members'), { bucket: bite.bucket, ids });
}
