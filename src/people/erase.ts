/**
 * Erasing somebody. The person's bucket does it, by an inbox row behind everything that came in before:
 *
 *     API ──person.erase──▶ the person's bucket: every room's part, the person's row
 *                             ├─ book.forget ──▶ buckets of the identifiers: the book forgets them
 *                             ├─ address.erase ──▶ buckets of the addresses: consents go, a suppression by hash stays
 *                             └─ person.erase-former ──▶ buckets of who became part of them: what was left there, as a message in hand
 *
 * What has to be kept (orders for the accounts, figures of scenarios and messages) goes on under an id that is nobody's.
 */
import { channels } from '../channels/index.ts';
import {
  type Applier,
  addressHash,
  type Bite,
  bucketOfHash,
  bucketOfPerson,
  bucketOfText,
  count,
  type InboxRow,
  lanes,
  newId,
  noChanges,
  putInbox,
  type Queryable,
  run,
  type Store,
  statements,
} from '../store/index.ts';
import { channelsAt, internalRow } from './addresses.ts';
import { forgetBook, noteForgotten } from './book-cache.ts';
import { type EraseCommand, eraseKind, type Known } from './erase-command.ts';
import { leaveHeirs } from './heirs.ts';
import { identifierKey } from './identity.ts';
import { removeMembers } from './lists.ts';
import { removePermissions } from './permissions.ts';
import { type Head, readHeads, removePeople } from './persons.ts';
import { getPerson, listsOf, permissionsOf } from './reading.ts';

const sql = statements(import.meta.url, 'erase-person.sql');

export type { Known } from './erase-command.ts';

/** Kind of the command's share for each who became part of the person. */
const ERASE_FORMER = 'person.erase-former';

/** Whom everything is about. */
export type Subject = { id: string; bucket: number; known: readonly Known[] };
/** Somebody who is erased in this bite, with the ids of who became part of them; what is kept goes on as `nobody`. */
export type Erased = { personId: string; nobody: string; known: readonly Known[]; people: readonly string[] };
type Sentence = { fr: string; en: string };
/** Something that stays, and why. */
export type Kept = { what: Sentence; why: Sentence };

/** What reading needs of the store. */
type Reads = Pick<Store, 'pool' | 'buckets'>;

/** One room's share of what is known of a person: it tells all of it, and takes it away. */
export type PersonPart = {
  name: string;
  /** Everything that this room knows, as the person may read it; a list where it is several things. */
  read: (store: Reads, person: Subject) => Promise<unknown>;
  erase: (bite: Bite, erased: readonly Erased[]) => Promise<void>;
  keeps: readonly Kept[];
};

const identity: PersonPart = {
  name: 'identity',
  read: async (store, { id, known }) => {
    const person = await getPerson(store, { id });
    if (!person) return null;
    const { bucket: _, ...told } = person;
    return { ...told, known };
  },
  erase: async (bite, erased) => removePeople(bite, idsOf(erased)),
  keeps: [],
};

const consents: PersonPart = {
  name: 'consents',
  read: async (store, { id, known }) => {
    const person = await getPerson(store, { id });
    return person ? permissionsOf(store, person, known) : null;
  },
  erase: async (bite, erased) => {
    await removePermissions(bite, idsOf(erased));
    await bite.emit(erased.flatMap((one) => addressRows(bite, one)));
  },
  keeps: [
    {
      what: { fr: 'L’empreinte des adresses, bloquée', en: 'The hash of the addresses, suppressed' },
      why: {
        fr: 'Pour ne plus jamais leur écrire, même si un fichier les ramène. L’empreinte ne dit pas l’adresse.',
        en: 'So that they are never written to again, even where a file brings them back. A hash does not tell the address.',
      },
    },
  ],
};

const lists: PersonPart = {
  name: 'lists',
  read: ({ pool }, person) => listsOf(pool, person),
  erase: async (bite, erased) => removeMembers(bite, idsOf(erased)),
  keeps: [],
};

/** This room's parts; the person's row goes last, because the others read it. */
export const ownPersonParts: readonly PersonPart[] = [lists, consents, identity];

export const idsOf = (erased: readonly Erased[]): string[] => erased.map(({ personId }) => personId);

/** Everything that the book knows a person by, over all buckets; what it knows those by who became part of them, too. */
export async function knownBy(on: Queryable, personId: string): Promise<Known[]> {
  const people = [personId, ...(await formerOf(on, personId))];
  const found = await run<Known>(on, sql('known-by'), { people });
  return [...new Map(found.map((one) => [identifierKey(one.kind, one.value), one])).values()];
}

/** Everybody who became part of a person, however many merges ago. */
export async function formerOf(on: Queryable, personId: string): Promise<string[]> {
  const all = new Set<string>();
  for (let last = [personId]; last.length > 0; ) {
    const found = await run<{ personId: string }>(on, sql('merged-into'), { people: last });
    last = found.map((one) => one.personId).filter((id) => !all.has(id));
    for (const id of last) all.add(id);
  }
  return [...all];
}

/** Puts the command into the person's inbox, behind everything that waits there. */
export async function askToErase(store: Store, { id, bucket, known }: Subject): Promise<void> {
  const now = store.clock.now();
  const body = { nobody: newId(), known, people: await formerOf(store.pool, id) } satisfies EraseCommand;
  const row = { bucket, lane: lanes.bulk, kind: eraseKind, personId: id, messageId: null, origin: 'backfill' as const };
  await putInbox(store.pool, [{ ...row, occurredAt: now, receivedAt: now, body }]);
  store.wake([bucket]);
}

/** Lets this process forget where erased people lived: what comes from now on is a new person's. */
export const forgetErased = (store: Store): void => forgetBook(store.pool);

/** What the command needs: every room's part in the order given, this room's last. */
export const eraseKinds = (parts: readonly PersonPart[]): Readonly<Record<string, Applier>> => ({
  [eraseKind]: eraseApplier([...parts, ...ownPersonParts]),
  [ERASE_FORMER]: eraseFormer([...parts, ...ownPersonParts]),
});

const eraseApplier =
  (parts: readonly PersonPart[]): Applier =>
  async (bite, entries) => {
    const heads = await readHeads(
      bite.tx,
      bite.bucket,
      entries.flatMap(({ personId }) => personId ?? []),
    );
    const erased = entries.flatMap(({ personId, body }): Erased[] => {
      if (personId === null) return [];
      const { nobody, known, people = [] } = body as EraseCommand;
      // What came in since it was asked for, or by a merge meanwhile, stands in the person's own row.
      const all = [...known, ...identifiersIn(heads.get(personId))];
      return [{ personId, nobody, known: all, people: [...new Set([personId, ...people])] }];
    });
    for (const part of parts) await part.erase(bite, erased);
    await leaveHeirs(bite, idsOf(erased));
    await bite.emit(erased.flatMap((one) => [...bookRows(bite, one), ...formerRows(bite, one)]));
    return { ...noChanges(), gone: idsOf(erased) };
  };

/** Rows for the buckets of who became part of somebody; about nobody, because what is about them would be sent on. */
const formerRows = (bite: Bite, { personId, nobody, people }: Erased): InboxRow[] =>
  people
    .filter((id) => id !== personId)
    .map((id) => internalRow(bite, bucketOfPerson(id, bite.buckets), null, ERASE_FORMER, { personId: id, nobody }));

/** What a merge leaves where it was: messages in hand, and what was merged by versions that left all messages. */
const eraseFormer =
  (parts: readonly PersonPart[]): Applier =>
  async (bite, entries) => {
    const erased = entries.map(({ body }): Erased => {
      const { personId, nobody } = body as { personId: string; nobody: string };
      return { personId, nobody, known: [], people: [personId] };
    });
    for (const part of parts) await part.erase(bite, erased);
    return noChanges();
  };

function identifiersIn(head: Head | undefined): Known[] {
  if (!head) return [];
  const { externalId, email, phone, anonymousIds } = head;
  const pairs: [string, string | null][] = [
    ['external', externalId],
    ['email', email],
    ['phone', phone],
    ...anonymousIds.map((value): [string, string] => ['anonymous', value]),
  ];
  return pairs.flatMap(([kind, value]) => (value === null ? [] : [{ kind, value }]));
}

/** Orders stay where they are and are nobody's; every other identifier is forgotten. */
function bookRows(bite: Bite, { people, known }: Erased): InboxRow[] {
  const byBucket = Map.groupBy(known, ({ kind, value }) => bucketOfText(identifierKey(kind, value), bite.buckets));
  return [...byBucket].map(([bucket, items]) =>
    internalRow(bite, bucket, null, 'book.forget', { items, people, home: bite.bucket }),
  );
}

/** The book forgets identifiers that still lead to the person who is gone. */
export const applyForget: Applier = async (bite, entries) => {
  for (const { body } of entries) {
    const { items, home } = body as { items: Known[]; home: number };
    const people = peopleIn(body);
    const rows = JSON.stringify(items);
    await count(bite.tx, sql('forget-identifiers'), { bucket: bite.bucket, people, rows });
    await count(bite.tx, sql('orders-of-nobody'), { bucket: bite.bucket, people, home, rows });
  }
  await noteForgotten(bite.tx, bite.bucket);
  return noChanges();
};

/** Whom such a row is about; one that a version before 036 left in the inbox names one person. */
function peopleIn(body: unknown): readonly string[] {
  const { people, personId } = body as { people?: readonly string[]; personId?: string };
  return people ?? (personId === undefined ? [] : [personId]);
}

/** Every hash under which consent of this person may be kept, in the bucket of each. */
function addressRows(bite: Bite, { people, known }: Erased): InboxRow[] {
  const texts = known.flatMap(({ kind, value }) =>
    kind === 'email' || kind === 'phone' ? channelsAt(kind).map((channel) => [channel.kind, value] as const) : [],
  );
  const external = known.filter(({ kind }) => kind === 'external').map(({ value }) => value);
  for (const channel of Object.values(channels)) {
    if (channel.consent === 'none' || channel.addressKind === 'email' || channel.addressKind === 'phone') continue;
    for (const text of [...people, ...external]) texts.push([channel.kind, text]);
  }
  return texts.map(([channel, text]) => {
    const hash = addressHash(channel, text);
    const body = { channel, hash: hash.toString('hex'), people } satisfies AddressErased;
    return internalRow(bite, bucketOfHash(hash, bite.buckets), null, 'address.erase', body);
  });
}

type AddressErased = { channel: string; hash: string; people: readonly string[] };

/**
 * An address whose person is gone: what was said of it goes, and it is not written to again. Where somebody else uses the
 * address, it is theirs as before.
 */
export const applyAddressErase: Applier = async (bite, entries) => {
  const rows = JSON.stringify(
    entries.flatMap(({ body, occurredAt }) => {
      const { channel, hash } = body as AddressErased;
      return peopleIn(body).map((id) => ({ channel, hash, person_id: id, at: occurredAt.toISOString() }));
    }),
  );
  const given = { bucket: bite.bucket, rows };
  await count(bite.tx, sql('leave-address'), given);
  await count(bite.tx, sql('suppress-left'), given);
  await count(bite.tx, sql('drop-consents'), given);
  await count(bite.tx, sql('drop-consent-log'), given);
  return noChanges();
};
