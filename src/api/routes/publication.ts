import { z } from 'zod';
import {
  approve,
  askApproval,
  getTemplate,
  linksFor,
  messageErrors,
  publishAlone,
  publishTemplate,
  refuseApproval,
  render,
} from '../../messages/index.ts';
import { segmentsAmong } from '../../segments/index.ts';
import { actorOf, audit } from '../caller.ts';
import { done, pathPart, publication } from '../contract/parts.ts';
import * as contract from '../contract/templates.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { NOWHERE } from '../look.ts';
import { publishContext } from '../publish-context.ts';
import { readerOf } from '../reader.ts';
import { says } from './route.ts';

const one = z.object({ key: pathPart });
const tag = 'templates';

/** From a draft to its published version: checks, preview, publication, and the second person where one is wanted. */
export function publicationRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/templates/:key/checks',
    says('templates.read', tag, 'What speaks against publishing the draft', contract.templateChecks, {
      params: one,
    }),
    async (request) => {
      const template = await getTemplate(store.pool, request.params.key);
      const { compiled, checks } = await checked(deps, template);
      return { publishable: compiled !== null, checks };
    },
  );

  api.post(
    '/api/templates/:key/publish',
    says('templates.write', tag, 'Makes a version of the draft, when no check blocks', contract.templatePublished, {
      params: one,
      body: publication,
    }),
    async (request) => {
      const { key } = request.params;
      const { channel } = await getTemplate(store.pool, key);
      const context = await publishContext(deps, channel);
      const published = await publishAlone(store.pool, key, context, request.body?.revision);
      const { templateId, version, checks } = published;
      await audit(request, deps, { action: 'template.publish', target: key, details: { version } });
      return { templateId, version, checks };
    },
  );
  approvalRoutes(api, deps);
  previewRoute(api, deps);
}

const checked = async (deps: ApiDeps, template: Awaited<ReturnType<typeof getTemplate>>) => {
  const context = await publishContext(deps, template.channel);
  return publishTemplate({ ...context, ...template, source: template.draft });
};

function approvalRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/templates/:key/approval',
    says('templates.write', tag, 'Asks another account to publish the draft as it is', done, {
      params: one,
      body: contract.approvalRequest,
    }),
    async (request) => {
      const { key } = request.params;
      const { revision, note } = request.body;
      const { compiled, checks } = await checked(deps, await getTemplate(store.pool, key));
      if (!compiled) {
        const problems = checks.filter(({ level }) => level === 'block').map(({ sentence }) => sentence);
        throw messageErrors.TEMPLATE_BLOCKED({ template: key, problems }, { details: checks });
      }
      await askApproval(store.pool, key, { by: actorOf(request), note, revision, now: store.clock.now() });
      await audit(request, deps, { action: 'template.ask', target: key, details: { revision } });
      return { ok: true as const };
    },
  );

  api.post(
    '/api/templates/:key/approve',
    says('templates.write', tag, 'Publishes what another account asked for', contract.templatePublished, {
      params: one,
      body: contract.approvalAnswer,
    }),
    async (request) => {
      const { key } = request.params;
      const { channel } = await getTemplate(store.pool, key);
      const { templateId, version, checks, askedBy } = await approve(
        store.pool,
        key,
        await publishContext(deps, channel),
        { by: actorOf(request), account: request.caller?.account != null, revision: request.body.revision },
      );
      await audit(request, deps, { action: 'template.approve', target: key, details: { version, askedBy } });
      return { templateId, version, checks };
    },
  );

  api.post(
    '/api/templates/:key/refuse',
    says('templates.write', tag, 'Says why a draft is not approved, or takes one’s own question back', done, {
      params: one,
      body: contract.approvalRefusal,
    }),
    async (request) => {
      const { key } = request.params;
      const given = { ...request.body, by: actorOf(request), now: store.clock.now() };
      await refuseApproval(store.pool, key, given);
      await audit(request, deps, { action: 'template.refuse', target: key, details: { revision: given.revision } });
      return { ok: true as const };
    },
  );
}

function previewRoute(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/templates/:key/preview',
    says('templates.read', tag, 'The draft as one person would read it, or why they would not', contract.preview, {
      params: one,
      body: contract.previewRequest,
    }),
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
      const reader = personId === undefined ? null : await readerOf(store, personId);
      const links = linksFor(deps.config.publicUrl ?? NOWHERE, 'preview', { preview: 1 });
      const { shop, sender } = context;
      const asked = (compiled.variants ?? []).map(({ segment }) => segment);
      return render(
        compiled,
        { ...values, shop, sender, ...(reader?.company ? { company: reader.company } : {}) },
        {
          person: reader?.person ?? {},
          links: { ...links },
          now: store.clock.now(),
          segments: reader ? await segmentsAmong(store.pool, reader.home, asked) : [],
        },
      );
    },
  );
}
