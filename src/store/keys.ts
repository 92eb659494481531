import { createHash, hash, randomUUID } from 'node:crypto';

/** A new random person id. */
export const newId = (): string => randomUUID();

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => uuidPattern.test(text);

/**
 * A uuid made from parts, the same in SQL: `md5(concat_ws('|', …))::uuid`. MD5 is here a name, not a guard:
 * nothing rests on its being hard to forge, and it is the one hash that PostgreSQL casts to uuid.
 */
export function keyOf(...parts: (string | number)[]): string {
  const hex = hash('md5', parts.join('|'), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The narrow key a caller's message id is counted under. */
export const messageKey = (messageId: string): string =>
  isUuid(messageId) ? messageId.toLowerCase() : keyOf('m', messageId);

/** Bucket of a person's id (uniform: ids are random). */
export const bucketOfPerson = (id: string, buckets: number): number => Number.parseInt(id.slice(0, 8), 16) % buckets;

/** Bucket of an identifier, an address or an order without customer: by hash of its text. */
export const bucketOfText = (text: string, buckets: number): number =>
  Number.parseInt(hash('md5', text, 'hex').slice(0, 8), 16) % buckets;

/** Hash under which an address keeps its consent and suppression (SHA-256 of channel and normalised address). */
export const addressHash = (channel: string, address: string): Buffer =>
  createHash('sha256').update(`${channel}:${address}`).digest();

/** Bucket of an address hash. */
export const bucketOfHash = (hash: Buffer, buckets: number): number => hash.readUInt32BE(0) % buckets;
