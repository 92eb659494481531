/** The shop's data as the files that a French shop exports: semicolons, decimal commas, French headers. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { isoOf, momentOf } from './calendar.ts';
import { type Product, priceOn, type Sport } from './catalogue.ts';
import { slug } from './mailings.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

type Cell = string | number | undefined;
/** One file: what kind of import it is, its columns, its rows, and where the columns go that are not guessed. */
export type File = {
  kind: string;
  name: string;
  columns: readonly string[];
  rows: () => Iterable<readonly Cell[]>;
  mapping?: Record<string, unknown>;
};

const SITE = 'https://foulee-et-cimes.example';
const iso = (at: number): string => new Date(at).toISOString();
const money = (amount: number): string => amount.toFixed(2).replace('.', ',');

/** Writes the file; answers its path. */
export async function writeFile(folder: string, file: File): Promise<string> {
  const path = join(folder, file.name);
  const out = createWriteStream(path, { mode: 0o600 });
  let lines = [line(file.columns)];
  for (const row of file.rows()) {
    lines.push(line(row));
    if (lines.length < 2_000) continue;
    if (!out.write(lines.join(''))) await once(out, 'drain');
    lines = [];
  }
  out.end(lines.join(''));
  await once(out, 'close');
  return path;
}

const line = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(';')}\n`;

function cellOf(cell: Cell): string {
  const text = cell === undefined ? '' : typeof cell === 'number' ? String(cell).replace('.', ',') : cell;
  return /[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every file, in the order in which they are imported. */
export const filesOf = (world: World): File[] => [
  products(world),
  costs(world),
  customers(world),
  consents(world),
  lists(world),
  orders(world),
  messages(world),
  suppressions(world),
];

function products({ products: all, today }: World): File {
  const fixed = (product: Product): Cell[] => [
    product.sport,
    product.brand,
    '20',
    isoOf(product.shelfDay),
    'oui',
    `${SITE}/${slug(product.sport)}/${slug(product.name)}`,
    product.accessories.join(' '),
  ];
  function* rows(): Generator<Cell[]> {
    for (const product of all) {
      for (const { day, price, regular } of product.prices) {
        const prices = [money(regular ?? price), regular === undefined ? '' : money(price)];
        const since = iso(momentOf(day, 8 * 60));
        yield [product.id, '', product.name, '', ...prices, product.stock, since, ...fixed(product)];
      }
      const price = money(priceOn(product, today)!.price);
      for (const { id, size, stock } of product.variants) {
        const name = `${product.name}, ${size}`;
        yield [id, product.id, name, size, price, '', stock, iso(momentOf(today, 0)), ...fixed(product)];
      }
    }
  }
  return {
    kind: 'products',
    name: 'produits.csv',
    columns: [
      'Code article',
      'Produit parent',
      'Nom',
      'Taille',
      'Prix',
      'Prix soldé',
      'Stock',
      'Date de modification',
      'Catégorie',
      'Marque',
      'TVA',
      'Date de mise en rayon',
      'Actif',
      'Lien',
      'Accessoires',
    ],
    rows,
    mapping: { columns: { Taille: 'attributes.taille', Accessoires: 'attributes.accessoires' } },
  };
}

function costs({ products: all }: World): File {
  function* rows(): Generator<Cell[]> {
    for (const product of all) {
      const since = isoOf(product.shelfDay);
      const delivery = product.cost > 120 ? 14.9 : 3.2;
      for (const id of [product.id, ...product.variants.map((variant) => variant.id)]) {
        yield [id, money(product.cost), money(delivery), money(product.cost * 0.06), money(product.cost * 0.04), since];
      }
    }
  }
  const columns = ['Code article', "Prix d'achat", 'Livraison', 'Stockage', 'Personnel', 'Depuis'];
  return { kind: 'costs', name: 'couts.csv', columns, rows };
}

/** What a customer bought, for points and taste. */
type Bought = { spent: number; sports: Map<Sport, number>; last: number };

function boughtOf({ orders: all }: World): Map<Person, Bought> {
  const bought = new Map<Person, Bought>();
  for (const { person, lines, total, at, status } of all) {
    if (status === 'Annulée') continue;
    const own = bought.get(person) ?? { spent: 0, sports: new Map<Sport, number>(), last: 0 };
    own.spent += total;
    own.last = at;
    for (const { product, quantity } of lines) {
      own.sports.set(product.sport, (own.sports.get(product.sport) ?? 0) + quantity);
    }
    bought.set(person, own);
  }
  return bought;
}

const TIERS: readonly [number, string][] = [
  [1_000, 'Or'],
  [400, 'Argent'],
  [0, 'Bronze'],
];

function customers(world: World): File {
  const bought = boughtOf(world);
  function* rows(): Generator<Cell[]> {
    for (const person of world.people) {
      const own = bought.get(person);
      const points = Math.floor(own?.spent ?? 0);
      const favourite = own && [...own.sports].sort((a, b) => b[1] - a[1])[0]![0];
      yield [
        ...identity(person),
        person.phone ? `0${person.phone.slice(3)}` : '',
        ...(person.externalId ? portrait(person) : ['', person.firstName, '', '', '', '', '', '', '', '']),
        iso(momentOf(person.since, 12 * 60)),
        person.town.timezone ?? 'Europe/Paris',
        person.company?.name,
        person.company?.id,
        person.company?.ownerId,
        own ? points : '',
        own ? TIERS.find(([from]) => points >= from)![1] : '',
        favourite,
        own ? iso(own.last) : '',
      ];
    }
  }
  const traits = {
    Représentant: 'traits.ownerId',
    'Points de fidélité': 'traits.loyaltyPoints',
    'Statut fidélité': 'traits.loyaltyTier',
    'Rayon préféré': 'traits.favouriteCategory',
    'Dernière commande': 'traits.lastOrderAt',
  };
  return {
    kind: 'customers',
    name: 'clients.csv',
    columns: [
      'Code client',
      'E-mail',
      'Téléphone',
      'Civilité',
      'Prénom',
      'Nom',
      'Date de naissance',
      'Adresse',
      'Code postal',
      'Ville',
      'Région',
      'Pays',
      'Langue',
      "Date d'inscription",
      'Fuseau horaire',
      'Société',
      'ID société',
      ...Object.keys(traits),
    ],
    rows,
    // Of this morning, whenever the file was written: the same files again say the same.
    mapping: { columns: traits, asOf: iso(momentOf(world.today, 0)) },
  };
}

const identity = ({ externalId, email }: Person): Cell[] => [externalId, email];

const portrait = ({ gender, firstName, lastName, birthday, street, town }: Person): Cell[] => [
  gender === 'F' ? 'Mme' : 'M.',
  firstName,
  lastName,
  birthday,
  street,
  town.postalCode,
  town.city,
  town.region,
  'France',
  'fr-FR',
];

function consents({ consents: all }: World): File {
  function* rows(): Generator<Cell[]> {
    for (const { person, channel, purpose, status, at, wording, source, proof } of all) {
      const phone = channel === 'sms' ? person.phone : '';
      yield [
        ...identity(person),
        phone,
        channel,
        purpose,
        status === 'granted' ? 'accordé' : 'retiré',
        iso(at),
        wording,
        source,
        proof,
      ];
    }
  }
  const columns = [
    'Code client',
    'E-mail',
    'Téléphone',
    'Canal',
    'Finalité',
    'Statut',
    'Date de consentement',
    'Mention',
    'Source',
    'Preuve',
  ];
  return { kind: 'consents', name: 'consentements.csv', columns, rows };
}

function lists({ lists: all }: World): File {
  function* rows(): Generator<Cell[]> {
    for (const { person, list, at } of all) yield [...identity(person), list, iso(at)];
  }
  return { kind: 'lists', name: 'listes.csv', columns: ['Code client', 'E-mail', 'Liste', "Date d'ajout"], rows };
}

function orders({ orders: all }: World): File {
  function* rows(): Generator<Cell[]> {
    for (const order of all) {
      const cancelled = order.status === 'Annulée' ? iso(order.at + 3_600_000) : '';
      const head = [order.id, iso(order.at), order.person.externalId, order.status, cancelled];
      const sums = [money(order.total), money(order.shipping), money(order.discount), order.coupon];
      for (const { product, variant, size, quantity, price } of order.lines) {
        yield [...head, ...sums, variant ?? product.id, product.name, size, product.sport, quantity, money(price)];
      }
    }
  }
  return {
    kind: 'orders',
    name: 'commandes.csv',
    columns: [
      'N° de commande',
      'Date de commande',
      'Code client',
      'Statut',
      'Annulée le',
      'Total',
      'Frais de port',
      'Remise',
      'Code promo',
      'Code article',
      'Désignation',
      'Variante',
      'Catégorie',
      'Quantité',
      'Prix unitaire',
    ],
    rows,
    mapping: { currency: 'EUR', timezone: 'Europe/Paris' },
  };
}

const STATES = {
  sent: 'envoyé',
  opened: 'ouvert',
  clicked: 'cliqué',
  unsubscribed: 'désinscrit',
  bounced: 'rebond',
  complained: 'plainte',
} as const;

function messages({ mails: all }: World): File {
  function* rows(): Generator<Cell[]> {
    for (const { id, person, channel, at, template, state } of all) {
      yield [person.externalId, person.externalId ? '' : person.email, channel, iso(at), template, STATES[state], id];
    }
  }
  const columns = ['Code client', 'E-mail', 'Canal', 'Envoyé le', 'Campagne', 'Statut', 'ID message'];
  return { kind: 'messages', name: 'messages.csv', columns, rows };
}

function suppressions({ suppressions: all }: World): File {
  const words = { unsubscribe: 'désinscription', complaint: 'plainte', hard_bounce: 'rebond définitif' };
  function* rows(): Generator<Cell[]> {
    for (const { person, at, reason } of all) yield [person.email, 'email', words[reason], iso(at)];
  }
  return {
    kind: 'suppressions',
    name: 'desinscriptions.csv',
    columns: ['E-mail', 'Canal', 'Motif', 'Désinscrit le'],
    rows,
  };
}
