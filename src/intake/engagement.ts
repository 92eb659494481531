/** The door for opens and clicks: what asked for a link or a pixel is named here, and its address goes no further. */
import {
  agentOf,
  appleNetworks,
  bucketOfMessage,
  gatewayNetworks,
  HIT,
  type Hit,
  networkHash,
  type Ranges,
  rangesOf,
  within,
} from '../delivery/index.ts';
import { linkKey, type TrackedMessage } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { keyOf, lanes, putInbox, type Store } from '../store/index.ts';

/** How long networks are believed before they are read again, in milliseconds of the wall clock. */
const NETWORKS_BELIEVED = 30_000;
/** The same program asking again within this time says nothing new. */
const REPEAT_MS = 1_000;

/** A request for a link or a pixel whose token was ours. */
export type Asked = {
  kind: Hit['kind'];
  message: TrackedMessage;
  link: string | null;
  links: number;
  head: boolean;
  userAgent: string | undefined;
  address: string;
  prefetch: boolean;
};

/** What came back from a message is durable when this returns. */
export function engagementDoor(store: Store, secret: string): (asked: Asked) => Promise<void> {
  const networks = networksReader(store);
  return async ({ kind, message, link, links, head, ...from }) => {
    const sameBuckets = message.buckets === store.buckets;
    const bucket = sameBuckets ? message.bucket : await bucketOfMessage(store.pool, message.key);
    // The row was retained away: what came of it is not kept any more either.
    if (bucket === null) return;
    const { apple, gateways } = await networks();
    const agent = agentOf(from, apple);
    const network = networkHash(linkKey(secret, 'network'), from.address).toString('hex');
    const hit: Hit = {
      key: message.key,
      kind,
      link,
      links,
      agent,
      head,
      gateway: within(gateways, from.address),
      network,
    };
    const now = store.clock.now();
    const turn = Math.floor(now.getTime() / REPEAT_MS);
    const messageId = keyOf('hit', message.key, kind, link ?? '', network, agent, String(head), turn);
    const moment = { occurredAt: now, receivedAt: now };
    // Nobody is named: the message's row knows who it is about, and somebody who was erased is not made anew.
    const row = { bucket, lane: lanes.fresh, kind: HIT, personId: null, messageId, origin: 'live' as const, ...moment };
    await putInbox(store.pool, [{ ...row, body: hit }]);
    store.wake([bucket]);
  };
}

function networksReader(store: Store): () => Promise<{ apple: Ranges; gateways: Ranges }> {
  let asked = Number.NEGATIVE_INFINITY;
  let known: Promise<{ apple: Ranges; gateways: Ranges }> | null = null;
  const read = async () => {
    const [apple, gateways] = await readSettings(store.pool, [appleNetworks as never, gatewayNetworks as never]);
    return { apple: rangesOf(apple as string[]), gateways: rangesOf(gateways as string[]) };
  };
  return () => {
    const wall = store.clock.wall().getTime();
    if (!known || wall - asked >= NETWORKS_BELIEVED) {
      asked = wall;
      known = read();
      known.catch(() => {
        known = null;
      });
    }
    return known;
  };
}
