import { recordWithin } from '../../access/index.ts';
import { messageErrors, type Rendered, reachLinks, testsPerHour } from '../../messages/index.ts';
import { sendNow } from '../../providers/index.ts';
import { readSetting } from '../../settings/index.ts';
import { newId } from '../../store/index.ts';
import { actorOf } from '../caller.ts';
import * as contract from '../contract/templates.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { lookAt } from '../look.ts';
import { says } from './route.ts';

const tag = 'templates';
const HOUR_MS = 3_600_000;
/** Marks a test for whoever sorts mail by its headers. */
const TEST_HEADER = 'X-Declic-Test';

/** What an editor asks while somebody writes: nothing of the draft has to be kept for it. */
export function draftRoutes(api: Api, deps: ApiDeps): void {
  api.post(
    '/api/templates/look',
    says(
      'templates.read',
      tag,
      'A draft that is being written: its checks, and the message of one person',
      contract.looked,
      {
        body: contract.lookRequest,
      },
    ),
    async (request) => lookAt(deps, request.body),
  );

  api.post(
    '/api/templates/reach',
    says('templates.write', tag, 'Asks whether links of a message lead anywhere', contract.reached, {
      body: contract.reachRequest,
    }),
    async (request) => ({ links: await reachLinks(request.body.addresses) }),
  );

  api.post(
    '/api/templates/test',
    says('templates.write', tag, 'Sends a draft to an address, marked as a test', contract.tested, {
      body: contract.testRequest,
    }),
    async (request) => {
      const { key, to, ...asked } = request.body;
      const { checks, message, skip } = await lookAt(deps, asked);
      if (!message) {
        const blocking = checks.filter(({ level }) => level === 'block').map(({ sentence }) => sentence);
        throw messageErrors.TEMPLATE_BLOCKED({ template: key, problems: skip ? [skip.skip] : blocking });
      }
      await takeTurn(deps, actorOf(request), key);
      const answer = asked.channel === 'email' ? await mailed(deps, asked.class, to, message) : null;
      return { state: answer?.state ?? ('local' as const), reason: answer?.reason ?? null };
    },
  );
}

/** Notes a test before it leaves. @throws TEMPLATE_TESTS_USED_UP */
async function takeTurn({ store }: ApiDeps, actor: string, key: string): Promise<void> {
  const most = await readSetting(store.pool, testsPerHour);
  const wall = store.clock.wall();
  const since = new Date(wall.getTime() - HOUR_MS);
  const line = { actor, action: 'template.test', target: key };
  if (!(await recordWithin(store, wall, line, { since, most }))) throw messageErrors.TEMPLATE_TESTS_USED_UP({ most });
}

/** Over the provider that would carry the message itself, signed as it would be; null where there is no mail server. */
function mailed(
  { providers, store }: ApiDeps,
  kind: 'transactional' | 'service' | 'promotional',
  to: string,
  message: Rendered,
) {
  const { subject, from, html, text, headers, replyTo } = message;
  const outgoing = {
    key: newId(),
    // A message without a sender is blocked before.
    from: from!,
    to,
    subject: `[Test] ${subject ?? ''}`,
    text,
    ...(html !== undefined && { html }),
    ...(replyTo !== undefined && { replyTo }),
    headers: { ...headers, [TEST_HEADER]: '1' },
  };
  return sendNow(providers, outgoing, { class: kind, purpose: 'test' }, () => store.clock.wall());
}
