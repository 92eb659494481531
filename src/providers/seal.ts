/** Secrets that must be read again (passwords of mail servers, private keys) are kept sealed: a copy of the database does not hold them. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { isDeclicError } from '../errors.ts';
import { errors } from './errors.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyFrom = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'declic sealed secrets 1', KEY_BYTES));

/**
 * @param text what is to be read again
 * @param about what it belongs to (`provider:brevo`): a sealed text moved elsewhere does not open
 * @param secret DECLIC_SECRET
 */
export function seal(text: string, about: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyFrom(secret), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** @throws PROVIDER_SEALED where it was sealed with another secret, for something else, or changed since */
export function unseal(sealed: string, about: string, secret: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const open = createDecipheriv(ALGORITHM, keyFrom(secret), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    open.setAAD(Buffer.from(about));
    open.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return open.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + open.final('utf8');
  } catch (error) {
    throw errors.PROVIDER_SEALED({ what: about }, { cause: error });
  }
}

/** Whether a sealed text can be read with this secret. */
export function opens(sealed: string, about: string, secret: string): boolean {
  try {
    unseal(sealed, about, secret);
    return true;
  } catch (error) {
    if (isDeclicError(error, 'PROVIDER_SEALED')) return false;
    throw error;
  }
}
