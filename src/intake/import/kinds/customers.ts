import { STANDARD_PURPOSE } from '../../../channels/index.ts';
import type { Fact, Who } from '../../../facts/index.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf } from './kind.ts';
import { contentId, factOf, identityFields, personByPerson, portraitFields, traitsOf } from './person.ts';

const fields: readonly Field[] = [
  ...identityFields,
  ...portraitFields,
  {
    name: 'gender',
    type: 'text',
    about: 'gender or title',
    synonyms: ['gender', 'sexe', 'genre', 'civilité', 'title', 'titre', 'titles id', 'titre de civilité'],
  },
  {
    name: 'birthday',
    type: 'day',
    about: 'day of birth',
    synonyms: [
      'birthday',
      'birth date',
      'date of birth',
      'date de naissance',
      'naissance',
      'anniversaire',
      'né le',
      'dob',
    ],
  },
  { name: 'language', type: 'text', about: 'language', synonyms: ['language', 'langue', 'locale', 'lang'] },
  {
    name: 'timezone',
    type: 'text',
    about: 'time zone, as Europe/Paris',
    synonyms: ['timezone', 'time zone', 'fuseau horaire'],
  },
  {
    name: 'createdAt',
    type: 'moment',
    about: 'when the account was made',
    synonyms: [
      'sign up',
      'signup date',
      'registration date',
      'created_at',
      'created',
      "date d'inscription",
      'inscription',
      'inscrit le',
      'date de création',
      'customer since',
      'client depuis',
    ],
  },
  {
    name: 'updatedAt',
    type: 'moment',
    about: 'when the row was last true',
    synonyms: ['updated_at', 'last modified', 'modifié le', 'date de modification'],
  },
  { name: 'tags', type: 'list', about: 'tags', synonyms: ['tags', 'étiquettes', 'labels', 'mots-clés'] },
  {
    name: 'groups',
    type: 'list',
    about: 'customer groups',
    synonyms: ['groups', 'groupes', 'customer group', 'groupe de clients'],
  },
  { name: 'role', type: 'text', about: 'role in the shop', synonyms: ['role', 'rôle'] },
  {
    name: 'username',
    type: 'text',
    about: 'login name',
    synonyms: ['username', 'user name', "nom d'utilisateur", 'identifiant', 'login'],
  },
  { name: 'note', type: 'text', about: 'note', synonyms: ['note', 'notes', 'commentaire', 'remarque'] },
  {
    name: 'companyId',
    type: 'id',
    about: 'id of the company',
    synonyms: ['company id', 'account id', 'id société', 'siret'],
  },
  {
    name: 'acceptsEmail',
    type: 'flag',
    about: 'agreed to promotional e-mail',
    synonyms: [
      'accepts email marketing',
      'accepts marketing',
      'newsletter',
      'email optin',
      'optin email',
      'inscrit newsletter',
      'abonné newsletter',
      'accepte les e-mails',
    ],
  },
  {
    name: 'acceptsSms',
    type: 'flag',
    about: 'agreed to promotional SMS',
    synonyms: ['accepts sms marketing', 'sms optin', 'optin sms', 'accepte les sms'],
  },
  {
    name: 'acceptsPartners',
    type: 'flag',
    about: "agreed to partners' offers by e-mail",
    synonyms: ['opt-in', 'optin', 'partner offers', 'offres partenaires', 'optin partenaires'],
  },
  {
    name: 'consentedAt',
    type: 'moment',
    about: 'when they agreed',
    synonyms: ['consent date', 'optin date', 'date optin', 'date de consentement', 'newsletter date', 'subscribed at'],
  },
  {
    name: 'consentWording',
    type: 'text',
    about: 'the words they agreed to',
    synonyms: ['consent wording', 'texte du consentement', 'mention'],
  },
  {
    name: 'consentSource',
    type: 'text',
    about: 'where they agreed',
    synonyms: ['consent source', 'optin source', 'source du consentement'],
  },
];

const notTraits = new Set([
  'externalId',
  'updatedAt',
  'companyId',
  'acceptsEmail',
  'acceptsSms',
  'acceptsPartners',
  'consentedAt',
  'consentWording',
  'consentSource',
]);
const traitNames = fields.map((field) => field.name).filter((name) => !notTraits.has(name));

const consents = [
  { field: 'acceptsEmail', channel: 'email', purpose: STANDARD_PURPOSE },
  { field: 'acceptsSms', channel: 'sms', purpose: STANDARD_PURPOSE },
  { field: 'acceptsPartners', channel: 'email', purpose: 'partners' },
];

function takeCustomer(row: RowRecord, who: Who, out: Output, context: KindContext): Rejection {
  const { values, rest } = row;
  const { quality, asOf } = context;
  quality.address(row.line, values.email as string | undefined, values.phone as string | undefined);
  quality.customer(who);
  const moment = (values.updatedAt as Date | undefined) ?? asOf;
  const traits = { ...traitsOf(values, traitNames), ...rest };
  out.facts.push(factOf('identify', context, moment, who, { traits }));
  if (values.companyId !== undefined) {
    const company = values.company === undefined ? {} : { name: values.company };
    out.facts.push(factOf('group', context, moment, who, { groupId: values.companyId as string, traits: company }));
  }
  out.facts.push(...consentsOf(row, who, context));
  return undefined;
}

/**
 * A yes is a consent with the file as its proof. A no is a withdrawal: whatever was known before, the shop's own
 * export says that this person must not be written to.
 */
function consentsOf(row: RowRecord, who: Who, context: KindContext): Fact[] {
  const { values } = row;
  return consents.flatMap(({ field, channel, purpose }) => {
    const said = values[field];
    const address = channel === 'sms' ? values.phone : values.email;
    if (said === undefined || address === undefined) return [];
    const body = {
      channel,
      purpose,
      status: said === true ? ('granted' as const) : ('withdrawn' as const),
      source: (values.consentSource as string | undefined) ?? `import of ${context.fileName}`,
      proof: { file: context.fileName, line: row.line },
      ...(values.consentWording === undefined ? {} : { wording: values.consentWording as string }),
    };
    const about = channel === 'sms' ? { ...who, phone: address as string } : who;
    // Shops keep the date of a consent that was taken back since: a no is true of the file, not of that day.
    const agreedAt = said === true ? (values.consentedAt as Date | undefined) : undefined;
    const moment = agreedAt ?? (values.updatedAt as Date | undefined) ?? context.asOf;
    return [factOf('consent', context, moment, about, body, consentId(about, body, moment, context))];
  });
}

// Not the whole row: a customer whose city changed has not agreed once more.
function consentId(
  who: Who,
  body: { channel: string; purpose: string; status: string },
  moment: Date,
  context: KindContext,
): string {
  const { channel, purpose, status } = body;
  const row = { line: 0, raw: '', values: { ...who, channel, purpose, status }, rest: {}, unusable: [] };
  return contentId('consent', row, context, moment.toISOString());
}

export const customers: ImportKind = {
  name: 'customers',
  about: 'people with what the shop knows about them',
  fields,
  open: 'traits',
  missing: (given) => oneOf(given, ['externalId', 'email', 'phone'], 'who each person is (externalId, email or phone)'),
  start: personByPerson(takeCustomer),
};
