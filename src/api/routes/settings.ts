import { z } from 'zod';
import { listRules, switchRule } from '../../compliance/index.ts';
import { listSettings, writeSetting } from '../../settings/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/house.ts';
import { done, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { wholeList } from '../paging.ts';
import { says } from './route.ts';

/** What the shop decides, and the rules of law it may switch. */
export function settingRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/settings',
    says('settings.read', 'settings', 'All settings with their values', contract.settings),
    async () => wholeList(await listSettings(store.pool)),
  );

  api.put(
    '/api/settings/:key',
    says('settings.write', 'settings', 'Sets a value; null goes back to the default', done, {
      params: z.object({ key: pathPart }),
      body: contract.settingChange,
    }),
    async (request) => {
      const { key } = request.params;
      const { value } = request.body;
      await store.transaction((tx) => writeSetting(tx, key, value ?? null, store.clock.now()));
      await audit(request, deps, { action: 'setting.change', target: key, details: { value } });
      return { ok: true as const };
    },
  );

  api.get(
    '/api/compliance',
    says('compliance.read', 'compliance', 'The rules that are enforced', contract.rules),
    async () => wholeList((await listRules(store.pool)).map((rule) => ({ ...rule, evidence: [...rule.evidence] }))),
  );

  api.put(
    '/api/compliance/:id',
    says('compliance.write', 'compliance', 'Switches a rule on or off; who did it is written down', contract.rule, {
      params: z.object({ id: pathPart }),
      body: contract.ruleSwitch,
    }),
    async (request) => {
      const { id } = request.params;
      const rule = await switchRule(store, id, request.body.on);
      await audit(request, deps, { action: 'compliance.switch', target: id, details: request.body });
      return { ...rule, evidence: [...rule.evidence] };
    },
  );
}
