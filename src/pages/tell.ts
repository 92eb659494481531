import type { Person } from '../people/index.ts';
import { lanes, newId, putInbox, type Store } from '../store/index.ts';
import type { Said } from './choices.ts';

/**
 * What a person says on a page is durable when this returns. It is said of the person and of no address, so that it stands for
 * every address they have; and in the fastest lane, because no message may leave while it waits.
 */
export async function tellOf(
  store: Store,
  { id, bucket }: Pick<Person, 'id' | 'bucket'>,
  said: readonly Said[],
): Promise<void> {
  const now = store.clock.now();
  const moment = { occurredAt: now, receivedAt: now };
  const common = { bucket, personId: id, lane: lanes.transactional, origin: 'live' as const, ...moment };
  await putInbox(
    store.pool,
    said.map(({ kind, body }) => ({ ...common, kind, body, messageId: kind === 'track' ? newId() : null })),
  );
  store.wake([bucket]);
}
