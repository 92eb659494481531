import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 15: mailboxes refuse who is complained of too often. */
export const complaintRate: ComplianceRule = {
  id: 'complaintRate',
  number: 15,
  title: { fr: 'Taux de plaintes', en: 'Complaint rate' },
  reference: 'Google and Yahoo rules for senders (February 2024), Microsoft (2025)',
  since: '2024-02-01',
  checked: CHECKED,
  evidence: ['V'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Trop de destinataires signalent les e-mails de ce domaine comme indésirables : les messageries finissent par les refuser tous.',
    en: 'Too many recipients report the mail of this domain as spam: mailboxes end up refusing all of it.',
  },
  todo: {
    fr: 'N’écrire qu’à ceux qui réagissent, moins souvent ; revoir l’origine des adresses ; puis laisser repartir l’envoi.',
    en: 'Write to those who react only, and less often; look where the addresses come from; then let it go on.',
  },
};
