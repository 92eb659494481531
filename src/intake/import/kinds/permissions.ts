/** Consents and suppressions: what people allow, and addresses that must not be written to. */
import { STANDARD_PURPOSE } from '../../../channels/index.ts';
import type { FactBodies, Who } from '../../../facts/index.ts';
import { type Fault, fault } from '../faults.ts';
import { parseFlag } from '../values/flag.ts';
import { nameKey } from '../values/text.ts';
import { channelField, readChannel } from './channel-field.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord, Values } from './kind.ts';
import { oneOf } from './kind.ts';
import { contentId, factOf, identityFields, identityNames, occurredField, personByPerson } from './person.ts';

const consentFields: readonly Field[] = [
  ...identityFields,
  channelField,
  {
    name: 'purpose',
    type: 'text',
    about: 'what for; promotional when not given',
    synonyms: ['purpose', 'finalité', 'but', 'objet'],
  },
  {
    name: 'status',
    type: 'text',
    about: 'granted or withdrawn, yes or no',
    essential: true,
    synonyms: ['status', 'statut', 'consent', 'consentement', 'optin', 'opt-in', 'accord', 'granted', 'subscribed'],
  },
  occurredField([
    'consent date',
    'consented_at',
    'date de consentement',
    "date d'accord",
    'optin date',
    'date optin',
    'given at',
  ]),
  {
    name: 'wording',
    type: 'text',
    about: 'the words they agreed to, or their version',
    synonyms: ['wording', 'texte', 'mention', 'consent text', 'formulation', 'version'],
  },
  {
    name: 'source',
    type: 'text',
    about: 'where they agreed',
    synonyms: ['source', 'origine', 'provenance', 'form', 'formulaire'],
  },
  {
    name: 'proof',
    type: 'text',
    about: 'proof: address of the form, IP, ticket',
    synonyms: ['proof', 'preuve', 'evidence', 'ip', 'ip address', 'adresse ip'],
  },
];

const granted = ['granted', 'accorde', 'accepted', 'accepte', 'optedin', 'inscrit', 'abonne', 'given', 'donne'];
const withdrawn = [
  'withdrawn',
  'retire',
  'refused',
  'refuse',
  'revoked',
  'revoque',
  'optedout',
  'desinscrit',
  'desabonne',
  'denied',
];

function takeConsent(row: RowRecord, who: Who, out: Output, context: KindContext): Rejection {
  const { values } = row;
  const channel = readChannel(values);
  if ('reason' in channel) return channel;
  const status = consentStatus(values.status as string | undefined);
  if ('reason' in status) return status;
  const moment = (values.occurredAt as Date | undefined) ?? context.asOf;
  const body: FactBodies['consent'] = {
    channel: channel.value,
    purpose: (values.purpose as string | undefined) ?? STANDARD_PURPOSE,
    status: status.value,
    source: (values.source as string | undefined) ?? `import of ${context.fileName}`,
    proof: values.proof ?? { file: context.fileName, line: row.line },
  };
  if (values.wording !== undefined) body.wording = values.wording as string;
  context.quality.told(row, who, moment);
  if (values.phone !== undefined && channel.value !== 'email') who.phone = values.phone as string;
  const id = contentId('consent', row, context, moment.toISOString());
  out.facts.push(factOf('consent', context, moment, who, body, id));
  return undefined;
}

/** A file of consents without a column for the status lists those who agreed; that is said by a default in the mapping. */
function consentStatus(
  text: string | undefined,
): { value: 'granted' | 'withdrawn' } | { reason: Fault; field: string } {
  if (text === undefined) return { reason: fault('no_consent_status'), field: 'status' };
  const key = nameKey(text);
  if (granted.includes(key)) return { value: 'granted' };
  if (withdrawn.includes(key)) return { value: 'withdrawn' };
  const flag = parseFlag(text);
  if ('reason' in flag) return { reason: fault('not_consent_status', { cell: text }), field: 'status' };
  return { value: flag.value ? 'granted' : 'withdrawn' };
}

export const consents: ImportKind = {
  name: 'consents',
  about: 'what people agreed to, or took back',
  fields: consentFields,
  missing: (given) =>
    oneOf(given, identityNames, 'who agreed (externalId, email or phone)') ??
    oneOf(given, ['status'], 'whether it was granted (status; where all did, say so under "defaults" of the mapping)'),
  start: personByPerson(takeConsent),
};

const suppressionFields: readonly Field[] = [
  ...identityFields,
  channelField,
  {
    name: 'reason',
    type: 'text',
    about: 'unsubscribe, objection, hard_bounce, complaint or manual',
    synonyms: ['reason', 'raison', 'motif', 'type', 'status', 'statut', 'cause'],
  },
  occurredField([
    'suppressed_at',
    'unsubscribed_at',
    'date de désinscription',
    'désinscrit le',
    'bounced_at',
    'unsubscribe date',
    'created',
  ]),
];

type Reason = FactBodies['suppression']['reason'];

const reasons: readonly (readonly [Reason, readonly string[]])[] = [
  ['hard_bounce', ['hardbounce', 'bounce', 'invalid', 'rebond', 'adresseinvalide', 'npai', 'unknownuser', 'blocked']],
  ['complaint', ['complaint', 'spam', 'plainte', 'abuse', 'spamreport']],
  ['objection', ['objection', 'opposition', 'rgpd', 'gdpr', 'neplus', 'donotcontact']],
  ['unsubscribe', ['unsub', 'desinscr', 'desabonn', 'optout', 'stop']],
  ['manual', ['manual', 'manuel', 'admin', 'blacklist', 'listenoire', 'other', 'autre', 'suppressed']],
];

function takeSuppression(row: RowRecord, who: Who, out: Output, context: KindContext): Rejection {
  const { values } = row;
  const channels = suppressedChannels(values);
  if ('reason' in channels) return channels;
  const { reason, known } = readReason(values.reason as string | undefined);
  // Whatever it means, the address must not be written to: an unknown word is no ground to drop the line.
  if (!known) context.quality.note(`unknown reason “${String(values.reason)}”, kept as manual`);
  const moment = (values.occurredAt as Date | undefined) ?? context.asOf;
  const id = contentId('suppression', row, context, moment.toISOString());
  for (const [at, channel] of channels.entries()) {
    const reached = values.phone !== undefined && channel !== 'email';
    const about = reached ? { ...who, phone: values.phone as string } : who;
    const own = at === 0 ? id : `${id}:${channel}`;
    out.facts.push(factOf('suppression', context, moment, about, { channel, reason }, own));
  }
  context.quality.moment(moment);
  context.quality.customer(who);
  return undefined;
}

/** The channel that the row names; without one every address that it brings must not be written to. */
function suppressedChannels(values: Values): string[] | { reason: Fault; field: string } {
  const channel = readChannel(values);
  if ('reason' in channel) return channel;
  const both = values.channel === undefined && values.email !== undefined && values.phone !== undefined;
  return both ? [channel.value, 'sms'] : [channel.value];
}

function readReason(text: string | undefined): { reason: Reason; known: boolean } {
  if (text === undefined) return { reason: 'manual', known: true };
  const key = nameKey(text);
  const found = reasons.find(([, starts]) => starts.some((start) => key.startsWith(start)));
  return found ? { reason: found[0], known: true } : { reason: 'manual', known: false };
}

export const suppressions: ImportKind = {
  name: 'suppressions',
  about: 'addresses that must not be written to',
  fields: suppressionFields,
  missing: (given) => oneOf(given, identityNames, 'whose address it is (email, phone or externalId)'),
  start: personByPerson(takeSuppression),
};
