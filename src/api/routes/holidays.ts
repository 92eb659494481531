import { z } from 'zod';
import { addClosing, closedDays, holidayRegion, listClosings, removeClosing } from '../../compliance/index.ts';
import { readSetting } from '../../settings/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/holidays.ts';
import { done } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { says } from './route.ts';

/** When the shop is closed. Whose public holidays count is a setting, `compliance.holidayRegion`. */
export function holidayRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/holidays',
    says('settings.read', 'holidays', 'Days on which the shop is closed, and why', contract.closedDays, {
      querystring: contract.closedDaysQuery,
    }),
    async ({ query: { from, until } }) => ({
      ...wholeList(await closedDays(store.pool, from, until)),
      region: await readSetting(store.pool, holidayRegion),
    }),
  );

  api.get(
    '/api/closings',
    says('settings.read', 'holidays', 'Closings of the shop’s own, by their first day', contract.closings),
    async () => wholeList(await listClosings(store.pool)),
  );

  api.post(
    '/api/closings',
    says('settings.write', 'holidays', 'Adds closed days, which sends on open days alone pass by', contract.closing, {
      body: contract.closingGiven,
    }),
    async (request) => {
      const added = await addClosing(store, request.body);
      await audit(request, deps, { action: 'closing.add', target: added.name, details: request.body });
      return added;
    },
  );

  api.delete(
    '/api/closings/:id',
    says('settings.write', 'holidays', 'Takes closed days off the list', done, {
      params: z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) }),
    }),
    async (request) => {
      const { name, from, until } = await removeClosing(store, request.params.id);
      await audit(request, deps, { action: 'closing.remove', target: name, details: { from, until } });
      return { ok: true as const };
    },
  );
}
