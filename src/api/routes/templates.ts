import { z } from 'zod';
import { templateResults } from '../../delivery/index.ts';
import {
  approvalNeeded,
  approvalOf,
  archiveTemplate,
  getTemplate,
  getTemplateVersion,
  listTemplates,
  type StoredTemplate,
  saveTemplate,
} from '../../messages/index.ts';
import { scenariosSaying } from '../../scenarios/index.ts';
import { actorOf, audit } from '../caller.ts';
import { done, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/templates.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, momentMark, readCursor, textMark } from '../paging.ts';
import { says } from './route.ts';

const one = z.object({ key: pathPart });

/** What is said: drafts as they are kept. */
export function templateRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/templates',
    says('templates.read', 'templates', 'Templates with who says them', contract.templates, {
      querystring: contract.templateQuery,
    }),
    async ({ query }) => {
      const { items, next } = await pageOf(deps, query);
      const uses = await scenariosSaying(
        store.pool,
        items.map(({ key }) => key),
      );
      return {
        items: items.map((line) => ({ ...line, uses: uses.filter(({ template }) => template === line.key) })),
        next,
      };
    },
  );

  api.get(
    '/api/templates/:key',
    says('templates.read', 'templates', 'One template with its draft', contract.templateWhole, { params: one }),
    async (request) => whole(deps, await getTemplate(store.pool, request.params.key)),
  );

  api.put(
    '/api/templates/:key',
    says('templates.write', 'templates', 'Keeps a draft, new or changed', contract.template, {
      params: one,
      body: contract.templateDraft,
    }),
    async (request) => {
      const { revision, ...fields } = request.body;
      const { key } = request.params;
      const by = actorOf(request);
      const saved = await saveTemplate(store.pool, { ...fields, key }, store.clock.now(), { by, revision });
      if (!saved.continued)
        await audit(request, deps, { action: 'template.save', target: key, details: { revision: saved.revision } });
      return saved;
    },
  );

  api.delete(
    '/api/templates/:key',
    says('templates.write', 'templates', 'Puts a template away; what was sent stays readable', done, { params: one }),
    async (request) => {
      const { key } = request.params;
      if (!(await archiveTemplate(store.pool, key, store.clock.now()))) {
        throw errors.API_NOT_FOUND({ what: 'template', id: key });
      }
      await audit(request, deps, { action: 'template.archive', target: key });
      return { ok: true as const };
    },
  );
  resultsRoute(api, deps);
}

/** One page, in the order that was asked for: each has its own mark of where the next one begins. */
async function pageOf(
  { store }: ApiDeps,
  { limit, after, order, ...question }: z.infer<typeof contract.templateQuery>,
) {
  if (order === 'key') {
    const from = readCursor(after, textMark);
    const rows = await listTemplates(store.pool, { page: limit + 1, after: from }, question);
    return cutPage(rows, limit, ({ key }) => key);
  }
  const mark = readCursor(after, momentMark);
  const before = mark && { at: mark.at, key: mark.id };
  const rows = await listTemplates(store.pool, { page: limit + 1, latest: { before } }, question);
  return cutPage(rows, limit, ({ updatedAt, key }) => [updatedAt, key]);
}

/** With what stands around it: what is published, who has to agree, who says it. */
async function whole({ store: { pool } }: ApiDeps, template: StoredTemplate) {
  const { id, key, publishedVersion, draft } = template;
  const published = publishedVersion === null ? null : await getTemplateVersion(pool, id, publishedVersion);
  return {
    ...template,
    changed: published !== null && !sameJson(published.source, draft),
    approvalNeeded: await approvalNeeded(pool),
    approval: await approvalOf(pool, id),
    uses: await scenariosSaying(pool, [key]),
  };
}

/** Both come out of columns of JSON, which order their names. */
const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** How far back results are counted unless somebody asks otherwise. */
const RESULTS_DAYS = 90;
const DAY_MS = 86_400_000;

function resultsRoute(api: Api, { store }: ApiDeps): void {
  api.get(
    '/api/templates/:key/results',
    says(
      'templates.read',
      'templates',
      'What came of it: delivered, opened, clicked and unknown by scenario and step, and its links',
      contract.templateResults,
      { params: one, querystring: contract.resultsQuery },
    ),
    async (request) => {
      const { id } = await getTemplate(store.pool, request.params.key);
      const { since = new Date(store.clock.now().getTime() - RESULTS_DAYS * DAY_MS) } = request.query;
      return { since, ...(await templateResults(store, id, since)) };
    },
  );
}
