import { z } from 'zod';
import type { Fact } from '../../facts/index.ts';
import {
  accept,
  beginRun,
  countRun,
  defaultLimits,
  endRun,
  getRun,
  importKind,
  intakeErrors,
  type JobProgress,
  listRuns,
  progressOf,
  untilApplied,
} from '../../intake/index.ts';
import { readSetting, shopCurrency, shopTimezone, writeSetting } from '../../settings/index.ts';
import { inboxDepth, lanes } from '../../store/index.ts';
import { audit } from '../caller.ts';
import { closingOf } from '../closing.ts';
import * as contract from '../contract/imports.ts';
import { done, page, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { LONGEST_BATCH } from '../limits.ts';
import { linesOf } from '../ndjson.ts';
import { cutPage, momentMark, readCursor } from '../paging.ts';
import { says } from './route.ts';

const one = z.object({ id: pathPart });
/** Refused facts that a batch's answer shows; all of them are at /api/rejected. */
const MOST_SHOWN = 20;

/** Files that come in: `declic import` begins a run, sends batches, and finishes when all is applied. */
export function importRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  api.addContentTypeParser(['application/x-ndjson', 'application/jsonl'], { parseAs: 'string' }, (_, body, next) =>
    next(null, body),
  );

  api.get(
    '/api/imports',
    says('imports.read', 'imports', 'Imports, newest first', contract.importRuns, { querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const rows = await listRuns(store.pool, { before: readCursor(after, momentMark), most: limit + 1 });
      const progress = await progressOf(
        store.pool,
        rows.map(({ id }) => id),
      );
      const shown = rows.map((row) => ({ ...row, progress: shownProgress(progress.get(row.id)) }));
      return cutPage(shown, limit, (row) => [row.startedAt, row.id]);
    },
  );

  api.get(
    '/api/imports/:id',
    says('imports.read', 'imports', 'One import with its report', contract.importRunWhole, { params: one }),
    async (request) => runOf(deps, request.params.id),
  );

  api.post(
    '/api/imports',
    says('imports.write', 'imports', 'Begins an import', contract.importBegun, { body: contract.importRequest }),
    async (request) => {
      const { kind, file, currency, timezone } = request.body;
      importKind(kind);
      const { id, first } = await beginRun(store, { kind, file });
      if (first) await adopt(deps, { currency, timezone });
      await audit(request, deps, { action: 'import.begin', target: id, details: { kind, file } });
      const shop = {
        currency: await readSetting(store.pool, shopCurrency),
        timezone: await readSetting(store.pool, shopTimezone),
      };
      return { id, now: store.clock.now(), shop };
    },
  );
  batchRoutes(api, deps);
  endRoutes(api, deps);
}

function batchRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/imports/:id/facts',
    {
      ...says('imports.write', 'imports', 'Takes facts, one JSON a line; durable when answered', contract.importTaken, {
        params: one,
      }),
      bodyLimit: LONGEST_BATCH,
    },
    async (request) => {
      const { id } = await runningOf(deps, request.params.id);
      await checkRoom(deps);
      const now = store.clock.now();
      const facts = linesOf(request.body, (line) => factOf(line, now));
      const { accepted, rejected } = await accept(store, facts, { source: `import ${id}`, lane: lanes.bulk });
      await countRun(store.pool, id, { good: accepted, bad: rejected.length });
      return { accepted, rejected: rejected.slice(0, MOST_SHOWN) };
    },
  );
}

function endRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const closing = closingOf(api);

  api.post(
    '/api/imports/:id/finish',
    says(
      'imports.write',
      'imports',
      'Answers when everything sent is applied, and keeps the report',
      contract.importRunWhole,
      {
        params: one,
        body: contract.importEnd,
      },
    ),
    async (request) => {
      const { id } = await runningOf(deps, request.params.id);
      await closing.race(untilApplied(store, () => closing.asked || request.raw.socket.destroyed));
      await endRun(store, id, 'finished', request.body.report);
      await audit(request, deps, { action: 'import.finish', target: id });
      return runOf(deps, id);
    },
  );

  api.post(
    '/api/imports/:id/abandon',
    says('imports.write', 'imports', 'Ends an import that goes no further; what it brought stays', done, {
      params: one,
      body: contract.importAbandon,
    }),
    async (request) => {
      const { id } = await runningOf(deps, request.params.id);
      await endRun(store, id, 'interrupted', { reason: request.body.reason });
      await audit(request, deps, { action: 'import.abandon', target: id });
      return { ok: true as const };
    },
  );
}

/** The first file may say what the shop's currency and time zone are; later ones are read by what it has. */
export async function adopt({ store }: ApiDeps, told: { currency?: string; timezone?: string }): Promise<void> {
  await store.transaction(async (tx) => {
    const now = store.clock.now();
    if (told.currency) await writeSetting(tx, shopCurrency.key, told.currency, now);
    if (told.timezone) await writeSetting(tx, shopTimezone.key, told.timezone, now);
  });
}

export async function runOf({ store }: ApiDeps, id: string) {
  const found = await getRun(store.pool, id);
  if (!found) throw errors.API_NOT_FOUND({ what: 'import', id });
  return { ...found, progress: shownProgress((await progressOf(store.pool, [id])).get(id)) };
}

function shownProgress(found: JobProgress | undefined) {
  if (!found) return null;
  const { uploadId, hasFile, id: _, ...progress } = found;
  return { ...progress, upload: hasFile ? uploadId : null };
}

export async function runningOf(deps: ApiDeps, id: string) {
  const found = await runOf(deps, id);
  if (found.state !== 'running') throw errors.API_IMPORT_ENDED({ id, state: found.state });
  return found;
}

/** @throws INTAKE_BUSY, which the command waits out */
async function checkRoom({ store }: ApiDeps): Promise<void> {
  const { waiting, retryAfter } = defaultLimits;
  if ((await inboxDepth(store.pool, waiting + 1)) <= waiting) return;
  throw intakeErrors.INTAKE_BUSY({ limit: waiting, seconds: retryAfter }, { details: { seconds: retryAfter } });
}

/** A fact of a file is history, whatever it says of itself, and came in now. */
function factOf(line: Record<string, unknown>, now: Date): Fact {
  const { kind, messageId, origin, occurredAt, who, body } = line;
  if (typeof kind !== 'string') throw new Error('it has no “kind”');
  if (!isObject(who) || !isObject(body)) throw new Error('“who” and “body” must be objects');
  return {
    kind,
    ...(typeof messageId === 'string' ? { messageId } : {}),
    origin: origin === 'backfill' ? 'backfill' : 'import',
    occurredAt: new Date(typeof occurredAt === 'string' ? occurredAt : Number.NaN),
    receivedAt: now,
    who,
    body,
  } as unknown as Fact;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
