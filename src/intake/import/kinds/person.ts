/** Fields about people that several kinds share, and what is made of them. */
import { createHash } from 'node:crypto';
import type { Fact, FactBodies, FactKind, Who } from '../../../facts/index.ts';
import { type Fault, fault } from '../faults.ts';
import {
  type Field,
  type ImportKind,
  type KindContext,
  type Output,
  type Rejection,
  type RowRecord,
  rowByRow,
  type Values,
} from './kind.ts';

export const identityFields: readonly Field[] = [
  {
    name: 'externalId',
    type: 'id',
    about: "the shop's own id of the person",
    synonyms: [
      'customer_id',
      'user_id',
      'client_id',
      'customer no',
      'customer number',
      'id client',
      'identifiant client',
      'n° client',
      'numero client',
      'code client',
      'external_id',
      'household_id',
      'contact_id',
      'member_id',
      'customer ref',
      'reference client',
    ],
  },
  {
    name: 'email',
    type: 'email',
    about: 'e-mail address',
    synonyms: [
      'email',
      'e-mail',
      'email address',
      'customer email',
      'customer e-mail',
      'billing email',
      'adresse e-mail',
      'adresse email',
      'courriel',
      'mail',
      'adresse mail',
      'adresse électronique',
      'e-mail client',
      'email client',
      'contact email',
      'user_email',
    ],
  },
  {
    name: 'phone',
    type: 'phone',
    about: 'phone number, E.164 or national',
    synonyms: [
      'phone',
      'mobile',
      'mobile phone',
      'phone number',
      'telephone',
      'téléphone',
      'portable',
      'téléphone portable',
      'tel',
      'gsm',
      'n° de téléphone',
      'numéro de téléphone',
      'téléphone mobile',
      'billing phone',
      'téléphone de facturation',
      'sms',
      'cell phone',
    ],
  },
];

export const anonymousField: Field = {
  name: 'anonymousId',
  type: 'id',
  about: "a browser's or device's key",
  synonyms: ['anonymous_id', 'visitor_id', 'device_id', 'cookie_id', 'client key'],
};

export const portraitFields: readonly Field[] = [
  {
    name: 'firstName',
    type: 'text',
    about: 'first name',
    synonyms: ['first name', 'firstname', 'prénom', 'given name', 'forename'],
  },
  {
    name: 'lastName',
    type: 'text',
    about: 'last name',
    synonyms: ['last name', 'lastname', 'nom de famille', 'surname', 'family name', 'nom'],
  },
  {
    name: 'name',
    type: 'text',
    about: 'full name',
    synonyms: ['full name', 'name', 'nom complet', 'customer name', 'nom et prénom', 'nom du client', 'billing name'],
  },
  {
    name: 'company',
    type: 'text',
    about: 'company',
    synonyms: ['company', 'société', 'entreprise', 'raison sociale', 'billing company'],
  },
  {
    name: 'street',
    type: 'text',
    about: 'street and number',
    synonyms: [
      'street',
      'address',
      'address 1',
      'address line 1',
      'adresse',
      'adresse 1',
      'rue',
      'billing address1',
      'billing street',
    ],
  },
  {
    name: 'street2',
    type: 'text',
    about: 'second line of the address',
    synonyms: ['address 2', 'address line 2', 'adresse 2', 'complément', "complément d'adresse", 'billing address2'],
  },
  {
    name: 'postalCode',
    type: 'postcode',
    about: 'postal code, leading zeros kept',
    synonyms: ['postal code', 'zip', 'zipcode', 'postcode', 'code postal', 'cp', 'billing zip', 'zip code'],
  },
  {
    name: 'city',
    type: 'text',
    about: 'city',
    synonyms: ['city', 'ville', 'town', 'commune', 'billing city', 'localité'],
  },
  {
    name: 'region',
    type: 'text',
    about: 'region, state or province',
    synonyms: ['region', 'région', 'state', 'province', 'département', 'billing province', 'county'],
  },
  {
    name: 'country',
    type: 'country',
    about: 'country, by code or English or French name',
    synonyms: ['country', 'pays', 'country / region', 'pays / région', 'country code', 'code pays', 'billing country'],
  },
];

export const occurredField = (synonyms: readonly string[], about = 'when it happened'): Field => ({
  name: 'occurredAt',
  type: 'moment',
  about,
  essential: true,
  synonyms: [
    ...synonyms,
    'occurred_at',
    'timestamp',
    'date',
    'datetime',
    'date et heure',
    'created_at',
    'créé le',
    'date de création',
  ],
});

/** Fields that let a person be found. */
export const identityNames = ['externalId', 'email', 'phone', 'anonymousId'];

/**
 * Who a row is about. A phone identifies only where nothing better does: couples share one, and two customers must not
 * become one for it; it is a trait in any case.
 */
export function whoOf(values: Values): Who {
  const who: Who = {};
  if (values.externalId !== undefined) who.externalId = values.externalId as string;
  if (values.email !== undefined) who.email = values.email as string;
  if (values.phone !== undefined && who.externalId === undefined && who.email === undefined)
    who.phone = values.phone as string;
  if (values.anonymousId !== undefined) who.anonymousId = values.anonymousId as string;
  return who;
}

export function isKnown(who: Who): boolean {
  return Object.keys(who).length > 0;
}

/** Why a row names nobody, with what is wrong in the cells that should have. */
function whyNobody(row: RowRecord): Fault {
  return row.unusable.length > 0 ? fault('nobody_because', { because: row.unusable }) : fault('nobody');
}

/** The same of a kind whose rows are each about somebody: a row that names nobody is refused. */
export const personByPerson = (
  take: (row: RowRecord, who: Who, out: Output, context: KindContext) => Rejection,
): ImportKind['start'] =>
  rowByRow((row, out, context) => {
    const who = whoOf(row.values);
    return isKnown(who) ? take(row, who, out, context) : { reason: whyNobody(row) };
  });

/** The traits among the values of a row, under Segment's names where it has one. */
export function traitsOf(values: Values, names: readonly string[]): Record<string, unknown> {
  const traits: Record<string, unknown> = {};
  for (const name of names) {
    const value = values[name];
    if (value === undefined) continue;
    traits[name] = value instanceof Date ? value.toISOString() : value;
  }
  return traits;
}

/** Makes a fact of this import. */
export function factOf<Kind extends FactKind>(
  kind: Kind,
  context: KindContext,
  occurredAt: Date,
  who: Who,
  body: FactBodies[Kind],
  messageId?: string,
): Fact {
  // A clock of the shop that runs ahead must not put a fact after its arrival.
  const bounded = occurredAt > context.now ? context.now : occurredAt;
  const fact = { kind, origin: 'import', occurredAt: bounded, receivedAt: context.now, who, body };
  return (messageId === undefined ? fact : { ...fact, messageId }) as Fact;
}

/**
 * The identity of a row that brings none: its content, and the how-manieth row with that content it is. The same file
 * again, or a longer one that begins with it, counts nothing twice; two equal rows of one file are two.
 */
export function contentId(kind: string, row: RowRecord, context: KindContext, part = ''): string {
  const content = JSON.stringify([kind, part, sorted(row.values), sorted(row.rest)]);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return `import:${digest}:${context.occurrences.next(`content ${digest}`)}`;
}

function sorted(values: Record<string, unknown>): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
