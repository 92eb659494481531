import { z } from 'zod';
import { archiveWording, getWording, listWordings, saveWording, wordingVersions } from '../../compliance/index.ts';
import { formsNaming } from '../../pages/index.ts';
import { audit } from '../caller.ts';
import { done, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/wordings.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { says } from './route.ts';

const tag = 'wordings';
const one = z.object({ key: pathPart });

/** Wordings of consent: the words that people agree to, version by version. */
export function wordingRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const whole = async (key: string) => {
    const found = await getWording(store.pool, key);
    const [versions, forms] = [await wordingVersions(store.pool, found), await formsNaming(store.pool, key)];
    return { ...found, versions, forms };
  };

  api.get(
    '/api/wordings',
    says('wordings.read', tag, 'Wordings of consent by name, those that were put away last', contract.wordings),
    async () => wholeList(await listWordings(store.pool)),
  );

  api.get(
    '/api/wordings/:key',
    says('wordings.read', tag, 'One wording with its versions and the forms that take it', contract.wordingWhole, {
      params: one,
    }),
    async (request) => whole(request.params.key),
  );

  api.put(
    '/api/wordings/:key',
    says('wordings.write', tag, 'Keeps a wording; other words make a new version', contract.wordingWhole, {
      params: one,
      body: contract.wordingGiven,
    }),
    async (request) => {
      const { key, version } = await saveWording(store, { key: request.params.key, ...request.body });
      await audit(request, deps, { action: 'wording.save', target: key, details: { version } });
      return whole(key);
    },
  );

  api.delete(
    '/api/wordings/:key',
    says('wordings.write', tag, 'Puts a wording away; what was agreed to by it stays', done, { params: one }),
    async (request) => {
      const { key } = request.params;
      await archiveWording(store, key);
      await audit(request, deps, { action: 'wording.archive', target: key });
      return { ok: true as const };
    },
  );
}
