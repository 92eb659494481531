import { z } from 'zod';
import {
  checkDomain,
  dkimRecord,
  listDomains,
  makeDomain,
  removeDomain,
  type SendingDomain,
} from '../../providers/index.ts';
import { audit } from '../caller.ts';
import { done, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/sending-domains.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { says } from './route.ts';

const params = z.object({ domain: pathPart });
const tag = 'sending-domains';

/** Domains that mail is signed for, and what the DNS says of them. */
export function sendingDomainRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/sending-domains',
    says(
      'providers.read',
      tag,
      'Domains that mail is signed for, their records and their last check',
      contract.sendingDomains,
    ),
    async () => wholeList((await listDomains(store.pool)).map(shown)),
  );

  api.put(
    '/api/sending-domains/:domain',
    says('providers.write', tag, 'Makes a key for a domain; one that it has stays', contract.sendingDomain, { params }),
    async (request) => {
      const made = await makeDomain(store, request.params.domain, deps.secret);
      await audit(request, deps, { action: 'domain.make', target: made.domain });
      return shown(made);
    },
  );

  api.post(
    '/api/sending-domains/:domain/check',
    says('providers.write', tag, 'Looks for SPF, DKIM and DMARC in the DNS', contract.sendingDomain, { params }),
    async (request) => {
      const checked = await checkDomain(store, deps.dns, request.params.domain);
      await audit(request, deps, { action: 'domain.check', target: checked.domain });
      return shown(checked);
    },
  );

  api.delete(
    '/api/sending-domains/:domain',
    says('providers.write', tag, 'Forgets the key of a domain: its mail is signed no more', done, { params }),
    async (request) => {
      await removeDomain(store, request.params.domain);
      await audit(request, deps, { action: 'domain.remove', target: request.params.domain });
      return { ok: true as const };
    },
  );
}

const shown = (one: SendingDomain) => {
  const { domain, selector, madeAt, checked, checkedAt } = one;
  return { domain, selector, madeAt, record: dkimRecord(one), checked, checkedAt };
};
