import { z } from 'zod';
import { explain } from '../../compliance/index.ts';
import { isDeclicError } from '../../errors.ts';
import {
  countMatchingDraft,
  getScenario,
  getVersion,
  listExamples,
  listVersions,
  peopleInside,
  rehearse,
} from '../../scenarios/index.ts';
import { readSetting, shopTimezone } from '../../settings/index.ts';
import { isUuid, type Store } from '../../store/index.ts';
import { pathPart } from '../contract/parts.ts';
import * as contract from '../contract/scenarios.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { cutPage, readCursor, slicePage, wholeList } from '../paging.ts';
import { personOf } from '../person.ts';
import { says } from './route.ts';

const tag = 'scenarios';
const one = z.object({ key: pathPart });
const oneVersion = one.extend({ version: z.coerce.number().int().min(1) });

/** Looking into scenarios: who is inside, what was published before, who would match, how one person would walk, examples. */
export function scenarioInsightRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/scenarios/examples',
    says('scenarios.read', tag, 'Scenarios to start from', contract.scenarioExamples),
    async () => wholeList(listExamples()),
  );

  api.get(
    '/api/scenarios/:key/people',
    says('scenarios.read', tag, 'Who stands in it, and until when, page by page', contract.inside, {
      params: one,
      querystring: contract.insideQuery,
    }),
    async (request) => {
      const { step, limit, after } = request.query;
      const rows = await peopleInside(store.pool, request.params.key, {
        step,
        after: readCursor(after, placeMark),
        most: limit + 1,
      });
      return cutPage(rows, limit, ({ entryId, path }) => [entryId, path]);
    },
  );

  api.get(
    '/api/scenarios/:key/versions',
    says('scenarios.read', tag, 'Versions that were published, newest first', contract.scenarioVersions, {
      params: one,
      querystring: contract.versionQuery,
    }),
    async (request) =>
      slicePage(await listVersions(store.pool, request.params.key), request.query, (line) => String(line.version)),
  );

  api.get(
    '/api/scenarios/:key/versions/:version',
    says('scenarios.read', tag, 'One version as it was published', contract.scenarioVersion, { params: oneVersion }),
    async (request) => getVersion(store.pool, request.params.key, request.params.version),
  );
  draftRoutes(api, deps);
}

/** Questions about a draft that need not be kept for them. */
function draftRoutes(api: Api, { store }: ApiDeps): void {
  api.post(
    '/api/scenarios/matching',
    says('scenarios.read', tag, 'How many people match a draft already; nobody is enrolled', contract.draftMatching, {
      body: contract.draftQuestion,
    }),
    async (request) => ({ matching: await countMatchingDraft(store, request.body.draft) }),
  );

  api.post(
    '/api/scenarios/walk',
    says(
      'scenarios.read',
      tag,
      'How one person would walk through a draft; nothing is kept and nothing sent',
      contract.walk,
      {
        body: contract.walkQuestion,
      },
    ),
    async (request) => {
      const { draft, personId, from, context = {}, deeds = [] } = request.body;
      const { id, bucket } = await personOf(store, { personId });
      const timezone = await readSetting(store.pool, shopTimezone);
      const { steps, ...found } = await rehearse(store, draft, {
        personId: id,
        bucket,
        timezone,
        from: from === undefined ? store.clock.now() : new Date(from),
        context,
        deeds: deeds.map((deed) => ({ ...deed, at: new Date(deed.at) })),
        scenarioId: await runningId(store, draft),
      });
      return { ...found, steps: steps.map((step) => ({ ...step, message: step.message && told(step.message) })) };
    },
  );
}

/** Why not, in words. */
const told = <Message extends { reason: string | null }>(message: Message) => ({
  ...message,
  says:
    message.reason === null ? null : { fr: explain(message.reason, 'fr').why, en: explain(message.reason, 'en').why },
});

/** The scenario of the draft's key where it runs; in one that is paused nobody moves. */
async function runningId(store: Store, draft: { [name: string]: unknown }): Promise<number | null> {
  if (typeof draft.key !== 'string') return null;
  try {
    const { id, publishedVersion, pausedAt, archivedAt } = await getScenario(store.pool, draft.key);
    return publishedVersion !== null && !pausedAt && !archivedAt ? id : null;
  } catch (error) {
    if (isDeclicError(error, 'SCENARIO_UNKNOWN')) return null;
    throw error;
  }
}

/** An entry and the path of it. */
function placeMark(mark: unknown): { entryId: string; path: string } | null {
  if (!Array.isArray(mark)) return null;
  const [entryId, path] = mark;
  return typeof entryId === 'string' && isUuid(entryId) && typeof path === 'string' ? { entryId, path } : null;
}
