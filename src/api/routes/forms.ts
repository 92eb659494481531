import { z } from 'zod';
import { archiveForm, formFigures, getForm, listForms, pageErrors, publishForm, saveForm } from '../../pages/index.ts';
import { actorOf, audit } from '../caller.ts';
import * as contract from '../contract/forms.ts';
import { done, page, pathPart, publication } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { formPreview } from '../pages/form.ts';
import { snippetsOf } from '../pages/snippets.ts';
import { cutPage, readCursor, textMark } from '../paging.ts';
import { publishContext } from '../publish-context.ts';
import { says } from './route.ts';

const tag = 'forms';
const one = z.object({ key: pathPart });
/** How far back figures are counted unless somebody asks otherwise. */
const FIGURES_DAYS = 90;
const DAY_MS = 86_400_000;

/** Forms that people sign up with: drafts, publication, figures, and how they get onto the shop's pages. */
export function formRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/forms',
    says('forms.read', tag, 'Forms by key', contract.forms, { querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const rows = await listForms(store.pool, { after: readCursor(after, textMark) ?? '', most: limit + 1 });
      return cutPage(rows, limit, (form) => form.key);
    },
  );

  api.get(
    '/api/forms/:key',
    says('forms.read', tag, 'One form with its draft', contract.form, { params: one }),
    async (request) => getForm(store.pool, request.params.key),
  );

  api.put(
    '/api/forms/:key',
    says('forms.write', tag, 'Keeps a draft, new or changed', contract.form, {
      params: one,
      body: contract.formChange,
    }),
    async (request) => {
      const { revision, ...given } = request.body;
      const by = { by: actorOf(request), revision };
      const saved = await saveForm(store, { key: request.params.key, ...given }, by);
      await audit(request, deps, { action: 'form.save', target: saved.key });
      return saved;
    },
  );

  api.post(
    '/api/forms/:key/publish',
    says('forms.write', tag, 'Makes a version of the draft, which people see from then on', contract.formPublished, {
      params: one,
      body: publication,
    }),
    async (request) => {
      const { key } = request.params;
      const published = await publishForm(store, key, await publishContext(deps, 'email'), request.body?.revision);
      await audit(request, deps, { action: 'form.publish', target: key, details: published });
      return published;
    },
  );

  api.delete(
    '/api/forms/:key',
    says('forms.write', tag, 'Puts a form away; what was agreed to by it stays', done, { params: one }),
    async (request) => {
      const { key } = request.params;
      if (!(await archiveForm(store.pool, key, store.clock.now()))) throw pageErrors.FORM_UNKNOWN({ form: key });
      await audit(request, deps, { action: 'form.archive', target: key });
      return { ok: true as const };
    },
  );
  lookingRoutes(api, deps);
}

function lookingRoutes(api: Api, deps: ApiDeps): void {
  const { store, config } = deps;
  api.get(
    '/api/forms/:key/results',
    says('forms.read', tag, 'How often it was shown, filled in and confirmed, by version', contract.formResults, {
      params: one,
      querystring: contract.resultsQuery,
    }),
    async (request) => {
      const { id } = await getForm(store.pool, request.params.key);
      const { since = new Date(store.clock.now().getTime() - FIGURES_DAYS * DAY_MS) } = request.query;
      const versions = await formFigures(store.pool, id, since);
      const sum = (what: 'shown' | 'asked' | 'confirmed') => versions.reduce((all, row) => all + row[what], 0);
      return { since, versions, total: { shown: sum('shown'), asked: sum('asked'), confirmed: sum('confirmed') } };
    },
  );

  api.post(
    '/api/forms/preview',
    says('forms.read', tag, 'Shows a draft as people would see it; nothing is kept', contract.formPreviewed, {
      body: contract.formPreviewAsked,
    }),
    async (request) => ({ html: await formPreview(deps, request.body.draft, request.body.language) }),
  );

  api.get(
    '/api/forms/:key/snippets',
    says('forms.read', tag, 'What to put into a page of the shop', contract.formSnippets, { params: one }),
    async (request) => {
      const form = await getForm(store.pool, request.params.key);
      const base = config.publicUrl ?? `${request.protocol}://${request.host}`;
      return snippetsOf(form, base, 'fr');
    },
  );
}
