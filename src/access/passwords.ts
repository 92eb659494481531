import { hash, verify } from '@node-rs/argon2';
import { errors } from './errors.ts';

/** NIST SP 800-63B asks for at least 8; we ask for more and for no special characters. */
const SHORTEST_PASSWORD = 10;
/** argon2 reads everything it is given: a bound keeps a 10 MB “password” from costing a second. */
const LONGEST_PASSWORD = 256;

/** argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), which are the library's defaults. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hash of a password to keep.
 * @throws ACCESS_PASSWORD_SHORT
 */
export async function hashPassword(password: string): Promise<string> {
  const { length } = password;
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
    throw errors.ACCESS_PASSWORD_SHORT({ length, least: SHORTEST_PASSWORD, most: LONGEST_PASSWORD });
  }
  return hash(password, COST);
}

let decoy: Promise<string> | undefined;

/** Whether the password is the one kept; takes as long where there is none, so that time does not tell who has an account. */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false;
  decoy ??= hash('nobody has this password', COST);
  const right = await verify(kept ?? (await decoy), password);
  return kept !== null && right;
}
