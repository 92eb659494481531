/** Back-pressure: when too many facts wait, senders are asked to come back. */
import { inboxDepth, type Store } from '../store/index.ts';
import { errors } from './errors.ts';
import { depthBelieved, farFromLimit, type IntakeLimits } from './limits.ts';

/**
 * A check that is cheap enough for every request: the depth of the inbox is asked for a few times a second at most.
 * The returned function throws INTAKE_BUSY.
 */
export function depthGuard(store: Store, limits: IntakeLimits): () => Promise<void> {
  let asked = Number.NEGATIVE_INFINITY;
  let depth: Promise<number> = Promise.resolve(0);
  let believed = depthBelieved;
  return async () => {
    const wall = store.clock.wall().getTime();
    if (wall - asked >= believed) {
      asked = wall;
      believed = depthBelieved;
      depth = inboxDepth(store.pool, limits.waiting + 1);
    }
    const waiting = await depth;
    // Far from the limit the answer holds for longer: asking reads every page that applied facts have left behind.
    if (waiting * farFromLimit < limits.waiting) believed = depthBelieved * farFromLimit;
    if (waiting > limits.waiting) {
      throw errors.INTAKE_BUSY({ limit: limits.waiting, seconds: limits.retryAfter });
    }
  };
}
