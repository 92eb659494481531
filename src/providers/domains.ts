/** Domains that mail is signed for: a key each, whose public half the shop puts into its DNS. */
import { createPrivateKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Signer } from '../channels/index.ts';
import { bumpDefinitions, count, type Queryable, run, type Store, statements } from '../store/index.ts';
import { checkDns, type Dns, type Found, keyRecord } from './dns.ts';
import { errors } from './errors.ts';
import { seal, unseal } from './seal.ts';

const sql = statements(import.meta.url, 'domains.sql');

/** Every receiver verifies RSA of this length (RFC 8301); longer keys do not fit one string of a TXT record. */
const KEY_BITS = 2_048;
/** Name of our key among those that a domain may have. */
const SELECTOR = 'declic';
const domainPattern = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export type SendingDomain = {
  domain: string;
  selector: string;
  /** Base64, as it stands in the record. */
  publicKey: string;
  madeAt: Date;
  checked: Found | null;
  checkedAt: Date | null;
};
type Stored = SendingDomain & { privateSealed: string };

const stored = (on: Queryable): Promise<Stored[]> => run<Stored>(on, sql('domains'), {});
const sealedFor = (domain: string): string => `sending domain:${domain}`;

/** Every domain, without its private key. */
export const listDomains = async (on: Queryable): Promise<SendingDomain[]> =>
  (await stored(on)).map(({ privateSealed: _, ...shown }) => shown);

/** @throws DOMAIN_UNKNOWN */
async function readDomain(on: Queryable, domain: string): Promise<SendingDomain> {
  const found = (await listDomains(on)).find((one) => one.domain === domain);
  if (!found) throw errors.DOMAIN_UNKNOWN({ domain });
  return found;
}

/**
 * Makes a key for a domain; one that it has stays.
 * @throws DOMAIN_INVALID
 */
export async function makeDomain(store: Store, given: string, secret: string): Promise<SendingDomain> {
  const domain = given.trim().toLowerCase();
  if (!domainPattern.test(domain)) throw errors.DOMAIN_INVALID({ domain });
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
  const now = store.clock.now();
  await store.transaction(async (tx) => {
    await count(tx, sql('put-domain'), {
      domain,
      selector: SELECTOR,
      sealed: seal(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, sealedFor(domain), secret),
      public: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      now,
    });
    await bumpDefinitions(tx, now);
  });
  return readDomain(store.pool, domain);
}

/** Mail from the domain is signed no more. @throws DOMAIN_UNKNOWN */
export async function removeDomain(store: Store, domain: string): Promise<void> {
  await store.transaction(async (tx) => {
    if ((await count(tx, sql('remove-domain'), { domain })) === 0) throw errors.DOMAIN_UNKNOWN({ domain });
    await bumpDefinitions(tx, store.clock.now());
  });
}

/** Looks into the DNS and keeps what it found. @throws DOMAIN_UNKNOWN */
export async function checkDomain(store: Store, dns: Dns, domain: string): Promise<SendingDomain> {
  const { selector, publicKey } = await readDomain(store.pool, domain);
  const checked = await checkDns(dns, { domain, selector, publicKey });
  await count(store.pool, sql('note-check'), { domain, checked: JSON.stringify(checked), wall: store.clock.wall() });
  return readDomain(store.pool, domain);
}

/** Where the public key belongs, and what is to stand there. */
export const dkimRecord = ({
  domain,
  selector,
  publicKey,
}: Pick<SendingDomain, 'domain' | 'selector' | 'publicKey'>) => ({
  name: `${selector}._domainkey.${domain}`,
  type: 'TXT' as const,
  value: keyRecord(publicKey),
});

/** Who signs for each domain. One whose key cannot be opened is left out, and told. */
export async function signersOf(
  on: Queryable,
  secret: string,
  onFault: (domain: string, error: unknown) => void,
): Promise<Map<string, Signer>> {
  const signers = new Map<string, Signer>();
  for (const { domain, selector, privateSealed } of await stored(on)) {
    try {
      const privateKey = createPrivateKey(unseal(privateSealed, sealedFor(domain), secret));
      signers.set(domain, { domain, selector, privateKey });
    } catch (error) {
      onFault(domain, error);
    }
  }
  return signers;
}

/** Who signs for an address: its domain, or the nearest one above it, which DMARC takes for the same (relaxed alignment). */
export function signerFor(signers: ReadonlyMap<string, Signer>, address: string): Signer | undefined {
  if (signers.size === 0) return undefined;
  for (let name = address.slice(address.lastIndexOf('@') + 1).toLowerCase(); name !== ''; ) {
    const found = signers.get(name);
    if (found) return found;
    const dot = name.indexOf('.');
    name = dot < 0 ? '' : name.slice(dot + 1);
  }
  return undefined;
}
