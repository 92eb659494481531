/** The door of access: who may come in, what each role may do, keys of programs, and who did what. */
/** Accounts, invitations and the first administrator. */
export {
  type Account,
  acceptInvitation,
  changeAccount,
  createAccount,
  ensureFirstAdmin,
  type FirstAdmin,
  type Invitation,
  invite,
  listAccounts,
  listInvitations,
  passwordLink,
  readInvitation,
  type SignedIn,
  withdrawInvitation,
} from './accounts.ts';
/** Failed sign-ins, counted in the process. */
export { type Attempts, attempts } from './attempts.ts';
/** Who did what. */
export { type AuditEntry, type AuditLine, listAudit, record, recordWithin } from './audit.ts';
/** The errors of this room. */
export { errors as accessErrors } from './errors.ts';
/** Keys of programs: write keys send facts, secret keys do what their role does. */
export {
  createKey,
  type FoundKey,
  findSecretKey,
  findWriteKey,
  KEY_KINDS,
  type KeyKind,
  type KeyLine,
  listKeys,
  type NewKey,
  revokeKey,
  writeKeyFinder,
} from './keys.ts';
/** The one table of who may do what. */
export { type AccountRole, allow, mayDo, type Right, ROLES, rights } from './rights.ts';
/** Sessions of the browser. */
export {
  changePassword,
  closeSession,
  closeSessionsOf,
  openSession,
  readSession,
  SESSION_DAYS,
  signIn,
} from './sessions.ts';
