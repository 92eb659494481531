import { z } from 'zod';
import { channelOf, channels, isChannelKind } from '../../channels/index.ts';
import { listProviders } from '../../providers/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/channels.ts';
import { pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { wholeList } from '../paging.ts';
import { mailTest } from '../test-mail.ts';
import { says } from './route.ts';

/** Every channel with its test: one message to one address, and exactly what became of it. */
export function channelRoutes(api: Api, deps: ApiDeps): void {
  const ways = async () =>
    (await listProviders(deps.store, deps.config.smtpUrl)).filter(({ paused }) => !paused).map(({ key }) => key);

  api.get(
    '/api/channels',
    says('providers.read', 'channels', 'Ways to reach people, and whether something is behind them', contract.channels),
    async () => {
      const mail = (await ways()).length > 0;
      return wholeList(
        Object.values(channels).map(({ kind, name, addressKind, consent }) => ({
          kind,
          name,
          addressKind,
          consent,
          connected: kind === 'email' && mail,
          lacks: kind === 'email' ? lackOf(deps.config.publicUrl) : null,
        })),
      );
    },
  );

  api.post(
    '/api/channels/:kind/test',
    says(
      'providers.write',
      'channels',
      'Sends one message to an address and tells what became of it',
      contract.channelTested,
      {
        params: z.object({ kind: pathPart }),
        body: contract.channelTest,
      },
    ),
    async (request) => {
      const { kind } = request.params;
      if (!isChannelKind(kind)) throw errors.API_NOT_FOUND({ what: 'channel', id: kind });
      const read = channelOf(kind).normalise(request.body.to);
      if (!read.ok) throw errors.API_BAD_VALUE({ field: 'to', reason: read.reason.replace(/\.$/, '') });
      const over = kind === 'email' ? ((await ways())[0] ?? null) : null;
      const answer = await tested(deps, over, read.address);
      await audit(request, deps, { action: 'channel.test', target: kind, details: { result: answer.result, over } });
      return answer;
    },
  );
}

/** Readers' mail programs come to the public address, and one-click unsubscription to nothing but https. */
function lackOf(publicUrl: string | null): 'publicUrl' | 'https' | null {
  if (publicUrl === null) return 'publicUrl';
  return publicUrl.startsWith('https://') ? null : 'https';
}

async function tested(deps: ApiDeps, over: string | null, to: string) {
  if (over === null) return { result: 'local' as const, over, reason: null, answer: null };
  const { ok, reason, sent } = await mailTest(deps, over, to);
  return { result: ok ? ('sent' as const) : ('refused' as const), over, reason, answer: sent };
}
