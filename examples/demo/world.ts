/** Everything that the demo shop is made of, as plain data; where it goes is not known here. */
import { dayAt, HISTORY_DAYS } from './calendar.ts';
import { makeCatalogue, type Product } from './catalogue.ts';
import { live } from './living.ts';
import { mailingsOf } from './mailings.ts';
import { makePeople, type Person } from './people.ts';
import { randomOf } from './random.ts';

export type OrderLine = { product: Product; variant?: string; size?: string; quantity: number; price: number };
export type Order = {
  id: string;
  person: Person;
  at: number;
  lines: OrderLine[];
  status: 'Livrée' | 'Annulée' | 'Remboursée';
  shipping: number;
  discount: number;
  coupon?: string;
  total: number;
};
/** Units of a line that came back. */
export type Refund = { order: Order; at: number; line: OrderLine; quantity: number };
export type Visit = {
  at: number;
  type: 'page' | 'track';
  name: string;
  person?: Person;
  visitor?: string;
  properties: Record<string, unknown>;
};
export type Reaction = 'sent' | 'opened' | 'clicked' | 'unsubscribed' | 'bounced' | 'complained';
export type Mail = {
  id: string;
  person: Person;
  at: number;
  template: string;
  channel: 'email' | 'sms';
  state: Reaction;
};
export type Consent = {
  person: Person;
  channel: 'email' | 'sms';
  purpose: 'marketing' | 'partners' | 'measure';
  status: 'granted' | 'withdrawn';
  at: number;
  wording: string;
  source: string;
  proof: string;
};
export type Suppression = { person: Person; at: number; reason: 'unsubscribe' | 'complaint' | 'hard_bounce' };
export type ListPlace = { person: Person; list: string; at: number };

export type World = {
  now: number;
  today: number;
  products: Product[];
  people: Person[];
  orders: Order[];
  refunds: Refund[];
  visits: Visit[];
  mails: Mail[];
  consents: Consent[];
  suppressions: Suppression[];
  lists: ListPlace[];
};

/** The shop of a seed as it stands at `now`. The same seed and day give the same shop. */
export function makeWorld(options: { seed: string; now: Date; people: number }): World {
  const random = randomOf(options.seed);
  const today = dayAt(options.now);
  const products = makeCatalogue(random.fork('catalogue'), today);
  const people = makePeople(random.fork('people'), options.people, today);
  const mailings = mailingsOf(today - HISTORY_DAYS, today);
  const world: World = {
    now: options.now.getTime(),
    today,
    products,
    people,
    orders: [],
    refunds: [],
    visits: [],
    mails: [],
    consents: [],
    suppressions: [],
    lists: [],
  };
  live(random.fork('life'), world, mailings);
  return world;
}
