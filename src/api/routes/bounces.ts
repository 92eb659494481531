import { listBounces, takeBounce } from '../../intake/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/bounces.ts';
import { page } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { cutPage, numberMark, readCursor } from '../paging.ts';
import { says } from './route.ts';

/** Messages that came back: taken in, and those listed that prove nothing. */
export function bounceRoutes(api: Api, deps: ApiDeps): void {
  api.addContentTypeParser('message/rfc822', { parseAs: 'buffer' }, (_, body, next) =>
    next(null, { raw: body.toString('base64'), encoding: 'base64' }),
  );

  api.post(
    '/api/bounces',
    says(
      'bounces.write',
      'bounces',
      'Takes a bounce or complaint as it came; durable when answered',
      contract.bounceTaken,
      {
        body: contract.bounceGiven,
      },
    ),
    async (request) => {
      const raw = Buffer.from(request.body.raw, request.body.encoding);
      const taken = await takeBounce({ store: deps.store, secret: deps.secret }, { raw, source: 'api' });
      await audit(request, deps, {
        action: 'bounce.take',
        target: taken.key ?? taken.kind,
        details: { result: taken.result, outcome: taken.outcome, reason: taken.reason },
      });
      return taken;
    },
  );

  api.get(
    '/api/bounces',
    says(
      'bounces.read',
      'bounces',
      'Reports that prove nothing, newest first, each with its reason',
      contract.bounces,
      {
        querystring: page,
      },
    ),
    async (request) => {
      const { limit, after } = request.query;
      const rows = await listBounces(deps.store.pool, { below: readCursor(after, numberMark), most: limit + 1 });
      return cutPage(rows, limit, (row) => row.id);
    },
  );
}
