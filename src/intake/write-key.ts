/** Where the libraries put the write key. Pure. */

type Headers = Record<string, string | string[] | undefined>;

/**
 * The write keys that a request may mean, likeliest first: the user name of basic authentication, `writeKey` of the body or
 * of the address, and headers of other libraries. `id:secret` is tried whole, and by each of its parts, because some
 * libraries mask the secret in what they send.
 */
export function writeKeysOf(headers: Headers, body: unknown, query: unknown): string[] {
  const given: string[] = [];
  const add = (value: unknown) => {
    if (typeof value === 'string' && value !== '') given.push(value);
  };
  const authorization = one(headers.authorization);
  const [scheme, credentials] = authorization?.split(/\s+/, 2) ?? [];
  if (scheme?.toLowerCase() === 'basic' && credentials) add(userOf(credentials));
  if (scheme?.toLowerCase() === 'bearer') add(credentials);
  add(one(headers['x-write-key']));
  for (const source of [body, query]) {
    if (typeof source === 'object' && source !== null) add((source as { writeKey?: unknown }).writeKey);
  }
  return [...new Set(given.flatMap((key) => [key, ...parts(key)]))];
}

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** `key:` of basic authentication; where a secret follows the colon, both belong to the key. */
function userOf(credentials: string): string {
  return Buffer.from(credentials, 'base64').toString('utf8').replace(/:$/, '');
}

function parts(key: string): string[] {
  const [id, secret] = key.split(':', 2);
  return secret === undefined ? [] : [id!, secret].filter((part) => part !== '' && !/^\*+$/.test(part));
}
