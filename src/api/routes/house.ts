import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { outboxStats } from '../../delivery/index.ts';
import { definitionsVersion, inboxDepth } from '../../store/index.ts';
import type { ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';

/** Counting waiting facts stops here: more is “a lot”. */
const MOST_COUNTED = 1_000_000;

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

function metricRoutes(app: FastifyInstance, { store }: ApiDeps): void {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'declic_' });
  const seconds = new Histogram({
    name: 'declic_http_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    registers: [register],
  });
  const waiting = new Gauge({
    name: 'declic_inbox_rows',
    help: 'Facts accepted and not yet applied',
    registers: [register],
  });
  const outbox = new Gauge({
    name: 'declic_outbox_messages',
    help: 'Messages by state',
    labelNames: ['state'],
    registers: [register],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
  });
  app.get('/metrics', async (_, reply) => {
    waiting.set(await inboxDepth(store.pool, MOST_COUNTED));
    for (const [state, count] of Object.entries(await outboxStats(store.pool))) outbox.set({ state }, count);
    return reply.type(register.contentType).send(await register.metrics());
  });
}
