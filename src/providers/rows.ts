/** Providers and their circuits as the database keeps them. */
import { bumpDefinitions, count, type Queryable, run, type Store, statements } from '../store/index.ts';
import type { Circuit } from './circuit.ts';
import { errors } from './errors.ts';
import { limitsShape } from './limits.ts';
import { environmentKey, type Provider, type ProviderSpec, shownOf } from './provider.ts';
import { opens, seal } from './seal.ts';

const sql = statements(import.meta.url, 'providers.sql');

/** As stored: the address sealed, or null for the mail server of SMTP_URL. */
export type StoredProvider = Provider & { urlSealed: string | null };

const keyPattern = /^[a-z0-9][a-z0-9_-]{0,39}$/;
export const sealedFor = (key: string): string => `provider:${key}`;

/** Every provider of the database, by preference. */
export async function storedProviders(on: Queryable): Promise<StoredProvider[]> {
  const rows = await run<StoredProvider>(on, sql('list'), {});
  // Limits that an older version wrote otherwise must not stop all mail.
  return rows.map((row) => ({ ...row, limits: limitsShape.safeParse(row.limits).data ?? { domains: {} } }));
}

/** Keys of providers whose address was sealed with another secret: nothing leaves over them. */
export const sealedOtherwise = async (on: Queryable, secret: string): Promise<string[]> =>
  (await storedProviders(on)).flatMap(({ key, urlSealed }) =>
    urlSealed === null || opens(urlSealed, sealedFor(key), secret) ? [] : [key],
  );

/**
 * Makes a provider, or replaces what is known of one.
 * @throws PROVIDER_INVALID, PROVIDER_OF_ENVIRONMENT, SMTP_URL_INVALID
 */
export async function saveProvider(store: Store, key: string, spec: ProviderSpec, secret: string): Promise<void> {
  if (!keyPattern.test(key))
    throw errors.PROVIDER_INVALID({
      provider: key,
      reason: 'its key has small letters, digits, “-” and “_”, 40 at most',
    });
  if (key === environmentKey && spec.url !== undefined) throw errors.PROVIDER_OF_ENVIRONMENT({ provider: key });
  const shown = spec.url === undefined ? '' : shownOf(spec.url);
  await store.transaction(async (tx) => {
    if (spec.url === undefined && key !== environmentKey && !(await storedProviders(tx)).some((one) => one.key === key))
      throw errors.PROVIDER_INVALID({ provider: key, reason: 'it has no address (smtp://user:password@host:587)' });
    await count(tx, sql('put'), {
      key,
      name: spec.name,
      sealed: spec.url === undefined ? null : seal(spec.url, sealedFor(key), secret),
      shown,
      domains: spec.senderDomains,
      classes: spec.classes,
      purposes: spec.purposes,
      priority: spec.priority,
      weight: spec.weight,
      limits: JSON.stringify(spec.limits),
      return_path: spec.returnPathDomain ?? null,
      paused: spec.paused,
      now: store.clock.now(),
    });
    // A new address or key deserves a try at once.
    if (spec.url !== undefined) await count(tx, sql('forget-circuit'), { provider: key });
    await bumpDefinitions(tx, store.clock.now());
  });
}

/** Takes a provider away; what waits for it goes over the others. @throws PROVIDER_UNKNOWN */
export async function removeProvider(store: Store, key: string): Promise<void> {
  await store.transaction(async (tx) => {
    if ((await count(tx, sql('remove'), { key })) === 0) throw errors.PROVIDER_UNKNOWN({ provider: key });
    await count(tx, sql('forget-circuit'), { provider: key });
    await bumpDefinitions(tx, store.clock.now());
  });
}

/** What processes found out of the providers that failed, by key; one that is not there never did. */
export const storedCircuits = async (on: Queryable): Promise<Map<string, Circuit>> =>
  new Map(
    (await run<Circuit & { provider: string }>(on, sql('circuits'), {})).map(({ provider, ...rest }) => [
      provider,
      rest,
    ]),
  );

export const noteCircuit = (on: Queryable, provider: string, circuit: Circuit) =>
  count(on, sql('note-circuit'), { provider, ...circuit });

/** Whether this process may make the one try after a pause. */
export const takeProbe = async (on: Queryable, provider: string, wall: Date, lease: Date): Promise<boolean> =>
  (await count(on, sql('take-probe'), { provider, wall, lease })) > 0;
