/** The web application for browsers: its files, and its one page for every address that is nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { houseLook, languageOf, sendLook } from '../pages/html.ts';
import { words } from '../pages/words.ts';
import { WEB_DIST } from './sources.ts';

/** Names of these files carry a hash of their content: they never change. */
const FOREVER = 'public, max-age=31536000, immutable';
/** Asked for every time, and answered 304 while unchanged. */
const EACH_TIME = 'no-cache';

/**
 * No script runs but our files. Styles may stand in the page, because the components set them so. Images come from anywhere over
 * https: messages are previewed with the shop's own; the frames of previews are sandboxed, and inherit this policy.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data: https:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Addresses that programs ask: what is missing there is answered as a failure, also to a browser. */
const OTHERS = /^\/(api|v1|health|metrics|assets|static|l|i)(\/|$)/;

/** Whether a request that no route answers is somebody who opens a page of the application. */
export function asksForPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0]!;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && !OTHERS.test(path) && /text\/html/.test(request.headers.accept ?? '');
}

export async function webRoutes(app: FastifyInstance): Promise<void> {
  await app.register(files, { root: WEB_DIST, serve: false, preCompressed: true, cacheControl: false });
  app.get<{ Params: { '*': string } }>('/assets/*', (request, reply) =>
    reply.header('cache-control', FOREVER).sendFile(join('assets', request.params['*'])),
  );
  app.get<{ Params: { '*': string } }>('/static/*', (request, reply) =>
    reply.header('cache-control', EACH_TIME).sendFile(join('static', request.params['*'])),
  );
}

/** The page of the application: which screen it shows is for the address to say. */
export function sendApplication(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Looked for each time: it is built while the server runs already.
  if (!existsSync(join(WEB_DIST, 'index.html'))) return sendNotYet(request, reply);
  return reply
    .headers({
      'cache-control': EACH_TIME,
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    .sendFile('index.html');
}

/** While the application is built: a page that asks again by itself. */
function sendNotYet(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(null, request.headers['accept-language']);
  const { notYetTitle, notYet } = words[language];
  return sendLook(reply.header('refresh', '2'), 200, houseLook(language), {
    title: notYetTitle,
    body: `<p>${notYet}</p>`,
  });
}
