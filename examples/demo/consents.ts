/** Who agreed to what, in which words, when, and what proves it. */
import { momentOf } from './calendar.ts';
import { type Person, TEMPERS } from './people.ts';
import type { Random } from './random.ts';
import type { Consent, ListPlace } from './world.ts';

const WORDINGS = {
  marketing:
    'J’accepte de recevoir par e-mail les conseils et les offres de Foulée & Cimes. Je peux me désinscrire à tout moment.',
  sms: 'J’accepte de recevoir par SMS les offres de Foulée & Cimes. STOP au 36 180.',
  partners: 'J’accepte de recevoir les offres des partenaires de Foulée & Cimes.',
  measure: 'J’accepte que Foulée & Cimes mesure l’ouverture de ses e-mails.',
};
const SOURCES = ['création de compte', 'pied de page', 'tunnel de commande', 'caisse de la boutique'];
/** Addresses that documentation reserves (RFC 5737). */
const networks = ['192.0.2', '198.51.100', '203.0.113'];

/** What a person said of each channel; silence is no consent. */
export function agree(random: Random, person: Person, from: number, now: number): Consent[] {
  const said: Consent[] = [];
  const at = momentOf(person.since, random.int(9 * 60, 22 * 60));
  const source = random.pick(SOURCES);
  const ip = `${random.pick(networks)}.${random.int(1, 254)}`;
  const proof =
    source === 'caisse de la boutique' ? `bulletin n° ${10_000 + person.at}` : `formulaire signé depuis ${ip}`;
  const say = (channel: Consent['channel'], purpose: Consent['purpose'], status: Consent['status'], wording: string) =>
    said.push({ person, channel, purpose, status, at, wording, source, proof });
  if (random.chance(TEMPERS[person.kind].consents)) {
    say('email', 'marketing', 'granted', WORDINGS.marketing);
    if (random.chance(0.7)) say('email', 'measure', 'granted', WORDINGS.measure);
    if (random.chance(0.12)) say('email', 'partners', 'granted', WORDINGS.partners);
  } else if (person.kind !== 'cold' && random.chance(0.3)) say('email', 'marketing', 'withdrawn', WORDINGS.marketing);
  if (person.phone && random.chance(0.45)) say('sms', 'marketing', 'granted', WORDINGS.sms);
  // A few change their mind in the preference centre.
  const first = said[0];
  if (first?.status === 'granted' && person.since > from && random.chance(0.03)) {
    said.push({
      ...first,
      status: 'withdrawn',
      at: at + random.int(20, 90) * 86_400_000,
      source: 'centre de préférences',
    });
  }
  return said.filter((one) => one.at < now);
}

/** Lists of the shop by key, with the names that people read. */
export const LISTS = {
  newsletter: 'Lettre d’information',
  'jeu-de-l-ete': 'Jeu de l’été',
  'salon-running': 'Salon du running',
  clubs: 'Clubs partenaires',
  entreprises: 'Entreprises',
};

/** Prospects come from a game or a fair, the letter has its readers, businesses their own lists. */
export function listsOf(random: Random, person: Person, from: number): ListPlace[] {
  const { kind } = person;
  const at = momentOf(Math.max(person.since, from), 12 * 60);
  const on = (list: keyof typeof LISTS): ListPlace[] => [{ person, list, at }];
  if (kind === 'cold') return on(random.chance(0.6) ? 'jeu-de-l-ete' : 'salon-running');
  if (kind === 'club') return on('clubs');
  if (kind === 'company') return on('entreprises');
  return kind === 'newsletter' || random.chance(TEMPERS[kind].consents * 0.6) ? on('newsletter') : [];
}
