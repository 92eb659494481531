import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { writeKeyFinder } from '../access/index.ts';
import type { Config } from '../config.ts';
import { trackingRoutes } from '../intake/index.ts';
import { readSetting } from '../settings/index.ts';
import { callerOf, checkNeeds } from './caller.ts';
import { checkCharacters } from './characters.ts';
import type { Api, ApiDeps } from './deps.ts';
import { answerFailure, answerNotFound } from './failure.ts';
import { drainTooLarge, longestBody } from './limits.ts';
import { publicPages } from './pages/index.ts';
import { houseRoutes } from './routes/house.ts';
import { apiRoutes } from './routes/index.ts';
import { asksForPage, sendApplication, webRoutes } from './web/index.ts';

/** Longest part of a path: ids and keys are shorter, signed links longer. */
const LONGEST_PATH_PART = 2_500;

/**
 * The whole HTTP face: `/api/*` with its description, tracking, public pages, the web application, health and metrics. Made ready, not listening.
 */
export async function buildApi(deps: ApiDeps): Promise<FastifyInstance> {
  const bodyLimit = await readSetting(deps.store.pool, longestBody);
  const app = Fastify({
    trustProxy: proxiesOf(deps.config.trustProxy),
    bodyLimit,
    routerOptions: { maxParamLength: LONGEST_PATH_PART },
    // Requests that come in while the server stops are answered like the others.
    return503OnClosing: false,
  });
  app.setErrorHandler(answerFailure(deps.log));
  app.setNotFoundHandler((request, reply) =>
    asksForPage(request) ? sendApplication(request, reply) : answerNotFound(request, reply),
  );
  app.addHook('preParsing', drainTooLarge);
  app.addHook('onSend', async (_, reply) => void reply.header('x-content-type-options', 'nosniff'));
  await app.register(cookie);
  houseRoutes(app, deps);
  await webRoutes(app);
  await app.register(publicPages(deps));
  await app.register(trackingRoutes({ store: deps.store, findWriteKey: writeKeyFinder(deps.store) }));
  await app.register(describedRoutes(deps));
  await app.ready();
  return app;
}

/** A number of hops is a function for Fastify: the nearest so many are believed. */
function proxiesOf(trust: Config['trustProxy']) {
  return typeof trust === 'number' ? (_address: string, hop: number) => hop < trust : trust;
}

/** `/api/*`: every route is described, says what right it needs, and is asked for it before its body is read. */
const describedRoutes = (deps: ApiDeps) => async (scope: FastifyInstance) => {
  const api = scope.withTypeProvider() as unknown as Api;
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  await api.register(swagger, { openapi: DESCRIPTION, transform: jsonSchemaTransform });
  api.decorateRequest('caller', null);
  api.addHook('onRoute', (route) => {
    if (route.config?.needs === undefined)
      throw new Error(`${route.method} ${route.url} does not say what right it needs`);
  });
  api.addHook('onRequest', async (request) => {
    request.caller = await callerOf(request, deps);
    checkNeeds(request.caller, request.routeOptions.config.needs ?? 'signed in');
  });
  api.addHook('preValidation', checkCharacters);
  apiRoutes(api, deps);
  api.get('/api/openapi.json', { config: { needs: 'nothing' }, schema: { hide: true } }, async () => api.swagger());
};

const DESCRIPTION = {
  openapi: '3.1.0',
  info: {
    title: 'Déclic',
    version: '1',
    description:
      'Everything the web application does. Sign in for a session cookie, or send a secret key as “Authorization: Bearer …”. ' +
      'Lists answer {items, next}: send “next” back as “after”. Failures answer {error: {code, message, params, details}}. ' +
      'Facts come in at /v1/* with a write key, by the protocol of Segment.',
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'declic_session' },
      secretKey: { type: 'http', scheme: 'bearer' },
    },
  },
  security: [{ session: [] }, { secretKey: [] }],
} as const satisfies import('@fastify/swagger').FastifyDynamicSwaggerOptions['openapi'];
