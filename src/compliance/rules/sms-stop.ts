import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 8: a commercial SMS names its sender and says how to STOP. */
export const smsStop: ComplianceRule = {
  id: 'smsStop',
  number: 8,
  title: { fr: 'SMS : identité et mention STOP', en: 'SMS: identity and STOP' },
  reference: 'CPCE L34-5; CNIL, « La prospection commerciale par SMS-MMS »',
  since: '2004-06-23',
  checked: CHECKED,
  evidence: ['V'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Ce SMS commercial ne nomme pas l’expéditeur ou ne dit pas comment répondre STOP.',
    en: 'This commercial SMS does not name its sender, or does not say how to reply STOP.',
  },
  todo: {
    fr: 'Ajouter le nom de la boutique et « STOP au 36xxx » (le numéro court de votre opérateur).',
    en: 'Add the shop’s name and “STOP au 36xxx” (your operator’s short number).',
  },
};
