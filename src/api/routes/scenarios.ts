import { z } from 'zod';
import {
  archiveScenario,
  countInside,
  countMatching,
  definitionSchema,
  enrol,
  enrolMatching,
  getScenario,
  listScenarios,
  pauseScenario,
  publishScenario,
  resumeScenario,
  saveScenario,
  scenarioStats,
  validateScenario,
} from '../../scenarios/index.ts';
import type { Store } from '../../store/index.ts';
import { actorOf, audit } from '../caller.ts';
import { done, json, pathPart, publication } from '../contract/parts.ts';
import * as contract from '../contract/scenarios.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { slicePage } from '../paging.ts';
import { personOf } from '../person.ts';
import { says } from './route.ts';

const tag = 'scenarios';
const one = z.object({ key: pathPart });

/** What runs by itself: drafts, publication, state, figures. */
export function scenarioRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/scenarios',
    says('scenarios.read', tag, 'Scenarios by name', contract.scenarios, { querystring: contract.scenarioQuery }),
    async (request) => {
      const { search = '', unit, ...query } = request.query;
      const inside = await countInside(store.pool);
      const part = search.toLowerCase();
      const lines = (await listScenarios(store.pool, query))
        .filter((line) => unit === undefined || line.unit === unit)
        .filter(({ key, name }) => key.includes(part) || name.toLowerCase().includes(part))
        .map((line) => ({ ...line, inside: inside.get(line.id) ?? 0 }));
      return slicePage(lines, query, (line) => line.key);
    },
  );

  api.get(
    '/api/scenarios/schema',
    says('scenarios.read', tag, 'JSON Schema of a scenario', json),
    async () => definitionSchema() as Record<string, unknown>,
  );

  api.post(
    '/api/scenarios/validate',
    says('scenarios.read', tag, 'Judges a draft without keeping it', contract.scenarioJudged, {
      body: contract.scenarioDraft,
    }),
    async (request) => {
      const { errors: faults, warnings } = await validateScenario(store.pool, request.body);
      return { errors: faults, warnings };
    },
  );

  api.get(
    '/api/scenarios/:key',
    says('scenarios.read', tag, 'One scenario: its draft, and what is in force', contract.scenario, { params: one }),
    async (request) => getScenario(store.pool, request.params.key),
  );

  api.put(
    '/api/scenarios/:key',
    says('scenarios.write', tag, 'Keeps a draft, new or changed, and answers its faults', contract.scenarioSaved, {
      params: one,
      body: contract.scenarioKept,
    }),
    async (request) => {
      const { revision, ...draft } = request.body;
      // The key of the path holds: a draft copied from another scenario must not overwrite that one.
      const saved = await saveScenario(
        store,
        { ...draft, key: request.params.key },
        { by: actorOf(request), revision },
      );
      await audit(request, deps, { action: 'scenario.save', target: saved.key });
      return saved;
    },
  );

  api.get(
    '/api/scenarios/:key/validate',
    says('scenarios.read', tag, 'Judges the draft that is kept', contract.scenarioJudged, { params: one }),
    async (request) => {
      const { draft } = await getScenario(store.pool, request.params.key);
      const { errors: faults, warnings } = await validateScenario(store.pool, draft);
      return { errors: faults, warnings };
    },
  );

  api.get(
    '/api/scenarios/:key/stats',
    says('scenarios.read', tag, 'Who came in, who is where, why entries ended', contract.scenarioStats, {
      params: one,
    }),
    async (request) => scenarioStats(store, request.params.key),
  );
  stateRoutes(api, deps);
  enrolmentRoutes(api, deps);
}

/** Changes of state that answer nothing, each with its line of the description. */
const STATES: Record<string, { summary: string; change: (store: Store, key: string) => Promise<void> }> = {
  pause: {
    summary: 'Stops it: nobody enters or moves; due moments are kept; what was awarded before still leaves',
    change: pauseScenario,
  },
  resume: { summary: 'Lets it go on: who is inside runs late, in order', change: resumeScenario },
  archive: { summary: 'Ends it for good: everybody inside is out', change: archiveScenario },
};

function stateRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/scenarios/:key/publish',
    says(
      'scenarios.run',
      tag,
      'Publishes the draft as a new version; nobody who already matches is enrolled',
      contract.scenarioPublished,
      { params: one, body: publication },
    ),
    async (request) => {
      const { key } = request.params;
      const published = await publishScenario(store, key, request.body?.revision);
      await audit(request, deps, { action: 'scenario.publish', target: key, details: { version: published.version } });
      return published;
    },
  );

  for (const [verb, { summary, change }] of Object.entries(STATES)) {
    api.post(
      `/api/scenarios/:key/${verb}`,
      says('scenarios.run', tag, summary, done, { params: one }),
      async (request) => {
        const { key } = request.params;
        await change(store, key);
        await audit(request, deps, { action: `scenario.${verb}`, target: key });
        return { ok: true as const };
      },
    );
  }
}

function enrolmentRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/scenarios/:key/enrol',
    says('scenarios.run', tag, 'Brings one person in by the scenario’s API trigger', done, {
      params: one,
      body: contract.enrolment,
    }),
    async (request) => {
      const { context, messageId, ...who } = request.body;
      const { id, bucket } = await personOf(store, who);
      const { key } = request.params;
      await enrol(store, key, { personId: id, bucket, context, messageId });
      await audit(request, deps, { action: 'scenario.enrol', target: key, details: { person: id } });
      return { ok: true as const };
    },
  );

  api.post(
    '/api/scenarios/:key/matching',
    says('scenarios.read', tag, 'How many people match already, and some of them', contract.matching, {
      params: one,
      body: contract.matchingQuestion,
    }),
    async (request) => countMatching(store, request.params.key, request.body.rule),
  );

  api.post(
    '/api/scenarios/:key/enrol-matching',
    says('scenarios.run', tag, 'Enrols those who match already, after their count was shown', contract.matching, {
      params: one,
      body: contract.matchingEnrolment,
    }),
    async (request) => {
      const { key } = request.params;
      const { rule, atMost } = request.body;
      const matching = await countMatching(store, key, rule);
      if (matching.count > atMost) throw errors.API_MORE_MATCH({ count: matching.count, atMost });
      await enrolMatching(store, key, rule);
      await audit(request, deps, {
        action: 'scenario.enrol-matching',
        target: key,
        details: { count: matching.count },
      });
      return matching;
    },
  );
}
