import { z } from 'zod';
import {
  beginJob,
  dropUploads,
  fileOfUpload,
  importKind,
  importKinds,
  intakeErrors,
  keepUpload,
  LARGEST_UPLOAD,
  layouts,
  longestUpload,
  lookAt,
  type Mapping,
  parseMapping,
  rankKinds,
  readUpload,
  rememberedMapping,
  type Upload,
} from '../../intake/index.ts';
import { readSetting, shopCurrency, shopTimezone } from '../../settings/index.ts';
import { actorOf, audit } from '../caller.ts';
import * as contract from '../contract/imports.ts';
import { done, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { shownLook } from '../import-look.ts';
import { drained } from '../limits.ts';
import { adopt } from './imports.ts';
import { says } from './route.ts';

const tag = 'imports';
const one = z.object({ id: pathPart });
const MB = 1024 * 1024;

/** Files that the screen sends, and the imports that the server makes of them. */
export function uploadRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  // In a scope of its own: elsewhere bytes are read into memory.
  api.register(async (scope) => sendingRoute(scope as unknown as Api, deps));

  api.get(
    '/api/imports/kinds',
    says(
      'imports.read',
      tag,
      'What a file may be, with its fields and the exports that are known',
      contract.importKinds,
    ),
    async () => ({
      kinds: importKinds.map(({ name, fields, open }) => ({
        name,
        fields: fields.map((field) => ({ name: field.name, type: field.type, about: field.about })),
        open: open ?? null,
      })),
      layouts: layouts.map(({ name, kind }) => ({ name, kind })),
      longestUpload: await readSetting(store.pool, longestUpload),
    }),
  );

  api.delete(
    '/api/imports/uploads/:id',
    says('imports.write', tag, 'Forgets a file that is not to be read in', done, { params: one }),
    async (request) => {
      const { id } = await uploadOf(deps, request.params.id);
      await dropUploads(store.pool, [id]);
      await audit(request, deps, { action: 'import.discard', target: id });
      return { ok: true as const };
    },
  );
  readingRoutes(api, deps);
}

function sendingRoute(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  // The handler reads the stream itself: a file is never in memory as a whole.
  api.addContentTypeParser('application/octet-stream', (_, __, next) => next(null));

  api.post(
    '/api/imports/uploads',
    {
      ...says('imports.write', tag, 'Keeps a file (application/octet-stream) until it is read in', contract.upload, {
        querystring: contract.uploadQuery,
      }),
      bodyLimit: LARGEST_UPLOAD,
    },
    async (request) => {
      const { file, writtenAt = null } = request.query;
      const most = await readSetting(store.pool, longestUpload);
      const length = Number(request.headers['content-length'] ?? 0);
      if (length > most) {
        await drained(request.raw, length);
        throw intakeErrors.INTAKE_UPLOAD_TOO_LARGE({ most: Math.floor(most / MB) });
      }
      const kept = await keepUpload(store, { file, writtenAt, by: actorOf(request), most }, request.raw);
      await audit(request, deps, { action: 'import.upload', target: kept.id, details: { file, bytes: kept.bytes } });
      return kept;
    },
  );
}

function readingRoutes(api: Api, deps: ApiDeps): void {
  api.post(
    '/api/imports/uploads/:id/look',
    says('imports.write', tag, 'Shows what would become of a file; nothing is stored', contract.look, {
      params: one,
      body: contract.lookRequest,
    }),
    async (request) => {
      const upload = await uploadOf(deps, request.params.id);
      const open = () => fileOfUpload(deps.store.pool, upload);
      const kind = request.body.kind ?? (await rankKinds(open))[0]!;
      importKind(kind);
      const given = request.body.mapping === undefined ? null : parseMapping(request.body.mapping);
      const first = await looked(deps, upload, kind, given ?? parseMapping({}));
      if (given) return shownLook({ ...first, kind, mapping: given, remembered: false });
      const known = await rememberedMapping(deps.store.pool, kind, headerOf(first));
      if (!known) return shownLook({ ...first, kind, mapping: parseMapping({}), remembered: false });
      return shownLook({ ...(await looked(deps, upload, kind, known)), kind, mapping: known, remembered: true });
    },
  );

  api.post(
    '/api/imports/uploads/:id/start',
    says(
      'imports.write',
      tag,
      'Lets the server read the file in; how far it is stands at /api/imports/:id',
      contract.started,
      {
        params: one,
        body: contract.startRequest,
      },
    ),
    async (request) => {
      const upload = await uploadOf(deps, request.params.id);
      const { kind } = request.body;
      const mapping = parseMapping(request.body.mapping);
      const found = await looked(deps, upload, kind, mapping);
      if (found.problem) throw found.problem;
      const { id, first } = await beginJob(deps.store, { kind, upload, mapping, header: headerOf(found) });
      if (first) await adopt(deps, mapping);
      await audit(request, deps, { action: 'import.begin', target: id, details: { kind, file: upload.file } });
      return { id };
    },
  );
}

const headerOf = (found: Awaited<ReturnType<typeof looked>>): string[] =>
  (found.problem ? found.columns : found.look.columns).map(({ column }) => column);

async function looked({ store }: ApiDeps, upload: Upload, kind: string, mapping: Mapping) {
  const shop = {
    currency: await readSetting(store.pool, shopCurrency),
    timezone: await readSetting(store.pool, shopTimezone),
  };
  return lookAt(() => fileOfUpload(store.pool, upload), { kind, mapping, shop, now: store.clock.now() });
}

async function uploadOf({ store }: ApiDeps, id: string): Promise<Upload> {
  const found = await readUpload(store.pool, id);
  if (!found) throw intakeErrors.INTAKE_UPLOAD_UNKNOWN({ id });
  return found;
}
