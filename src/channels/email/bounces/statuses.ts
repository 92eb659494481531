/**
 * Enhanced status codes: class.subject.detail.
 *
 * Sources: RFC 3463 (the codes), the IANA registry “SMTP Enhanced Status Codes”, which adds RFC 5248, RFC 6531 (6.7–6.10), RFC 7372
 * (authentication, 7.20–7.27), RFC 7504/7505 (null MX, 1.10 and 7.27), RFC 8616; and Microsoft’s list of its own
 * (Exchange Online “NDR error codes”, 1.350 and 1.351, 4.310–4.317, 7.5xx, 7.6xx).
 */
import type { BounceReason } from './reasons.ts';

/** By subject.detail. The class says only whether it is for good. */
const exact: Readonly<Record<string, BounceReason>> = {
  '1.1': 'userunknown', // bad destination mailbox address
  '1.2': 'hostunknown', // bad destination system address
  '1.3': 'userunknown', // bad destination mailbox address syntax
  '1.4': 'userunknown', // destination mailbox address ambiguous
  '1.6': 'hasmoved', // destination mailbox has moved, no forwarding address
  '1.7': 'rejected', // bad sender’s mailbox address syntax
  '1.8': 'rejected', // bad sender’s system address
  '1.9': 'systemerror', // message relayed to a system that does not speak the protocol
  '1.10': 'notaccept', // recipient address has null MX
  '1.351': 'userunknown',
  '2.1': 'suspend', // mailbox disabled, not accepting messages
  '2.2': 'mailboxfull',
  '2.3': 'exceedlimit', // message length exceeds the administrative limit of this mailbox
  '2.4': 'filtered', // mailing list expansion problem
  '3.0': 'systemerror',
  '3.1': 'systemfull', // mail system full
  '3.2': 'notaccept', // system not accepting network messages
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig', // message too big for system
  '3.5': 'systemerror', // system incorrectly configured
  '4.1': 'expired', // no answer from host
  '4.2': 'expired', // bad connection
  '4.3': 'systemerror', // directory server failure
  '4.4': 'hostunknown', // unable to route
  '4.5': 'expired', // mail system congestion
  '4.6': 'networkerror', // routing loop detected
  '4.7': 'expired', // delivery time expired
  '4.310': 'networkerror', // DNS domain does not exist, as Exchange Online sees it after retries
  '4.312': 'networkerror', // DNS query failed
  '4.316': 'expired', // connection refused until the message expired
  '5.3': 'toomanyconn', // too many recipients
  '6.0': 'contenterror',
  '6.1': 'contenterror',
  '6.2': 'contenterror',
  '6.3': 'contenterror',
  '6.5': 'contenterror',
  '6.6': 'contenterror',
  '6.7': 'contenterror',
  '6.9': 'contenterror',
  '7.0': 'securityerror',
  '7.2': 'filtered', // mailing list expansion prohibited
  '7.8': 'securityerror', // authentication credentials invalid
  '7.9': 'securityerror', // authentication mechanism too weak
  '7.13': 'suspend', // user account disabled
  '7.17': 'hasmoved', // mailbox owner has changed (RRVS)
  '7.18': 'hasmoved', // domain owner has changed (RRVS)
  '7.20': 'authfailure', // no passing DKIM signature found
  '7.21': 'authfailure',
  '7.22': 'authfailure',
  '7.23': 'authfailure', // SPF validation failed
  '7.24': 'authfailure',
  '7.25': 'requireptr', // reverse DNS validation failed
  '7.26': 'authfailure', // multiple authentication checks failed
  '7.27': 'rejected', // sender address has null MX
  '7.28': 'speeding', // mail flood detected
  '7.29': 'authfailure', // ARC validation failure
  '7.30': 'securityerror', // REQUIRETLS support required
  '7.501': 'spamdetected',
  '7.502': 'spamdetected',
  '7.503': 'spamdetected',
  '7.508': 'toomanyconn',
  '7.509': 'authfailure',
  '7.515': 'authfailure',
  '7.606': 'blocked',
  '7.708': 'blocked',
  '7.750': 'blocked',
};

/** By subject alone, for details that are not in the list. */
const bySubject: Readonly<Record<string, BounceReason>> = {
  '4': 'networkerror',
  '5': 'syntaxerror',
  '6': 'contenterror',
  '7': 'securityerror',
};

/** The class of an enhanced status such as “5.1.1”; null where it says nothing (x.0.0, x.1.0). */
export function reasonOfStatus(status: string | null): BounceReason | null {
  const match = /^[245]\.(\d{1,3})\.(\d{1,3})$/.exec(status ?? '');
  if (!match) return null;
  const [, subject, detail] = match;
  const known = exact[`${subject}.${detail}`];
  if (known) return known;
  if (detail === '0') return null;
  if (subject === '7' && Number(detail) >= 606 && Number(detail) <= 649) return 'blocked';
  return bySubject[subject!] ?? null;
}
