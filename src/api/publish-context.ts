import { channels, isChannelKind } from '../channels/index.ts';
import { readShop } from '../delivery/index.ts';
import type { PublishContext } from '../messages/index.ts';
import { listSegments } from '../segments/index.ts';
import type { ApiDeps } from './deps.ts';

/** What the publication of a template has to know of the shop and the outside. */
export async function publishContext({ store, config }: ApiDeps, channel: string): Promise<PublishContext> {
  const { shop, sender } = await readShop(store.pool);
  // A URL, and so an adapter, is only asked for here, not opened: the pool of connections opens with its first message.
  const settings = config.smtpUrl ? { smtpUrl: config.smtpUrl } : {};
  const adapter = isChannelKind(channel) ? channels[channel].connect(settings) : null;
  await adapter?.close();
  return {
    shop,
    sender,
    publicUrl: config.publicUrl ?? undefined,
    connected: adapter !== null,
    segments: new Set((await listSegments(store.pool)).map(({ key }) => key)),
    now: store.clock.now(),
  };
}
