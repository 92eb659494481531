import type { ComplianceRule } from '../rule.ts';
import { clickConsent } from './click-consent.ts';
import { complaintRate } from './complaint-rate.ts';
import { objection } from './objection.ts';
import { oneClick } from './one-click.ts';
import { openConsent } from './open-consent.ts';
import { priorConsent } from './prior-consent.ts';
import { senderIdentity } from './sender-identity.ts';
import { similarProducts } from './similar-products.ts';
import { smsStop } from './sms-stop.ts';

/** The registry: every rule that this version enforces, by number. */
export const rules = {
  priorConsent,
  similarProducts,
  senderIdentity,
  openConsent,
  clickConsent,
  smsStop,
  objection,
  oneClick,
  complaintRate,
} as const satisfies Record<string, ComplianceRule>;

export type RuleId = keyof typeof rules;
