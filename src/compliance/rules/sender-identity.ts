import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 3: who writes, where to write to, and a subject that says what it is. */
export const senderIdentity: ComplianceRule = {
  id: 'senderIdentity',
  number: 3,
  title: { fr: 'Identité de l’expéditeur et moyen de s’opposer', en: 'Sender’s identity and a way to stop' },
  reference: 'CPCE L34-5 al. 5',
  since: '2004-06-23',
  checked: CHECKED,
  evidence: ['M'],
  effect: 'block',
  on: true,
  why: {
    fr: 'Le message ne dit pas qui écrit, à quelle adresse répondre, ou comment se désinscrire sans frais.',
    en: 'The message does not say who writes, where to answer, or how to stop at no cost.',
  },
  todo: {
    fr: 'Renseigner le nom et l’adresse postale de la boutique dans les réglages, et laisser le pied de page.',
    en: 'Give the shop’s name and postal address in the settings, and keep the footer.',
  },
};
