import { z } from 'zod';
import {
  changeAccount,
  closeSessionsOf,
  invite,
  listAccounts,
  listAudit,
  listInvitations,
} from '../../access/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/access.ts';
import { page, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { invitationLink } from '../pages/welcome.ts';
import { cutPage, numberMark, readCursor, wholeList } from '../paging.ts';
import { says } from './route.ts';

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
      const base = deps.config.publicUrl ?? `${request.protocol}://${request.host}`;
      return { email, role, link: invitationLink(base, token) };
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
