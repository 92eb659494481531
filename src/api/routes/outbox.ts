import { z } from 'zod';
import {
  type Filled,
  listOutbox,
  outboxMessage,
  renderAgain,
  resolveUncertain,
  withEngagement,
} from '../../delivery/index.ts';
import { listRejected } from '../../intake/index.ts';
import { getTemplateVersion } from '../../messages/index.ts';
import { getPerson } from '../../people/index.ts';
import { isUuid, type Store } from '../../store/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/messages.ts';
import { done, page, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, momentMark, numberMark, readCursor, wholeList, writeCursor } from '../paging.ts';
import { inWords } from '../story.ts';
import { says } from './route.ts';

/** What came back, as the filters of the list have it; whoever clicked has seen the message. */
const CAME_BACK = {
  bounced: { outcomes: ['bounced_soft', 'bounced_hard'] },
  complained: { outcomes: ['complained'] },
  opened: { reactions: ['open', 'click'] },
  clicked: { reactions: ['click'] },
} as const;

/**
 * Whose messages are asked for; null is nobody: an id that is none, an address that nobody has. Who became part of somebody is who they
 * are now; the id of somebody who is gone may still be asked for.
 */
async function personAsked(
  store: Store,
  asked: { person?: string; email?: string },
): Promise<string | null | undefined> {
  const { person, email } = asked;
  if (person !== undefined && !isUuid(person)) return null;
  const named = person && ((await getPerson(store, { id: person }))?.id ?? person);
  if (email === undefined) return named;
  const found = await getPerson(store, { email });
  return found && (named === undefined || named === found.id) ? found.id : null;
}

/** What leaves and what left; and what was not accepted. */
export function outboxRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/outbox',
    says('outbox.read', 'outbox', 'Messages by moment, oldest first unless asked otherwise', contract.outbox, {
      querystring: contract.outboxQuery,
    }),
    async (request) => {
      const { limit, after, order, state, scenario, step, template, version, link, outcome } = request.query;
      const person = await personAsked(store, request.query);
      if (person === null) return wholeList([]);
      const mark = readCursor(after, momentMark);
      const from = mark && isUuid(mark.id) ? { dueAt: mark.at, key: mark.id } : undefined;
      const rows = await listOutbox(
        store.pool,
        { state, scenario, step, template, version, link, personId: person, ...(outcome && CAME_BACK[outcome]) },
        { after: from, most: limit + 1, latest: order === 'latest', now: store.clock.now() },
      );
      const lines = await withEngagement(store.pool, rows, ({ bucket }) => bucket);
      const told = lines.map((line) => ({ ...line, says: inWords(line.reason) }));
      return cutPage(told, limit, (line) => [line.dueAt, line.key]);
    },
  );

  api.get(
    '/api/outbox/:key',
    says('outbox.read', 'outbox', 'One message as it was made: subject, both parts, headers', contract.outboxMessage, {
      params: z.object({ key: pathPart }),
    }),
    async (request) => {
      const { key } = request.params;
      const message = isUuid(key) ? await outboxMessage(store.pool, key) : null;
      const [found] = await withEngagement(store.pool, message ? [message] : [], ({ bucket }) => bucket);
      if (!found) throw errors.API_NOT_FOUND({ what: 'message', id: key });
      const why = inWords(found.reason);
      if (!found.filled) return { ...found, says: why, message: null };
      const version = await getTemplateVersion(store.pool, found.templateId, found.templateVersion);
      const made = await renderAgain(version.compiled, found.filled as unknown as Filled);
      return { ...found, says: why, message: 'skip' in made ? null : made };
    },
  );

  api.post(
    '/api/outbox/:key/resolve',
    says('outbox.resolve', 'outbox', 'Says what became of an uncertain message, or lets it go again', done, {
      params: z.object({ key: pathPart }),
      body: contract.resolution,
    }),
    async (request) => {
      const { key } = request.params;
      const { as } = request.body;
      if (!isUuid(key) || !(await resolveUncertain(store, key, as)))
        throw errors.API_NOT_FOUND({ what: 'message', id: key });
      await audit(request, deps, { action: 'outbox.resolve', target: key, details: { as } });
      return { ok: true } as const;
    },
  );

  api.get(
    '/api/rejected',
    says(
      'rejected.read',
      'rejected',
      'Facts that were not accepted, newest first, each with its reason',
      contract.rejected,
      {
        querystring: page,
      },
    ),
    async (request) => {
      const { limit, after } = request.query;
      const { items, next } = await listRejected(store.pool, { below: readCursor(after, numberMark), limit });
      return { items, next: next === null ? null : writeCursor(next) };
    },
  );
}
