/** Providers as people see them, the one of the environment among them. */
import type { Store } from '../store/index.ts';
import { type Circuit, closedCircuit } from './circuit.ts';
import { limitsShape } from './limits.ts';
import { environmentKey, type Provider, providerSpec, shownOf } from './provider.ts';
import { type StoredProvider, storedCircuits, storedProviders } from './rows.ts';

/** With the mail server of SMTP_URL, where there is one: limited by the row of its key, or not at all. */
export function withEnvironment(stored: readonly StoredProvider[], smtpUrl: string | null): StoredProvider[] {
  const others = stored.filter(({ key }) => key !== environmentKey);
  if (smtpUrl === null) return others;
  const shown = shownOf(smtpUrl);
  const row = stored.find(({ key }) => key === environmentKey);
  if (row) return [{ ...row, shown }, ...others];
  const { url: _, returnPathDomain, ...standard } = providerSpec.parse({ name: 'SMTP_URL' });
  return [
    {
      ...standard,
      key: environmentKey,
      shown,
      urlSealed: null,
      limits: limitsShape.parse({}),
      returnPathDomain: returnPathDomain ?? null,
    },
    ...others,
  ];
}

/** A provider as people see it, with what is known of its health. */
export type ProviderShown = Provider & { fromEnvironment: boolean; circuit: Circuit };

/** Every provider, by preference, with its circuit as all processes know it. */
export async function listProviders(store: Store, smtpUrl: string | null): Promise<ProviderShown[]> {
  const stored = withEnvironment(await storedProviders(store.pool), smtpUrl);
  const circuits = await storedCircuits(store.pool);
  const sorted = stored.sort((a, b) => a.priority - b.priority || (a.key < b.key ? -1 : 1));
  return sorted.map(({ urlSealed, ...provider }) => ({
    ...provider,
    fromEnvironment: urlSealed === null,
    circuit: circuits.get(provider.key) ?? closedCircuit(new Date(0)),
  }));
}
