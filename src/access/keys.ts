import { isUuid, newId, type Queryable, run, type Store, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import type { AccountRole } from './rights.ts';
import { hashToken, newToken } from './tokens.ts';

const sql = statements(import.meta.url, 'keys.sql');

export const KEY_KINDS = ['write', 'secret'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** A key as it is made: `key` is shown now and never again (a write key, which is public, can be read in the list). */
export type NewKey = { id: string; kind: KeyKind; key: string };
export type KeyLine = {
  id: string;
  kind: KeyKind;
  name: string;
  /** The whole key for write keys, the last letters for secret ones. */
  hint: string;
  role: AccountRole;
  createdAt: Date;
  revokedAt: Date | null;
};
export type FoundKey = { id: string; name: string; role: AccountRole };

const HINT_LETTERS = 4;
/** How long a process may go on accepting a write key that another process revoked. */
const REMEMBER_MS = 5_000;
/** Write keys are one per source: a handful. */
const MOST_REMEMBERED = 1_000;

/**
 * Makes a key. A write key may only send facts and is public (it travels in web pages); a secret key does what its role does.
 */
export async function createKey(
  on: Queryable,
  wall: Date,
  given: { kind: KeyKind; name?: string; role?: AccountRole },
): Promise<NewKey> {
  const { kind } = given;
  const key = `${kind === 'write' ? 'dw' : 'ds'}_${newToken()}`;
  const id = newId();
  const hint = kind === 'write' ? key : `…${key.slice(-HINT_LETTERS)}`;
  const role = kind === 'write' ? 'analyst' : (given.role ?? 'admin');
  await run(on, sql('add'), { id, kind, name: given.name?.trim() ?? '', hash: hashToken(key), hint, role, wall });
  return { id, kind, key };
}

/** The write key of that text, or null. */
export const findWriteKey = (on: Queryable, key: string): Promise<FoundKey | null> => find(on, 'write', key);

/** The secret key of that text, or null. */
export const findSecretKey = (on: Queryable, key: string): Promise<FoundKey | null> => find(on, 'secret', key);

async function find(on: Queryable, kind: KeyKind, key: string): Promise<FoundKey | null> {
  const [found] = await run<FoundKey>(on, sql('find'), { kind, hash: hashToken(key) });
  return found ?? null;
}

/**
 * {@link findWriteKey} with a short memory of keys that hold, for the hot path of tracking. Unknown keys are never
 * remembered, so a key works the moment it is made; a revoked one stops within 5 s.
 */
export function writeKeyFinder(store: Store): (key: string) => Promise<FoundKey | null> {
  const known = new Map<string, { until: number; found: FoundKey }>();
  return async (key) => {
    const wall = store.clock.wall().getTime();
    const remembered = known.get(key);
    if (remembered && remembered.until > wall) return remembered.found;
    const found = await findWriteKey(store.pool, key);
    known.delete(key);
    if (found) {
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(key, { until: wall + REMEMBER_MS, found });
    }
    return found;
  };
}

/** Every key, in order of creation. */
export async function listKeys(on: Queryable): Promise<KeyLine[]> {
  return run<KeyLine>(on, sql('list'), {});
}

/** Ends a key for good; a second time changes nothing. @throws ACCESS_KEY_UNKNOWN */
export async function revokeKey(on: Queryable, wall: Date, id: string): Promise<void> {
  const revoked = isUuid(id) ? await run(on, sql('revoke'), { id, wall }) : [];
  if (revoked.length === 0) throw errors.ACCESS_KEY_UNKNOWN({ id });
}
