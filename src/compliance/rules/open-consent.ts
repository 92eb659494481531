import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 6: who opened a mail is noted only of people who agreed to it; to be told so does not replace their answer. */
export const openConsent: ComplianceRule = {
  id: 'openConsent',
  number: 6,
  title: { fr: 'Consentement à la mesure des ouvertures', en: 'Consent to the measuring of opens' },
  reference: 'Loi Informatique et Libertés art. 82; CNIL délib. 2026-042; EDPB 2/2023',
  since: '2026-07-14',
  checked: CHECKED,
  evidence: ['V'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Sans consentement à la mesure, l’e-mail ne porte pas d’image de suivi : son ouverture reste inconnue.',
    en: 'Without consent to be measured the e-mail carries no pixel: whether it was opened stays unknown.',
  },
  todo: {
    fr: 'Recueillir le consentement à la mesure des ouvertures, à part de celui de la prospection.',
    en: 'Ask for consent to the measuring of opens, apart from the one to marketing.',
  },
};
