import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: nothing to guess, so a plain hash is enough to keep them by (passwords need argon2, tokens do not). */
const TOKEN_BYTES = 32;

/** A new random token, safe in a URL, a cookie and a header. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is stored in a token's place: who reads the database cannot sign in with it. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
