import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 1: no proof of consent, no promotional e-mail, SMS or automated call. */
export const priorConsent: ComplianceRule = {
  id: 'priorConsent',
  number: 1,
  title: { fr: 'Consentement préalable à la prospection électronique', en: 'Prior consent to electronic marketing' },
  reference: 'CPCE L34-5; RGPD/GDPR art. 4(11), 7; CPCE R10-1',
  since: '2004-06-23',
  checked: CHECKED,
  evidence: ['V', 'M'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Aucune preuve de consentement de cette personne pour ce canal et cet usage.',
    en: 'There is no proof that this person agreed to this channel for this purpose.',
  },
  todo: {
    fr: 'Recueillir le consentement (texte présenté, date, source) ou importer les preuves existantes.',
    en: 'Ask for consent (wording shown, date, source), or import the proofs you have.',
  },
};
