import { z } from 'zod';
import { templateResults } from '../../delivery/index.ts';
import {
  archiveTemplate,
  getTemplate,
  linksFor,
  listTemplates,
  publish,
  publishTemplate,
  render,
  saveTemplate,
} from '../../messages/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/messages.ts';
import { done, page, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, readCursor, textMark } from '../paging.ts';
import { publishContext } from '../publish-context.ts';
import { readerOf } from '../reader.ts';
import { says } from './route.ts';

const one = z.object({ key: pathPart });
/** What links of a preview start with where no public address is set; they lead nowhere. */
const NOWHERE = 'https://preview.invalid';

/** What is said: drafts, checks, preview, publication. */
export function templateRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/templates',
    says('templates.read', 'templates', 'Templates by key', contract.templates, { querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const rows = await listTemplates(store.pool, readCursor(after, textMark) ?? '', limit + 1);
      return cutPage(rows, limit, (template) => template.key);
    },
  );

  api.get(
    '/api/templates/:key',
    says('templates.read', 'templates', 'One template with its draft', contract.template, { params: one }),
    async (request) => getTemplate(store.pool, request.params.key),
  );

  api.put(
    '/api/templates/:key',
    says('templates.write', 'templates', 'Keeps a draft, new or changed', contract.template, {
      params: one,
      body: contract.templateDraft,
    }),
    async (request) => {
      const saved = await saveTemplate(store.pool, { ...request.body, key: request.params.key }, store.clock.now());
      await audit(request, deps, { action: 'template.save', target: saved.key });
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
  publicationRoutes(api, deps);
  resultsRoute(api, deps);
}

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
      const now = store.clock.now();
      const { since = new Date(now.getTime() - RESULTS_DAYS * DAY_MS) } = request.query;
      return { since, ...(await templateResults(store.pool, id, { since, now })) };
    },
  );
}

function publicationRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/templates/:key/checks',
    says('templates.read', 'templates', 'What speaks against publishing the draft', contract.templateChecks, {
      params: one,
    }),
    async (request) => {
      const template = await getTemplate(store.pool, request.params.key);
      const context = await publishContext(deps, template.channel);
      const { compiled, checks } = await publishTemplate({ ...context, ...template, source: template.draft });
      return { publishable: compiled !== null, checks };
    },
  );

  api.post(
    '/api/templates/:key/publish',
    says(
      'templates.write',
      'templates',
      'Makes a version of the draft, when no check blocks',
      contract.templatePublished,
      {
        params: one,
      },
    ),
    async (request) => {
      const { key } = request.params;
      const { channel } = await getTemplate(store.pool, key);
      const { templateId, version, checks } = await publish(store.pool, key, await publishContext(deps, channel));
      await audit(request, deps, { action: 'template.publish', target: key, details: { version } });
      return { templateId, version, checks };
    },
  );
  previewRoute(api, deps);
}

function previewRoute(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/templates/:key/preview',
    says(
      'templates.read',
      'templates',
      'The draft as one person would read it, or why they would not',
      contract.preview,
      {
        params: one,
        body: contract.previewRequest,
      },
    ),
    async (request) => {
      const template = await getTemplate(store.pool, request.params.key);
      const context = await publishContext(deps, template.channel);
      const { compiled, checks } = await publishTemplate({ ...context, ...template, source: template.draft });
      if (!compiled)
        return {
          skip: checks
            .filter(({ level }) => level === 'block')
            .map((check) => check.sentence)
            .join(' '),
        };
      const { personId, values = {} } = request.body;
      const reader = personId === undefined ? { person: {}, company: undefined } : await readerOf(store, personId);
      const links = linksFor(deps.config.publicUrl ?? NOWHERE, 'preview', { preview: 1 });
      const { shop, sender } = context;
      return render(
        compiled,
        { ...values, shop, sender, ...(reader.company ? { company: reader.company } : {}) },
        { person: reader.person, links: { ...links }, now: store.clock.now() },
      );
    },
  );
}
