import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 14: marketing mail carries a one-click unsubscription that a mailbox can post without the reader's browser. */
export const oneClick: ComplianceRule = {
  id: 'oneClick',
  number: 14,
  title: { fr: 'Désinscription en un clic', en: 'One-click unsubscription' },
  reference: 'RFC 8058; RFC 2369',
  since: '2017-01-01',
  checked: CHECKED,
  evidence: ['V', 'M'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Cet e-mail commercial ne peut pas porter d’adresse de désinscription en un clic.',
    en: 'This marketing e-mail cannot carry an address for one-click unsubscription.',
  },
  todo: {
    fr: 'Définir PUBLIC_URL (en https) : l’adresse publique par laquelle les messageries confirment la désinscription.',
    en: 'Set PUBLIC_URL (https): the public address where mailboxes post the unsubscription.',
  },
};
