import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 13: an objection to direct marketing is absolute. Its switch is there to be seen, and cannot be turned off. */
export const objection: ComplianceRule = {
  id: 'objection',
  number: 13,
  title: { fr: 'Droit d’opposition à la prospection', en: 'Right to object to direct marketing' },
  reference: 'RGPD/GDPR art. 21(2)-(3), 17, 20, 22',
  since: '2018-05-25',
  checked: CHECKED,
  evidence: ['V', 'M'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Cette personne s’est opposée à la prospection, s’est désinscrite ou s’est plainte ; son adresse est bloquée.',
    en: 'This person objected, unsubscribed or complained; the address is suppressed.',
  },
  todo: {
    fr: 'Rien : seule la personne peut revenir sur sa décision, par un nouveau consentement explicite après une désinscription.',
    en: 'Nothing: only the person can come back, by a new explicit consent after unsubscribing.',
  },
};
