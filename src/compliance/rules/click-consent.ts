import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 7: links that tell who clicked are treated as the pixel is, until counsel or the authority says otherwise. */
export const clickConsent: ComplianceRule = {
  id: 'clickConsent',
  number: 7,
  title: { fr: 'Consentement aux liens suivis', en: 'Consent to tracked links' },
  reference: 'Loi Informatique et Libertés art. 82; EDPB 2/2023',
  since: '2026-07-14',
  checked: CHECKED,
  evidence: ['?'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Sans consentement à la mesure, les liens ne disent pas qui clique : le clic reste inconnu.',
    en: 'Without consent to be measured links do not tell who clicks: whether it was clicked stays unknown.',
  },
  todo: {
    fr: 'Recueillir le consentement à la mesure des ouvertures et des clics. À confirmer par un conseil.',
    en: 'Ask for consent to the measuring of opens and clicks. To be confirmed by counsel.',
  },
};
