import { z } from 'zod';
import { whatBecame } from '../../delivery/index.ts';
import { acceptSend } from '../../intake/index.ts';
import { isUuid } from '../../store/index.ts';
import { audit } from '../caller.ts';
import { pathPart } from '../contract/parts.ts';
import * as contract from '../contract/send.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { says } from './route.ts';

const tag = 'send';

/** One transactional message to one person, now. */
export function sendRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const about = async (id: string) => {
    const found = isUuid(id) ? await whatBecame(store, id) : null;
    if (!found) throw errors.API_NOT_FOUND({ what: 'message that was asked for', id });
    return found;
  };
  const { config, schema } = says(
    'send.write',
    tag,
    'Sends a transactional message to one person; it is durable when this answers',
    contract.sent,
    { body: contract.sendRequest, headers: contract.sendHeaders },
  );
  const { 200: answer, ...failures } = schema.response;

  api.post(
    '/api/send',
    { config, schema: { ...schema, response: { 202: answer, ...failures } } },
    async (request, reply) => {
      const { template, to, data, messageId } = request.body;
      const header = request.headers['idempotency-key'];
      if (header !== undefined && messageId !== undefined && header !== messageId)
        throw errors.API_TWO_KEYS({ header, body: messageId });
      const { id, repeated } = await acceptSend(store, { key: header ?? messageId ?? null, template, to, data });
      if (!repeated) await audit(request, deps, { action: 'send', target: id, details: { template } });
      return reply.code(202).send(await about(id));
    },
  );

  api.get(
    '/api/send/:id',
    says('outbox.read', tag, 'What became of a message that was asked for', contract.sent, {
      params: z.object({ id: pathPart }),
    }),
    async (request) => about(request.params.id),
  );
}
