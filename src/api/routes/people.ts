import { z } from 'zod';
import { isDeclicError } from '../../errors.ts';
import {
  companyOf,
  findPeople,
  getOwner,
  listCompanies,
  listLists,
  listOwners,
  listsOf,
  permissionsOf,
  saveList,
  saveOwner,
} from '../../people/index.ts';
import { tracePerson } from '../../scenarios/index.ts';
import { isUuid } from '../../store/index.ts';
import { audit } from '../caller.ts';
import { done, page, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/people.ts';
import { trace } from '../contract/scenarios.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, momentMark, readCursor, textMark, wholeList, writeCursor } from '../paging.ts';
import { personOf } from '../person.ts';
import { story, toldDecisions } from '../story.ts';
import { says } from './route.ts';

const one = z.object({ id: pathPart });
const oneKey = z.object({ key: pathPart });

/** Who people are, what happened, what was decided about them. */
export function peopleRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/people',
    says('people.read', 'people', 'People: by shop id, by e-mail, by search, or all', contract.people, {
      querystring: contract.peopleQuery,
    }),
    async (request) => {
      const { externalId, email, search, limit, after } = request.query;
      if (externalId !== undefined || email !== undefined) {
        return wholeList(await known(() => personOf(store, { externalId, email })));
      }
      const { items, next } = await findPeople(store, { search, after: readCursor(after, textMark), limit });
      return { items, next: next === null ? null : writeCursor(next) };
    },
  );

  api.get(
    '/api/people/:id',
    says('people.read', 'people', 'One person; the id of a merged one leads to the other', contract.personWhole, {
      params: one,
    }),
    async (request) => {
      const person = await personOf(store, { personId: request.params.id });
      const { ownerId, companyId } = person;
      return {
        ...person,
        ...(await permissionsOf(store, person)),
        lists: await listsOf(store.pool, person),
        owner: ownerId === null ? null : await getOwner(store.pool, ownerId),
        company: companyId === null ? null : await companyOf(store.pool, companyId),
      };
    },
  );

  historyRoutes(api, deps);
  listRoutes(api, deps);
  ownerRoutes(api, deps);
}

function historyRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/people/:id/timeline',
    says('people.read', 'people', 'What happened, newest first', contract.timeline, { params: one, querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const person = await personOf(store, { personId: request.params.id });
      const before = readCursor(after, (mark) => momentMark([mark, '']))?.at;
      const { items, next } = await story(store, person, { before, limit });
      return { items, next: next === null ? null : writeCursor(next) };
    },
  );

  api.get(
    '/api/people/:id/decisions',
    says('people.read', 'people', 'Every message wished for this person, and why it was not sent', contract.decisions, {
      params: one,
      querystring: page,
    }),
    async (request) => {
      const { limit, after } = request.query;
      const person = await personOf(store, { personId: request.params.id });
      const mark = readCursor(after, momentMark);
      const before = mark && isUuid(mark.id) ? { wishedAt: mark.at, key: mark.id } : undefined;
      const told = await toldDecisions(store, person, { before, most: limit + 1 });
      return cutPage(told, limit, (row) => [row.wishedAt, row.key]);
    },
  );

  api.get(
    '/api/people/:id/scenarios',
    says('people.read', 'people', 'The person’s way through the scenarios, newest first', trace, { params: one }),
    async (request) => {
      const { id, bucket } = await personOf(store, { personId: request.params.id });
      return wholeList(await tracePerson(store.pool, bucket, id));
    },
  );
}

/** As a list of one; of none where nobody has that name. */
async function known<T>(find: () => Promise<T>): Promise<T[]> {
  try {
    return [await find()];
  } catch (error) {
    if (isDeclicError(error, 'API_NOT_FOUND')) return [];
    throw error;
  }
}

function listRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/lists',
    says('lists.read', 'lists', 'Lists with how many people are on them', contract.lists),
    async () => wholeList(await listLists(store.pool)),
  );

  api.put(
    '/api/lists/:key',
    says('lists.write', 'lists', 'Names a list, new or there', done, { params: oneKey, body: contract.listChange }),
    async (request) => {
      const { key } = request.params;
      await saveList(store.pool, { key, ...request.body }, store.clock.now());
      await audit(request, deps, { action: 'list.save', target: key });
      return { ok: true as const };
    },
  );
}

function ownerRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/owners',
    says('people.read', 'people', 'Account owners, who sign messages', contract.owners),
    async () => wholeList(await listOwners(store.pool)),
  );

  api.put(
    '/api/owners/:id',
    says('lists.write', 'people', 'Keeps an account owner', contract.owner, {
      params: one,
      body: contract.ownerChange,
    }),
    async (request) => {
      const { id } = request.params;
      await saveOwner(store.pool, { id, ...request.body });
      await audit(request, deps, { action: 'owner.save', target: id });
      const saved = await getOwner(store.pool, id);
      if (!saved) throw errors.API_NOT_FOUND({ what: 'account owner', id });
      return saved;
    },
  );

  api.get(
    '/api/companies',
    says('people.read', 'people', 'Companies by id', contract.companies, { querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const { items, next } = await listCompanies(store.pool, { after: readCursor(after, textMark), limit });
      return { items, next: next === null ? null : writeCursor(next) };
    },
  );
}
