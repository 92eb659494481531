import type { FastifyInstance } from 'fastify';
import { defineTimes, scrape } from '../../metrics/index.ts';
import { definitionsVersion } from '../../store/index.ts';
import type { ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { placeOf } from '../failure.ts';

/** A request that takes longer is logged. */
const SLOW_SECONDS = 2;

/** For those who run the server: is it alive, is it ready, how does it do. Nothing here is about people. */
export function houseRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async () => {
    await definitionsVersion(deps.store.pool).catch((cause: Error) => {
      throw errors.API_CLOSED({}, { cause });
    });
    return { status: 'ready' };
  });
  // A command asks here whether this is the server whose file it found.
  app.get('/health/token', async (request, reply) => {
    const { authorization } = request.headers;
    reply.code(authorization !== undefined && deps.isLocalCommand?.(authorization) ? 204 : 401);
    return null;
  });
  metricRoutes(app, deps);
}

const answering = defineTimes({
  name: 'declic_http_seconds',
  help: 'Time to answer, by route',
  labels: ['method', 'route', 'status'],
  bounds: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
});

function metricRoutes(app: FastifyInstance, { store, log }: ApiDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, route } = placeOf(request);
    const seconds = reply.elapsedTime / 1_000;
    answering.observe({ method, route, status: reply.statusCode }, seconds);
    if (seconds >= SLOW_SECONDS)
      log.warn({ event: 'http.slow', method, route, status: reply.statusCode, seconds }, 'a request was slow');
  });
  app.get('/metrics', async (_, reply) => {
    const { pool, clock } = store;
    const { type, text } = await scrape({ on: pool, now: clock.now(), wall: clock.wall() });
    return reply.type(type).send(text);
  });
}
