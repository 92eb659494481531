import type { FastifyInstance } from 'fastify';
import { errors } from './errors.ts';

/** Whether the server was asked to stop; requests that wait for long work ask it. */
export type Closing = { readonly asked: boolean; race: <T>(work: Promise<T>) => Promise<T> };

/**
 * Lets requests that wait (an import for its facts, a clock for its days) end with the server: closing waits for every
 * request, so they would hold it up for as long as their work takes. What they began goes on or is done again by whoever asks anew.
 */
export function closingOf(app: FastifyInstance): Closing {
  let asked = false;
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  app.addHook('preClose', async () => {
    asked = true;
    stop();
  });
  return {
    get asked() {
      return asked;
    },
    /** The work's result; API_CLOSED when the server is asked to stop first. */
    race: async (work) => {
      const refused = stopped.then((): never => {
        throw errors.API_CLOSED();
      });
      // One of the two is always left behind; its failure belongs to nobody then.
      work.catch(() => {});
      refused.catch(() => {});
      return Promise.race([work, refused]);
    },
  };
}
