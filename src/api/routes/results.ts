import { z } from 'zod';
import { peopleBehind, resultOf, results, type WindowDays } from '../../measure/index.ts';
import { pathPart } from '../contract/parts.ts';
import * as contract from '../contract/results.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, momentMark, readCursor, slicePage } from '../paging.ts';
import { says } from './route.ts';

const tag = 'results';
/** How far back results are counted unless somebody asks otherwise. */
const RESULTS_DAYS = 90;
const DAY_MS = 86_400_000;

/** What came of scenarios and campaigns: first figures, after and not because of. */
export function resultRoutes(api: Api, { store }: ApiDeps): void {
  const spanOf = ({ since, days }: { since?: Date; days: WindowDays }) => ({
    since: since ?? new Date(store.clock.now().getTime() - RESULTS_DAYS * DAY_MS),
    days,
  });

  api.get(
    '/api/results',
    says('results.read', tag, 'What came of each scenario and campaign', contract.results, {
      querystring: contract.resultsQuery,
    }),
    async (request) => {
      const span = spanOf(request.query);
      const { kind } = request.query;
      const { items, asOf } = await results(store, span);
      const wanted = items.filter(({ campaign }) => kind === undefined || campaign === (kind === 'campaign'));
      return { ...slicePage(wanted, request.query, ({ key }) => key), ...span, asOf };
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
      const found = await resultOf(store, span, key);
      if (!found) throw errors.API_NOT_FOUND({ what: 'scenario or campaign', id: key });
      return { ...found, ...span };
    },
  );

  api.get(
    '/api/results/:key/people',
    says(
      'people.read',
      tag,
      'The people behind a figure of a scenario or campaign, latest first',
      contract.resultPeople,
      {
        params: z.object({ key: pathPart }),
        querystring: contract.resultPeopleQuery,
      },
    ),
    async (request) => {
      const { of, limit, after } = request.query;
      const mark = readCursor(after, momentMark);
      const before = mark && { at: mark.at, key: mark.id };
      const found = await peopleBehind(store, request.params.key, spanOf(request.query), {
        of,
        before,
        most: limit + 1,
      });
      return cutPage(found, limit, ({ at, key }) => [at, key]);
    },
  );
}
