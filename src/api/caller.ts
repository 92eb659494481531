/** Who calls: a browser with a session, a program with a secret key, or a command of this machine. */
import type { FastifyRequest } from 'fastify';
import {
  type AccountRole,
  type AuditEntry,
  accessErrors,
  allow,
  findSecretKey,
  type Right,
  readSession,
  record,
  SESSION_DAYS,
} from '../access/index.ts';
import type { ApiDeps } from './deps.ts';

export const SESSION_COOKIE = 'declic_session';

/** `actor` is what the audit log writes. */
export type Caller = { actor: string; role: AccountRole; account: { id: string; email: string; name: string } | null };

/** What a route asks for: one right, anybody signed in, or nothing. Every route says so. */
export type Needs = Right | 'signed in' | 'nothing';

declare module 'fastify' {
  interface FastifyContextConfig {
    needs?: Needs;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

const COMMAND: Caller = { actor: 'command line', role: 'admin', account: null };

/**
 * Finds out who calls. A key that is sent is the answer, right or wrong: the cookie is not asked after it.
 * @throws ACCESS_WRONG_KEY, ACCESS_OTHER_ORIGIN
 */
export async function callerOf(request: FastifyRequest, deps: ApiDeps): Promise<Caller | null> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return callerOfKey(authorization, deps);
  checkOrigin(request, deps.config.publicUrl);
  const token = request.cookies[SESSION_COOKIE];
  if (!token) return null;
  const account = await readSession(deps.store.pool, deps.store.clock.wall(), token);
  return account && { actor: account.email, role: account.role, account };
}

async function callerOfKey(authorization: string, deps: ApiDeps): Promise<Caller> {
  if (deps.isLocalCommand?.(authorization)) return COMMAND;
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const found = key === undefined ? null : await findSecretKey(deps.store.pool, key);
  if (!found) throw accessErrors.ACCESS_WRONG_KEY({ kind: 'secret' });
  return { actor: `key ${found.name || found.id}`, role: found.role, account: null };
}

/** @throws ACCESS_SIGN_IN_FIRST, ACCESS_NOT_ALLOWED */
export function checkNeeds(caller: Caller | null, needs: Needs): void {
  if (needs === 'nothing') return;
  if (!caller) throw accessErrors.ACCESS_SIGN_IN_FIRST();
  if (needs !== 'signed in') allow(caller.role, needs);
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A change must be asked for by our own pages. Browsers say where a request comes from (Sec-Fetch-Site, Origin), and a
 * page of another site cannot change what they say. Without either header the caller is no browser, so there is no
 * cookie of somebody else to misuse. Hosts are compared, not schemes: behind a proxy we may not know ours.
 */
function checkOrigin(request: FastifyRequest, publicUrl: string | null): void {
  if (READING.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin } = request.headers;
  if (site === undefined && origin === undefined) return;
  const host = hostOf(origin);
  const ours = [request.host, publicUrl === null ? null : new URL(publicUrl).host];
  if (site === undefined && host !== null && ours.includes(host)) return;
  // A proxy that rewrites the host makes browsers say the truth in Sec-Fetch-Site, which was looked at first.
  throw accessErrors.ACCESS_OTHER_ORIGIN({ origin: origin ?? String(site) });
}

function hostOf(origin: string | undefined): string | null {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : null;
}

/** Who is behind a request that a right was asked of. */
export function actorOf(request: FastifyRequest): string {
  return request.caller?.actor ?? 'nobody';
}

/** Writes a line into the audit log in the caller's name. */
export async function audit(request: FastifyRequest, deps: ApiDeps, entry: Omit<AuditEntry, 'actor'>): Promise<void> {
  await record(deps.store.pool, deps.store.clock.wall(), { ...entry, actor: actorOf(request) });
}

/** What the log has of a link that was used: an account is made by it, or gets a new password. */
export const openedBy = ({ email, role, known }: { email: string; role: AccountRole; known: boolean }) =>
  known
    ? { action: 'account.password', target: email, details: { by: 'link' } }
    : { action: 'account.create', target: email, details: { role } };

/** How the session's cookie is set: out of reach of scripts, not sent along by other sites' forms. */
export function cookieOptions(deps: ApiDeps) {
  const secure = deps.config.publicUrl?.startsWith('https:') ?? false;
  return { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: SESSION_DAYS * 86_400 } as const;
}
