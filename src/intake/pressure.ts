/** Back-pressure: when too many facts wait, senders are asked to come back. */
import { inboxDepth, type Store } from '../store/index.ts';
import { errors } from './errors.ts';
import { depthBelieved, type IntakeLimits } from './limits.ts';

/**
 * A check that is cheap enough for every request: the depth of the inbox is asked for a few times a second at most.
 * The returned function throws INTAKE_BUSY.
 */
export function depthGuard(store: Store, limits: IntakeLimits): () => Promise<void> {
  let asked = Number.NEGATIVE_INFINITY;
  let depth: Promise<number> = Promise.resolve(0);
  return async () => {
    const wall = store.clock.wall().getTime();
    if (wall - asked >= depthBelieved) {
      asked = wall;
      depth = inboxDepth(store.pool, limits.waiting + 1);
    }
    if ((await depth) > limits.waiting) {
      throw errors.INTAKE_BUSY({ limit: limits.waiting, seconds: limits.retryAfter });
    }
  };
}
