import type {
  Answers,
  Asks,
  channels,
  Provider,
  ProviderGiven,
  providers,
  SendingDomain,
  suppressions,
} from '../../../src/api/contract.ts';
import { type Asked, ask } from './ask.ts';
import { useChange, useList } from './client.ts';

export type Channel = Answers<typeof channels.channel>;
export type ChannelTested = Answers<typeof channels.channelTested>;
export type ProviderTested = Answers<typeof providers.providerTested>;
export type Suppression = Answers<typeof suppressions.suppression>;

const PROVIDERS = '/api/providers';
const DOMAINS = '/api/sending-domains';
const SUPPRESSIONS = '/api/suppressions';
const below = (path: string, key: string) => `${path}/${encodeURIComponent(key)}`;

export const useChannels = () => useList<Channel>('/api/channels');
export const useTestChannel = (kind: string) =>
  useChange((to: string) => ask<ChannelTested>('POST', `/api/channels/${kind}/test`, { to }), []);

export const useProviders = () => useList<Provider>(PROVIDERS, {}, { refetchInterval: 15_000 });
export const useSaveProvider = () =>
  useChange(
    ({ key, ...given }: ProviderGiven & { key: string }) => ask<Provider>('PUT', below(PROVIDERS, key), given),
    [PROVIDERS, '/api/channels'],
  );
export const useRemoveProvider = () =>
  useChange((key: string) => ask('DELETE', below(PROVIDERS, key)), [PROVIDERS, '/api/channels']);
export const useTestProvider = (key: string) =>
  useChange(
    (to: string | undefined) => ask<ProviderTested>('POST', `${below(PROVIDERS, key)}/test`, to ? { to } : {}),
    [PROVIDERS],
  );

export const useDomains = () => useList<SendingDomain>(DOMAINS);
export const useMakeDomain = () =>
  useChange((domain: string) => ask<SendingDomain>('PUT', below(DOMAINS, domain)), [DOMAINS]);
export const useCheckDomain = () =>
  useChange((domain: string) => ask<SendingDomain>('POST', `${below(DOMAINS, domain)}/check`), [DOMAINS]);
export const useRemoveDomain = () => useChange((domain: string) => ask('DELETE', below(DOMAINS, domain)), [DOMAINS]);

/** What was added or taken off is done a moment later, behind the request. */
export const useSuppressions = (asked: Asked) => useList<Suppression>(SUPPRESSIONS, asked, { refetchInterval: 5_000 });
export const useAddSuppression = () =>
  useChange((given: Asks<typeof suppressions.suppressionAdded>) => ask('POST', SUPPRESSIONS, given), [SUPPRESSIONS]);
export const useRemoveSuppression = () =>
  useChange(
    (given: Asks<typeof suppressions.suppressionRemoved>) => ask('POST', `${SUPPRESSIONS}/remove`, given),
    [SUPPRESSIONS],
  );
