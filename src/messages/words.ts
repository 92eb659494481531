import type { MessageClass } from './template.ts';

export type Language = 'fr' | 'en';

/** French unless the person reads something else; English stands for every other language. */
export function languageOf(locale: string | undefined): Language {
  return !locale || /^fr\b/i.test(locale) ? 'fr' : 'en';
}

/** Why the person may be written to; the footer says it. */
export type Basis = 'consent' | 'customer' | 'professional' | MessageClass;

type Words = {
  unsubscribe: string;
  preferences: string;
  withdrawMeasure: string;
  why: Record<Basis, (shop: string) => string>;
};

const words: Record<Language, Words> = {
  fr: {
    unsubscribe: 'Se désabonner',
    preferences: 'Choisir ce que je reçois',
    withdrawMeasure: 'Ne plus mesurer mes ouvertures et mes clics',
    why: {
      consent: (shop) => `Vous recevez ce message parce que vous avez accepté de recevoir les nouvelles de ${shop}.`,
      customer: (shop) => `Vous recevez ce message parce que vous êtes client de ${shop}.`,
      professional: (shop) => `Vous recevez ce message de ${shop} en raison de votre activité professionnelle.`,
      promotional: (shop) => `Vous recevez ce message de la part de ${shop}.`,
      service: (shop) => `Vous recevez ce message au sujet du service que vous utilisez chez ${shop}.`,
      transactional: (shop) => `Vous recevez ce message au sujet de votre compte ou de votre commande chez ${shop}.`,
    },
  },
  en: {
    unsubscribe: 'Unsubscribe',
    preferences: 'Choose what I receive',
    withdrawMeasure: 'Stop measuring my opens and clicks',
    why: {
      consent: (shop) => `You receive this message because you agreed to hear from ${shop}.`,
      customer: (shop) => `You receive this message because you are a customer of ${shop}.`,
      professional: (shop) => `You receive this message from ${shop} because of your profession.`,
      promotional: (shop) => `You receive this message from ${shop}.`,
      service: (shop) => `You receive this message about the service you use at ${shop}.`,
      transactional: (shop) => `You receive this message about your account or your order at ${shop}.`,
    },
  },
};

export const wordsOf = (language: Language): Words => words[language];
