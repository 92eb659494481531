import { errors } from './errors.ts';

export const ROLES = ['admin', 'marketer', 'analyst'] as const;
export type AccountRole = (typeof ROLES)[number];

/**
 * Who may do what: the one table. A right is a noun and a verb; every route names one of them.
 * Analysts look, marketers also change what is said and to whom, administrators also decide about the installation.
 */
export const rights = {
  'people.read': ['admin', 'marketer', 'analyst'],
  'people.export': ['admin', 'marketer'],
  'people.erase': ['admin'],
  'segments.read': ['admin', 'marketer', 'analyst'],
  'segments.write': ['admin', 'marketer'],
  'scenarios.read': ['admin', 'marketer', 'analyst'],
  'scenarios.write': ['admin', 'marketer'],
  'scenarios.run': ['admin', 'marketer'],
  'campaigns.read': ['admin', 'marketer', 'analyst'],
  'campaigns.write': ['admin', 'marketer'],
  'campaigns.run': ['admin', 'marketer'],
  'results.read': ['admin', 'marketer', 'analyst'],
  'forms.read': ['admin', 'marketer', 'analyst'],
  'forms.write': ['admin', 'marketer'],
  'wordings.read': ['admin', 'marketer', 'analyst'],
  'wordings.write': ['admin', 'marketer'],
  'templates.read': ['admin', 'marketer', 'analyst'],
  'templates.write': ['admin', 'marketer'],
  'lists.read': ['admin', 'marketer', 'analyst'],
  'lists.write': ['admin', 'marketer'],
  'products.read': ['admin', 'marketer', 'analyst'],
  'outbox.read': ['admin', 'marketer', 'analyst'],
  'delivery.read': ['admin', 'marketer', 'analyst'],
  'delivery.control': ['admin', 'marketer'],
  'outbox.resolve': ['admin', 'marketer'],
  'send.write': ['admin', 'marketer'],
  'suppressions.read': ['admin', 'marketer', 'analyst'],
  'suppressions.add': ['admin', 'marketer'],
  'suppressions.remove': ['admin'],
  'bounces.read': ['admin', 'marketer', 'analyst'],
  'bounces.write': ['admin', 'marketer'],
  'rejected.read': ['admin', 'marketer', 'analyst'],
  'stats.read': ['admin', 'marketer', 'analyst'],
  'imports.read': ['admin', 'marketer', 'analyst'],
  'imports.write': ['admin', 'marketer'],
  'banks.read': ['admin', 'marketer', 'analyst'],
  'banks.write': ['admin'],
  'codes.read': ['admin', 'marketer'],
  'codes.write': ['admin', 'marketer'],
  'providers.read': ['admin', 'marketer', 'analyst'],
  'providers.write': ['admin'],
  'settings.read': ['admin', 'marketer', 'analyst'],
  'settings.write': ['admin'],
  'compliance.read': ['admin', 'marketer', 'analyst'],
  'compliance.write': ['admin'],
  'keys.read': ['admin'],
  'keys.write': ['admin'],
  'accounts.read': ['admin'],
  'accounts.write': ['admin'],
  'audit.read': ['admin'],
  'clock.read': ['admin', 'marketer', 'analyst'],
  'clock.move': ['admin'],
} as const satisfies Record<string, readonly AccountRole[]>;

export type Right = keyof typeof rights;

/** Whether the role has the right. */
export function mayDo(role: AccountRole, right: Right): boolean {
  return (rights[right] as readonly AccountRole[]).includes(role);
}

/** @throws ACCESS_NOT_ALLOWED when the role has not the right */
export function allow(role: AccountRole, right: Right): void {
  if (!mayDo(role, right)) throw errors.ACCESS_NOT_ALLOWED({ role, right, allowed: rights[right].join(' or ') });
}
