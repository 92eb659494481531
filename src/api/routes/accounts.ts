import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  changeAccount,
  closeSessionsOf,
  invite,
  listAccounts,
  listAudit,
  listInvitations,
  passwordLink,
  withdrawInvitation,
} from '../../access/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/access.ts';
import { done, page, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { invitationLink } from '../pages/welcome.ts';
import { cutPage, numberMark, readCursor, wholeList } from '../paging.ts';
import { says } from './route.ts';

/** As long as an e-mail may be. */
const emailPart = z.string().max(254);

const linkOf = (request: FastifyRequest, { config }: ApiDeps, token: string): string =>
  invitationLink(config.publicUrl ?? `${request.protocol}://${request.host}`, token);

/** Accounts, invitations, and the log of who did what. */
export function accountRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get('/api/accounts', says('accounts.read', 'accounts', 'All accounts', contract.accounts), async () =>
    wholeList(await listAccounts(store.pool)),
  );

  api.patch(
    '/api/accounts/:id',
    says('accounts.write', 'accounts', 'Changes role or name, disables or enables', contract.account, {
      params: z.object({ id: pathPart }),
      body: contract.accountChange,
    }),
    async (request) => {
      const { id } = request.params;
      const account = await changeAccount(store, id, request.body);
      if (account.disabledAt) await closeSessionsOf(store.pool, id);
      await audit(request, deps, { action: 'account.change', target: account.email, details: request.body });
      return account;
    },
  );

  api.get(
    '/api/invitations',
    says('accounts.read', 'accounts', 'Invitations that wait for somebody', contract.invitations),
    async () => wholeList(await listInvitations(store.pool, store.clock.wall())),
  );

  api.post(
    '/api/invitations',
    says(
      'accounts.write',
      'accounts',
      'Makes a one-time link for a new account; it is shown once',
      contract.invitationMade,
      {
        body: contract.invitationRequest,
      },
    ),
    async (request) => {
      const { email, role } = request.body;
      const { token } = await invite(store, { email, role });
      await audit(request, deps, { action: 'account.invite', target: email, details: { role } });
      return { email, role, link: linkOf(request, deps, token) };
    },
  );

  api.delete(
    '/api/invitations/:email',
    says('accounts.write', 'accounts', 'Takes back a link that waits: it opens nothing any more', done, {
      params: z.object({ email: emailPart }),
    }),
    async (request) => {
      const { email } = request.params;
      if (!(await withdrawInvitation(store.pool, email))) throw errors.API_NOT_FOUND({ what: 'invitation', id: email });
      await audit(request, deps, { action: 'account.withdraw', target: email });
      return { ok: true as const };
    },
  );

  api.post(
    '/api/accounts/:id/link',
    says(
      'accounts.write',
      'accounts',
      'Makes a one-time link with which somebody chooses a new password; it is shown once',
      contract.invitationMade.omit({ role: true }),
      { params: z.object({ id: pathPart }) },
    ),
    async (request) => {
      const { token, email } = await passwordLink(store, request.params.id);
      await audit(request, deps, { action: 'account.link', target: email });
      return { email, link: linkOf(request, deps, token) };
    },
  );

  api.get(
    '/api/audit',
    says('audit.read', 'audit', 'Who did what, newest first', contract.auditLines, { querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const before = readCursor(after, numberMark);
      return cutPage(await listAudit(store.pool, { before, most: limit + 1 }), limit, (line) => line.id);
    },
  );
}
