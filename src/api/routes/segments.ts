import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { campaignsNaming } from '../../campaigns/index.ts';
import { templatesNaming } from '../../messages/index.ts';
import { scenariosNaming } from '../../scenarios/index.ts';
import {
  archiveSegment,
  type Called,
  type Count,
  countDraft,
  describe,
  getSegment,
  historyOf,
  installTypologies,
  listSegments,
  members,
  movementsBetween,
  parseRule,
  readCalled,
  readSizes,
  ruleJsonSchema,
  type Segment,
  saveSegment,
  sayEstimate,
  segmentErrors,
  segmentsNaming,
  suggest,
} from '../../segments/index.ts';
import { isUuid, type Store } from '../../store/index.ts';
import { actorOf, audit } from '../caller.ts';
import { done, json, pathPart } from '../contract/parts.ts';
import * as contract from '../contract/segments.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { readCursor, slicePage, wholeList, writeCursor } from '../paging.ts';
import { says } from './route.ts';

const tag = 'segments';
const one = z.object({ key: pathPart });

/** Where a question about movements starts when it says no more. */
const MOVEMENT_DAYS = 30;
const DAY = 86_400_000;

const spoken = (rule: Segment['rule'], called: Called) => ({
  fr: describe(rule, 'fr', called),
  en: describe(rule, 'en', called),
});
const wakeAll = (store: Store) => store.wake(Array.from({ length: store.buckets }, (_, bucket) => bucket));
const shown = (segment: Segment, called: Called) => ({ ...segment, says: spoken(segment.rule, called) });

type Asked = { rule: unknown; patience?: number; quick?: boolean };

/** Counts a rule until the caller hangs up. */
async function counted(store: Store, asked: Asked, reply: FastifyReply) {
  const { rule, patience, quick } = asked;
  const left = new AbortController();
  const hungUp = () => left.abort();
  reply.raw.once('close', hungUp);
  try {
    const patienceMs = patience === undefined ? undefined : patience * 1000;
    const found = await countDraft(store, rule, store.clock.now(), { patienceMs, signal: left.signal, quick });
    const estimate = found.estimate && { ...found.estimate, says: sayBoth(found) };
    return { ...found, estimate, says: spoken(parseRule(rule), await readCalled(store.pool)) };
  } finally {
    reply.raw.off('close', hungUp);
  }
}
const sayBoth = (found: Count) => ({ fr: sayEstimate(found, 'fr'), en: sayEstimate(found, 'en') });

/** Which people: definitions, counts, members, movements. */
export function segmentRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/segments',
    says('segments.read', tag, 'Segments by name', contract.segments, { querystring: contract.segmentQuery }),
    async (request) => {
      const sizes = new Map((await readSizes(store.pool)).map((size) => [size.id, size]));
      const called = await readCalled(store.pool);
      const sized = (segment: Segment) => {
        const { people = 0, buckets = 0 } = sizes.get(segment.id) ?? {};
        return { ...shown(segment, called), people, computed: buckets / store.buckets };
      };
      return slicePage((await listSegments(store.pool, request.query)).map(sized), request.query, (line) => line.key);
    },
  );

  api.get('/api/segments/schema', says('segments.read', tag, 'JSON Schema of a rule', json), async () =>
    ruleJsonSchema(),
  );

  api.post(
    '/api/segments/count',
    says('segments.read', tag, 'How many people a draft names, and some of them', contract.ruleAnswer, {
      body: contract.ruleQuestion,
    }),
    async (request, reply) => counted(store, request.body, reply),
  );

  api.post(
    '/api/segments/typologies',
    says('segments.write', tag, 'Installs the four typologies, or their rules anew', done),
    async (request) => {
      await installTypologies(store, store.clock.now());
      wakeAll(store);
      await audit(request, deps, { action: 'segment.typologies' });
      return { ok: true as const };
    },
  );

  api.get(
    '/api/segments/movements',
    says('segments.read', tag, 'Who went from which segment to which in a period', contract.movements, {
      querystring: contract.movementsQuery,
    }),
    async (request) => {
      const { segments, since, until } = request.query;
      const end = until === undefined ? undefined : new Date(until);
      const begin =
        since === undefined ? new Date((end ?? store.clock.now()).getTime() - MOVEMENT_DAYS * DAY) : new Date(since);
      const keys = segments.split(',').map((key) => key.trim());
      return { ...(await movementsBetween(store, keys, { since: begin, until: end })), next: null };
    },
  );
  api.get(
    '/api/segments/suggestions',
    says('segments.read', tag, 'Names and values that occur, for whoever writes a rule', contract.suggestions, {
      querystring: contract.suggestionQuery,
    }),
    async (request) => wholeList(await suggest(store, request.query)),
  );
  oneSegmentRoutes(api, deps);
  aboutSegmentRoutes(api, deps);
}

function oneSegmentRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/segments/:key',
    says('segments.read', tag, 'One segment with its rule', contract.segment, { params: one }),
    async (request) => shown(await getSegment(store.pool, request.params.key), await readCalled(store.pool)),
  );

  api.get(
    '/api/segments/:key/count',
    says(
      'segments.read',
      tag,
      'How many people the rule of a segment names now, and some of them',
      contract.ruleAnswer,
      {
        params: one,
        querystring: contract.countQuery,
      },
    ),
    async (request, reply) => {
      const { rule } = await getSegment(store.pool, request.params.key);
      return counted(store, { rule, ...request.query }, reply);
    },
  );

  api.put(
    '/api/segments/:key',
    says('segments.write', tag, 'Keeps a segment, new or changed', contract.segment, {
      params: one,
      body: contract.segmentDraft,
    }),
    async (request) => {
      const { key } = request.params;
      const { revision, ...draft } = request.body;
      const by = { by: actorOf(request), revision };
      const saved = await saveSegment(store, { ...draft, key }, store.clock.now(), by);
      wakeAll(store);
      await audit(request, deps, { action: 'segment.save', target: key, details: { version: saved.version } });
      return shown(saved, await readCalled(store.pool));
    },
  );

  api.delete(
    '/api/segments/:key',
    says('segments.write', tag, 'Puts a segment away, when nothing uses it', done, { params: one }),
    async (request) => {
      const { key } = request.params;
      await refuseInForce(store, key);
      await archiveSegment(store, key, store.clock.now());
      await audit(request, deps, { action: 'segment.archive', target: key });
      return { ok: true as const };
    },
  );

  api.get(
    '/api/segments/:key/members',
    says('segments.read', tag, 'Members, page by page', contract.members, {
      params: one,
      querystring: contract.membersQuery,
    }),
    async (request) => {
      const { limit, after } = request.query;
      const from = readCursor(after, (mark) => (typeof mark === 'string' && isUuid(mark) ? mark : null));
      const { items, next } = await members(store, request.params.key, { after: from, limit });
      return { items, next: next === null ? null : writeCursor(next) };
    },
  );
}

/**
 * Without its segment a rule that left its people out would leave out nobody: what runs by it is stopped or changed first.
 * @throws SEG_IN_USE
 */
async function refuseInForce(store: Store, key: string): Promise<void> {
  const scenarios = (await scenariosNaming(store.pool, key)).filter(({ published }) => published);
  const campaigns = (await campaignsNaming(store.pool, key)).filter(({ planned }) => planned);
  const messages = (await templatesNaming(store.pool, key)).filter(({ published }) => published);
  const users = [...scenarios, ...campaigns, ...messages].map(({ name }) => name);
  if (users.length > 0) throw segmentErrors.SEG_IN_USE({ key, users: users.join(', ') });
}

/** What is known around one segment. */
function aboutSegmentRoutes(api: Api, { store }: ApiDeps): void {
  api.get(
    '/api/segments/:key/history',
    says('segments.read', tag, 'Its size day by day, and who came and left', contract.history, {
      params: one,
      querystring: contract.historyQuery,
    }),
    async (request) => ({ ...(await historyOf(store, request.params.key, request.query.days)), next: null }),
  );

  api.get(
    '/api/segments/:key/uses',
    says('segments.read', tag, 'What asks for it', contract.uses, { params: one }),
    async (request) => {
      const { key } = await getSegment(store.pool, request.params.key);
      return {
        segments: await segmentsNaming(store, key),
        scenarios: await scenariosNaming(store.pool, key),
        campaigns: await campaignsNaming(store.pool, key),
        messages: await templatesNaming(store.pool, key),
      };
    },
  );
}
