import { z } from 'zod';
import { results, resultsByDay } from '../../measure/index.ts';
import { readSetting, shopTimezone } from '../../settings/index.ts';
import { pathPart } from '../contract/parts.ts';
import * as contract from '../contract/results.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { slicePage } from '../paging.ts';
import { says } from './route.ts';

const tag = 'results';
/** How far back results are counted unless somebody asks otherwise. */
const RESULTS_DAYS = 90;
const DAY_MS = 86_400_000;

/** What came of scenarios and campaigns: first figures, after and not because of. */
export function resultRoutes(api: Api, { store }: ApiDeps): void {
  const spanOf = ({ since, days }: { since?: Date; days: number }) => {
    const now = store.clock.now();
    return { since: since ?? new Date(now.getTime() - RESULTS_DAYS * DAY_MS), now, days };
  };

  api.get(
    '/api/results',
    says('results.read', tag, 'What came of each scenario and campaign', contract.results, {
      querystring: contract.resultsQuery,
    }),
    async (request) => {
      const span = spanOf(request.query);
      const { kind } = request.query;
      const lines = await results(store.pool, span);
      const wanted = lines.filter(({ campaign }) => kind === undefined || campaign === (kind === 'campaign'));
      return { ...slicePage(wanted, request.query, ({ key }) => key), since: span.since, days: span.days };
    },
  );

  api.get(
    '/api/results/:key',
    says('results.read', tag, 'What came of one scenario or campaign, and day by day', contract.result, {
      params: z.object({ key: pathPart }),
      querystring: contract.resultQuery,
    }),
    async (request) => {
      const { key } = request.params;
      const span = spanOf(request.query);
      const [line] = await results(store.pool, span, key);
      if (!line) throw errors.API_NOT_FOUND({ what: 'scenario or campaign', id: key });
      const zone = await readSetting(store.pool, shopTimezone);
      const byDay = await resultsByDay(store.pool, span, { key, zone });
      return { ...line, byDay, since: span.since, days: span.days };
    },
  );
}
