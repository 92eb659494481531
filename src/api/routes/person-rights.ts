import { z } from 'zod';
import { erasePerson, tellPerson } from '../../engine/index.ts';
import { untilApplied } from '../../intake/index.ts';
import { forgetErased } from '../../people/index.ts';
import { audit } from '../caller.ts';
import { closingOf } from '../closing.ts';
import { json, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/people.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { personOf } from '../person.ts';
import { says } from './route.ts';

const one = z.object({ id: pathPart });

/** What people may ask of whoever knows them: to be told everything, and to be forgotten. */
export function personRightRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const closing = closingOf(api);

  api.get(
    '/api/people/:id/export',
    says('people.export', 'people', 'Everything known of one person, room by room', json, { params: one }),
    async (request) => {
      const person = await personOf(store, { personId: request.params.id });
      const told = await tellPerson(store, person);
      await audit(request, deps, { action: 'person.export', target: person.id });
      return { id: person.id, at: store.clock.now(), ...told };
    },
  );

  api.post(
    '/api/people/:id/erase',
    says(
      'people.erase',
      'people',
      'Erases one person; answers what was taken away, and what stays and why',
      contract.erasure,
      {
        params: one,
        body: contract.erasureRequest,
      },
    ),
    async (request) => {
      const person = await personOf(store, { personId: request.params.id });
      const { reason } = request.body;
      const report = await erasePerson(store, person);
      // The number alone: it leads to nobody any more.
      await audit(request, deps, { action: 'person.erase', target: person.id, details: { reason } });
      await closing.race(untilApplied(store, () => closing.asked || request.raw.socket.destroyed));
      forgetErased(store);
      return { id: person.id, ...report };
    },
  );
}
