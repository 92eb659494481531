import { z } from 'zod';
import { KEY_KINDS, ROLES } from '../../access/index.ts';
import { json, listOf, moment, name } from './parts.ts';

const email = z.string().max(254);
/** The access room says how long a password must be; this only keeps novels out. */
const password = z.string().max(1_000);
const token = z.string().max(200);
export const role = z.enum(ROLES);

export const signInRequest = z.strictObject({ email, password });
export const firstAdminRequest = z.strictObject({ token, email, password, name: name.optional() });
export const passwordRequest = z.strictObject({ current: password, next: password });
export const me = z.object({
  id: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string(),
  role,
  rights: z.array(z.string()),
});

export const account = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  createdAt: moment,
  disabledAt: moment.nullable(),
});
export const accounts = listOf(account);
export const accountChange = z.strictObject({
  role: role.optional(),
  name: name.optional(),
  disabled: z.boolean().optional(),
});
export const invitationRequest = z.strictObject({ email, role });
/** `link` is shown once. */
export const invitationMade = z.object({ email: z.string(), role, link: z.string() });
export const invitation = z.object({
  email: z.string().nullable(),
  role,
  expiresAt: moment,
  known: z.boolean().describe('true for somebody who has an account and chooses a new password'),
});
export const invitations = listOf(invitation);

export const keyRequest = z.strictObject({ kind: z.enum(KEY_KINDS), name: name.optional(), role: role.optional() });
export const keyMade = z.object({ id: z.string(), kind: z.enum(KEY_KINDS), key: z.string() });
export const keyLine = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  hint: z.string(),
  role,
  createdAt: moment,
  revokedAt: moment.nullable(),
});
export const keys = listOf(keyLine);

export const auditLine = z.object({
  id: z.number(),
  at: moment,
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  details: json,
});
export const auditLines = listOf(auditLine);
