/** One message at the network. */
import type { Logger } from 'pino';
import { domainOf } from '../providers/index.ts';
import type { Store } from '../store/index.ts';
import { handing } from './counts.ts';
import type { Item } from './feed.ts';
import { settled } from './last-look.ts';
import type { Settlement } from './outbox.ts';
import { outcomeOf } from './outcome.ts';
import type { Way, Ways } from './ways.ts';
import type { Written } from './write.ts';

/** A message that was handed over, and the way it takes. */
export type Leaving = { item: Item; written: Written; way: Way };

/** The domain that a mail is from, if it leaves over a network. */
export const senderOf = ({ item, written, way }: Leaving): string | null =>
  way.adapter.connected && item.message.channel === 'email' ? domainOf(written.from.address) || null : null;

/** Hands a message to its way and answers what became of it; it never throws. */
export async function sendOver(
  { ways, store, log }: { ways: Ways; store: Store; log: Logger },
  { item, written, way }: Leaving,
): Promise<Settlement> {
  const { message, address } = item;
  const { filled, ...outgoing } = written;
  const taken = handing.startTimer({ transport: way.adapter.name });
  try {
    const result = await ways.send(way, { ...outgoing, key: message.key, to: address });
    const wall = store.clock.wall();
    const settlement = outcomeOf({ ...message, address, filled }, result, wall, ways.again(way, wall));
    return way.adapter.connected ? settlement : { ...settlement, transport: way.adapter.name };
  } catch (error) {
    // Adapters answer with a state; one that throws is a fault of the program, and nobody knows how far it came.
    log.error({ event: 'delivery.adapter_failed', err: error, key: message.key }, 'an adapter failed');
    const state = way.adapter.connected ? 'uncertain' : 'failed';
    const transport = way.adapter.connected ? {} : { transport: way.adapter.name };
    return { ...settled(message.key, state, 'adapter_failed', address), ...transport };
  } finally {
    taken();
  }
}
