import { z } from 'zod';
import { createKey, listKeys, revokeKey } from '../../access/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/access.ts';
import { done, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { says } from './route.ts';

/** Keys of programs. */
export function keyRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get('/api/keys', says('keys.read', 'keys', 'All keys, revoked ones too', contract.keys), async () =>
    wholeList(await listKeys(store.pool)),
  );

  api.post(
    '/api/keys',
    says('keys.write', 'keys', 'Makes a key; a secret one is shown now and never again', contract.keyMade, {
      body: contract.keyRequest,
    }),
    async (request) => {
      const made = await createKey(store.pool, store.clock.wall(), request.body);
      await audit(request, deps, {
        action: 'key.create',
        target: made.id,
        details: { kind: made.kind, name: request.body.name },
      });
      return made;
    },
  );

  api.delete(
    '/api/keys/:id',
    says('keys.write', 'keys', 'Ends a key for good', done, { params: z.object({ id: pathPart }) }),
    async (request) => {
      const { id } = request.params;
      await revokeKey(store.pool, store.clock.wall(), id);
      await audit(request, deps, { action: 'key.revoke', target: id });
      return { ok: true as const };
    },
  );
}
