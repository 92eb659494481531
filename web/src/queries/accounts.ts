import type { Account, Answers, Asks, AuditLine, access } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList } from './client.ts';

export type Invitation = Answers<typeof access.invitation>;

export const useAccounts = () => useList<Account>('/api/accounts');
export const useInvitations = () => useList<Invitation>('/api/invitations');
export const useAudit = () => useList<AuditLine>('/api/audit');

type Change = Asks<typeof access.accountChange> & { id: string };
export const useChangeAccount = () =>
  useChange(
    ({ id, ...change }: Change) => ask<Account>('PATCH', `/api/accounts/${id}`, change),
    ['/api/accounts', '/api/session'],
  );

/** A link for a new password; it is answered once. */
export const usePasswordLink = () =>
  useChange(
    (id: string) => ask<{ email: string; link: string }>('POST', `/api/accounts/${id}/link`),
    ['/api/invitations'],
  );
export const useWithdrawInvitation = () =>
  useChange((email: string) => ask('DELETE', `/api/invitations/${encodeURIComponent(email)}`), ['/api/invitations']);

/** The link is answered once. */
export const useInvite = () =>
  useChange(
    (given: Asks<typeof access.invitationRequest>) =>
      ask<Answers<typeof access.invitationMade>>('POST', '/api/invitations', given),
    ['/api/invitations'],
  );
