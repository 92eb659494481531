import {
  cancelSend,
  deliveryStatus,
  type PausableKind,
  pauseSend,
  resumeAll,
  resumeSend,
  type SendKind,
  senders,
  stopAll,
} from '../../delivery/index.ts';
import { actorOf, audit } from '../caller.ts';
import * as contract from '../contract/delivery.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { says } from './route.ts';

const tag = 'delivery';

/** The switch that stops everything, and pauses of single sends. */
export function deliveryRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const status = async () => {
    const { paused, waiting } = await deliveryStatus(store.pool);
    // Asked for only where a sender is held back: that is rare, and the screens ask every few seconds.
    const asked = paused.some(({ kind }) => kind === 'sender') ? await senders(store.pool, store.clock.now()) : [];
    const byDomain = new Map(asked.map(({ domain, delivered, complaints }) => [domain, { delivered, complaints }]));
    return {
      stopped: paused.some(({ kind }) => kind === 'class'),
      paused: paused.map((one) => ({
        ...one,
        counted: one.kind === 'sender' ? (byDomain.get(one.key) ?? null) : null,
      })),
      waiting,
    };
  };

  api.get(
    '/api/delivery',
    says('delivery.read', tag, 'What is stopped or paused, by whom, and how much waits for it', contract.delivery),
    status,
  );

  api.post(
    '/api/delivery/stop',
    says('delivery.control', tag, 'Stops everything that is not in hand: nothing is lost', contract.delivery, {
      body: contract.stop,
    }),
    async (request) => {
      const { transactional, reason } = request.body;
      await stopAll(store, { transactional, reason, by: actorOf(request) });
      await audit(request, deps, { action: 'delivery.stop', details: { transactional, reason } });
      return status();
    },
  );

  api.post(
    '/api/delivery/resume',
    says('delivery.control', tag, 'Lets everything go again; paused sends stay paused', contract.delivery),
    async (request) => {
      await resumeAll(store);
      await audit(request, deps, { action: 'delivery.resume' });
      return status();
    },
  );
  sendRoutes(api, deps, status);
}

type Said = { by: string; reason?: string };
type Change = {
  summary: string;
  params: typeof contract.pausable;
  change: (store: ApiDeps['store'], kind: PausableKind, key: string, said: Said) => Promise<void>;
};

const CHANGES: Record<string, Change> = {
  pause: {
    summary: 'Holds back what waits of a send, or the promotional mail of a sender’s domain, and what will come',
    params: contract.pausable,
    change: pauseSend,
  },
  resume: {
    summary: 'Lets a paused send, or a sender’s domain, go on',
    params: contract.pausable,
    change: (store, kind, key) => resumeSend(store, kind, key),
  },
  cancel: {
    summary: 'Pauses a send and takes back for good what waits of it; what has left has left',
    // A sender has nothing to take back for good.
    params: contract.send as never,
    change: (store, kind, key, said) => cancelSend(store, kind as SendKind, key, said),
  },
};

function sendRoutes<Status>(api: Api, deps: ApiDeps, status: () => Promise<Status>): void {
  for (const [verb, { summary, params, change }] of Object.entries(CHANGES)) {
    api.post(
      `/api/delivery/:kind/:key/${verb}`,
      says('delivery.control', tag, summary, contract.delivery, { params, body: contract.pause }),
      async (request) => {
        const { kind, key } = request.params;
        const { reason } = request.body;
        await change(deps.store, kind, key, { by: actorOf(request), reason });
        await audit(request, deps, { action: `delivery.${verb}`, target: `${kind}:${key}`, details: { reason } });
        return status() as never;
      },
    );
  }
}
