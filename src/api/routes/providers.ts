import { z } from 'zod';
import {
  dailyLimit,
  listProviders,
  type ProviderShown,
  providerErrors,
  removeProvider,
  saveProvider,
} from '../../providers/index.ts';
import { audit } from '../caller.ts';
import { done, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/providers.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { mailTest } from '../test-mail.ts';
import { says } from './route.ts';

const one = z.object({ key: pathPart });

/** Over whom mail leaves. */
export function providerRoutes(api: Api, deps: ApiDeps): void {
  const { store, config } = deps;
  const list = async () =>
    (await listProviders(store, config.smtpUrl)).map((provider) => shown(provider, store.clock.wall()));
  const find = async (key: string) => {
    const found = (await list()).find((provider) => provider.key === key);
    if (!found) throw providerErrors.PROVIDER_UNKNOWN({ provider: key });
    return found;
  };

  api.get(
    '/api/providers',
    says(
      'providers.read',
      'providers',
      'Mail servers by preference, their limits and their health',
      contract.providers,
    ),
    async () => wholeList(await list()),
  );

  api.get(
    '/api/providers/:key',
    says('providers.read', 'providers', 'One mail server, its limits and its health', contract.provider, {
      params: one,
    }),
    async (request) => find(request.params.key),
  );

  api.put(
    '/api/providers/:key',
    says(
      'providers.write',
      'providers',
      'Makes a mail server known, or replaces what is known of it',
      contract.provider,
      {
        params: one,
        body: contract.providerGiven,
      },
    ),
    async (request) => {
      const { key } = request.params;
      await saveProvider(store, key, request.body, deps.secret);
      const { url, ...details } = request.body;
      await audit(request, deps, {
        action: 'provider.change',
        target: key,
        details: { ...details, address: url !== undefined },
      });
      return find(key);
    },
  );

  api.delete(
    '/api/providers/:key',
    says('providers.write', 'providers', 'Takes a mail server away; what waits goes over the others', done, {
      params: one,
    }),
    async (request) => {
      await removeProvider(store, request.params.key);
      await audit(request, deps, { action: 'provider.remove', target: request.params.key });
      return { ok: true as const };
    },
  );
  testRoute(api, deps);
}

function testRoute(api: Api, deps: ApiDeps): void {
  api.post(
    '/api/providers/:key/test',
    says(
      'providers.write',
      'providers',
      'Opens a connection and signs in; sends one mail where an address is given',
      contract.providerTested,
      {
        params: one,
        body: contract.providerTest,
      },
    ),
    async (request) => {
      const { key } = request.params;
      const { to } = request.body;
      const answer = to === undefined ? await checked(deps, key) : await mailTest(deps, key, to);
      await audit(request, deps, {
        action: 'provider.test',
        target: key,
        details: { ok: answer.ok, mail: to !== undefined },
      });
      return answer;
    },
  );
}

async function checked({ providers }: ApiDeps, key: string) {
  const result = await providers.check(key);
  return { ok: result.ok, reason: result.ok ? null : result.reason, sent: null };
}

const shown = ({ circuit, ...provider }: ProviderShown, wall: Date) => ({
  ...provider,
  dailyLimit: dailyLimit(provider.limits, wall),
  circuit: { ...circuit, since: circuit.since.getTime() === 0 ? null : circuit.since },
});
