import { CHECKED, type ComplianceRule } from '../rule.ts';

/** Rule 2: the exception for the shop's own customers; off until the shop declares how it informed them. */
export const similarProducts: ComplianceRule = {
  id: 'similarProducts',
  number: 2,
  title: {
    fr: 'Exception clients : produits ou services analogues',
    en: 'Exception for customers: similar products or services',
  },
  reference: 'CPCE L34-5 al. 4; Dir. 2002/58/CE art. 13(2); CJUE/CJEU C-654/23 (2025-11-13)',
  since: '2004-06-23',
  checked: CHECKED,
  evidence: ['V'],
  effect: 'relax',
  on: false,
  why: {
    fr: 'L’exception ne couvre que les clients informés à la collecte, pour des produits analogues, par e-mail, SMS ou MMS.',
    en: 'The exception covers only customers who were informed at collection, for similar products, by e-mail or SMS.',
  },
  todo: {
    fr: 'Ne l’activer que si l’opposition gratuite a été proposée à la collecte et l’est dans chaque message.',
    en: 'Switch it on only if a free way to refuse was offered at collection and is offered in each message.',
  },
};
