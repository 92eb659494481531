import {
  acceptInvitation,
  accessErrors,
  attempts,
  changePassword,
  closeSession,
  mayDo,
  openSession,
  type Right,
  rights,
  signIn,
} from '../../access/index.ts';
import { audit, type Caller, cookieOptions, openedBy, SESSION_COOKIE } from '../caller.ts';
import * as contract from '../contract/access.ts';
import { done } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { says } from './route.ts';

const tag = 'session';

/** Signing in and out, who I am, the first administrator, one's own password. */
export function sessionRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const counted = attempts();

  api.post(
    '/api/session',
    says('nothing', tag, 'Signs in and sets the session cookie', contract.me, { body: contract.signInRequest }),
    async (request, reply) => {
      const signedIn = await signIn(store, counted, { ...request.body, from: request.ip });
      reply.setCookie(SESSION_COOKIE, signedIn.token, cookieOptions(deps));
      request.caller = { actor: signedIn.account.email, role: signedIn.account.role, account: signedIn.account };
      await audit(request, deps, { action: 'session.open', details: { from: request.ip } });
      return asMe(request.caller);
    },
  );

  api.post(
    '/api/session/invitation',
    says(
      'nothing',
      tag,
      'Makes the account of an invitation (the first administrator’s too), or gives one its new password, and signs in',
      contract.me,
      {
        body: contract.firstAdminRequest,
      },
    ),
    async (request, reply) => {
      const { token, ...given } = request.body;
      const account = await acceptInvitation(store, token, given);
      const session = await openSession(store.pool, store.clock.wall(), account.id);
      reply.setCookie(SESSION_COOKIE, session.token, cookieOptions(deps));
      request.caller = { actor: account.email, role: account.role, account };
      await audit(request, deps, openedBy(account));
      return asMe(request.caller);
    },
  );

  api.get('/api/session', says('signed in', tag, 'Who I am and what I may do', contract.me), async (request) =>
    asMe(request.caller!),
  );

  api.delete('/api/session', says('nothing', tag, 'Signs out', done), async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token) await closeSession(store.pool, token);
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return { ok: true as const };
  });

  api.post(
    '/api/session/password',
    says('signed in', tag, 'Changes my password and signs me out everywhere else', done, {
      body: contract.passwordRequest,
    }),
    async (request, reply) => {
      const { account, role } = request.caller!;
      if (!account) throw accessErrors.ACCESS_SIGN_IN_FIRST();
      const session = await changePassword(store, counted, { ...account, role }, { ...request.body, from: request.ip });
      reply.setCookie(SESSION_COOKIE, session.token, cookieOptions(deps));
      await audit(request, deps, { action: 'account.password', target: account.email });
      return { ok: true as const };
    },
  );
}

function asMe({ role, account, actor }: Caller) {
  const may = (Object.keys(rights) as Right[]).filter((right) => mayDo(role, right));
  return { id: account?.id ?? null, email: account?.email ?? null, name: account?.name ?? actor, role, rights: may };
}
