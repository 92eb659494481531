import { z } from 'zod';
import { listUnits, removeUnit, saveUnit } from '../../settings/index.ts';
import { audit } from '../caller.ts';
import { done, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/units.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { says } from './route.ts';

const tag = 'units';
const one = z.object({ key: pathPart });

/** Business units: who speaks in what scenarios and campaigns of theirs send. */
export function unitRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get('/api/units', says('settings.read', tag, 'Business units by name', contract.units), async () =>
    wholeList(await listUnits(store.pool)),
  );

  api.put(
    '/api/units/:key',
    says('settings.write', tag, 'Keeps a unit, new or changed', contract.unit, {
      params: one,
      body: contract.unitGiven,
    }),
    async (request) => {
      const saved = await saveUnit(store, { key: request.params.key, ...request.body });
      await audit(request, deps, { action: 'unit.save', target: saved.key, details: request.body });
      return saved;
    },
  );

  api.delete(
    '/api/units/:key',
    says('settings.write', tag, 'Takes a unit away; what still names it speaks as the shop', done, { params: one }),
    async (request) => {
      const { key } = request.params;
      await removeUnit(store, key);
      await audit(request, deps, { action: 'unit.remove', target: key });
      return { ok: true as const };
    },
  );
}
