/** `/v1/*`: the doors that the tracking libraries know. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { isDeclicError } from '../errors.ts';
import type { Fact } from '../facts/index.ts';
import type { Store } from '../store/index.ts';
import { accept } from './accept.ts';
import { type Fault, isFault } from './check.ts';
import { errors } from './errors.ts';
import { deepest, defaultLimits, type IntakeLimits } from './limits.ts';
import { readPayload } from './payload.ts';
import { depthGuard } from './pressure.ts';
import type { Rejection } from './rejected.ts';
import { dateOf, type Envelope, type MessageType, readMessage } from './segment.ts';
import { writeKeysOf } from './write-key.ts';

export type TrackingDeps = {
  store: Store;
  /** The source behind a write key; null when it is unknown or revoked. */
  findWriteKey: (key: string) => Promise<{ id: string } | null>;
  limits?: Partial<IntakeLimits>;
};

type Door = { type?: MessageType; origin: Envelope['origin'] };

const singles: Readonly<Record<MessageType, string>> = {
  identify: 'i',
  track: 't',
  page: 'p',
  screen: 's',
  group: 'g',
  alias: 'a',
};

/** Every address and what it takes: Segment's, its browser library's short forms, Jitsu's and Dittofeed's. */
function doors(): Map<string, Door> {
  const all = new Map<string, Door>();
  for (const [type, short] of Object.entries(singles) as [MessageType, string][]) {
    for (const path of [`/v1/${type}`, `/v1/${short}`, `/api/s/${type}`, `/api/s/s2s/${type}`])
      all.set(path, { type, origin: 'live' });
  }
  for (const path of ['/v1/batch', '/v1/b', '/api/s/batch', '/api/public/apps/batch'])
    all.set(path, { origin: 'live' });
  all.set('/v1/import', { origin: 'import' });
  return all;
}

/**
 * The tracking doors as a plugin. Everything is answered 200 once it is durable; an event that cannot be taken is listed
 * with its reason and never fails the others, because the libraries drop or repeat a whole batch that is refused.
 */
export function trackingRoutes(deps: TrackingDeps): FastifyPluginAsync {
  const limits: IntakeLimits = { ...defaultLimits, ...deps.limits };
  const checkDepth = depthGuard(deps.store, limits);
  return async (app) => {
    takeAnyBody(app, limits);
    app.addHook('onRequest', allowAnyOrigin);
    app.setErrorHandler(answerError(limits));
    for (const [path, door] of doors()) {
      for (const url of [path, `${path}/`]) {
        app.options(url, async (_, reply) => reply.code(204).send());
        app.post(url, async (request) => {
          await checkDepth();
          return take(deps, limits, door, request);
        });
      }
    }
    // The browser library asks for its settings before it sends: it delivers to this server only.
    app.get<{ Params: { writeKey: string } }>('/v1/projects/:writeKey/settings', async (request) => {
      const { writeKey } = request.params;
      if (!(await deps.findWriteKey(writeKey))) throw errors.INTAKE_WRONG_KEY();
      return { integrations: { 'Segment.io': { apiKey: writeKey, apiHost: `${request.host}/v1` } } };
    });
  };
}

/** Bodies are taken as bytes, whatever they are called: libraries send JSON as text, as forms, and without a type. */
function takeAnyBody(app: FastifyInstance, limits: IntakeLimits): void {
  app.removeAllContentTypeParsers();
  const bodyLimit = Math.max(limits.batch, limits.importBatch);
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_, body, done) => done(null, body));
}

/** Shops' pages call from their own addresses; a write key opens nothing but this door. */
async function allowAnyOrigin(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('access-control-allow-origin', request.headers.origin ?? '*');
  reply.header('vary', 'Origin');
  if (request.method !== 'OPTIONS') return;
  reply.header('access-control-allow-methods', 'POST, GET, OPTIONS');
  reply.header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'content-type');
  reply.header('access-control-max-age', '86400');
}

const answerError = (limits: IntakeLimits) => (error: unknown, _: FastifyRequest, reply: FastifyReply) => {
  const known = tooLarge(error, limits) ?? error;
  if (!isDeclicError(known)) throw known;
  if (isDeclicError(known, 'INTAKE_BUSY')) reply.header('retry-after', String(limits.retryAfter));
  return reply.code(known.status).send({ success: false, error: known });
};

function tooLarge(error: unknown, limits: IntakeLimits): unknown {
  const { code } = error as { code?: string };
  return code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? errors.INTAKE_TOO_LARGE({ limit: limits.batch }) : null;
}

async function take(deps: TrackingDeps, limits: IntakeLimits, door: Door, request: FastifyRequest) {
  const limit = door.origin === 'import' ? limits.importBatch : limits.batch;
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  // A sender without the right key learns nothing about its body, but the key may be inside.
  const body = await readPayload(bytes, request.headers['content-encoding'], limit);
  const source = await sourceOf(deps, request, body);
  const receivedAt = deps.store.clock.now();
  const { facts, faults } = readAll(body, door, limits, receivedAt);
  const rejected = faults.map(({ fault, raw }): Rejection => ({ ...fault, receivedAt, source, raw }));
  if (facts.length > 0 || rejected.length > 0) await accept(deps.store, facts, { source, rejected });
  return { success: true };
}

async function sourceOf(deps: TrackingDeps, request: FastifyRequest, body: unknown): Promise<string> {
  const keys = writeKeysOf(request.headers, body, request.query);
  if (keys.length === 0) throw errors.INTAKE_NO_KEY();
  for (const key of keys) {
    const source = await deps.findWriteKey(key);
    if (source) return source.id;
  }
  throw errors.INTAKE_WRONG_KEY();
}

type Faulty = { fault: Fault; raw: string };

function readAll(
  body: unknown,
  door: Door,
  limits: IntakeLimits,
  receivedAt: Date,
): { facts: Fact[]; faults: Faulty[] } {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const single = door.type !== undefined;
  const items = single ? [body] : given.batch;
  if (!Array.isArray(items)) throw errors.INTAKE_BAD_JSON({ reason: 'a batch is {"batch": [ … ]}' });
  const context = !single && typeof given.context === 'object' ? (given.context as Record<string, unknown>) : undefined;
  const envelope: Envelope = { origin: door.origin, receivedAt, sentAt: dateOf(given.sentAt), context };
  const facts: Fact[] = [];
  const faults: Faulty[] = [];
  for (const item of items) {
    const large = sizeFault(item, limits);
    const fact = large ?? readMessage(item, envelope, door.type);
    if (isFault(fact)) faults.push({ fault: fact, raw: rawOf(item) });
    else facts.push(fact);
  }
  return { facts, faults };
}

function sizeFault(item: unknown, limits: IntakeLimits): Fault | null {
  // A character becomes six bytes at most (\u0000): what is small beyond doubt is not written out to be measured.
  if (roughSize(item, limits.event) * 6 <= limits.event) return null;
  const size = Buffer.byteLength(rawOf(item));
  if (size <= limits.event) return null;
  return { code: 'too_large', reason: `It has ${size} bytes; an event has at most ${limits.event}.` };
}

/** Characters of an event as JSON, no less than there are; stops counting where it is more than `enough`, or nests deep. */
function roughSize(item: unknown, enough: number, depth = 0): number {
  if (depth > deepest) return enough;
  if (typeof item === 'string') return item.length + 2;
  if (typeof item !== 'object' || item === null) return 25;
  let size = 2;
  for (const key in item) {
    size += key.length + 4 + roughSize((item as Record<string, unknown>)[key], enough, depth + 1);
    if (size > enough) break;
  }
  return size;
}

function rawOf(item: unknown): string {
  try {
    return JSON.stringify(item) ?? 'null';
  } catch {
    return '(nested too deep to be shown)';
  }
}
