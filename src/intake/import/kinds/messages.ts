import type { FactBodies, Who } from '../../../facts/index.ts';
import { fault } from '../faults.ts';
import { nameKey } from '../values/text.ts';
import { channelField, readChannel } from './channel-field.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf } from './kind.ts';
import { contentId, factOf, identityFields, identityNames, occurredField, personByPerson } from './person.ts';

const fields: readonly Field[] = [
  ...identityFields,
  channelField,
  occurredField(
    ['sent_at', 'sent', 'send date', "date d'envoi", 'envoyé le', 'send time', 'sent date'],
    'when it was sent',
  ),
  {
    name: 'template',
    type: 'text',
    about: 'which message',
    synonyms: [
      'template',
      'campaign',
      'campagne',
      'message',
      'modèle',
      'subject',
      'objet',
      'campaign name',
      'nom de la campagne',
    ],
  },
  {
    name: 'state',
    type: 'text',
    about: 'sent, delivered, opened, clicked, bounced, unsubscribed, complained or failed',
    synonyms: ['state', 'status', 'statut', 'état', 'résultat', 'result', 'outcome', 'event'],
  },
  {
    name: 'messageId',
    type: 'id',
    about: 'id that makes the message count once',
    synonyms: ['message_id', 'id message', 'send_id', 'id envoi'],
  },
];

const states: readonly (readonly [string, readonly string[]])[] = [
  ['unsubscribed', ['unsub', 'desinscr', 'desabonn']],
  ['complained', ['complain', 'spam', 'plainte']],
  ['bounced', ['bounce', 'hardbounce', 'softbounce', 'rebond', 'npai', 'undeliver']],
  ['clicked', ['click', 'cliqu', 'clic']],
  ['opened', ['open', 'ouvert', 'read', 'lu']],
  ['delivered', ['deliver', 'delivre', 'recu', 'livre']],
  ['failed', ['fail', 'echec', 'error', 'erreur', 'reject', 'drop']],
  ['sent', ['sent', 'envoy', 'send', 'processed']],
];

/**
 * What a log says about the address, and not only about the message: who left or complained is not written to again, whichever
 * program they told it. A bounce is none of these, because logs rarely say whether it was for good.
 */
const stops: Readonly<Record<string, FactBodies['suppression']['reason']>> = {
  unsubscribed: 'unsubscribe',
  complained: 'complaint',
};

function takeMessage(row: RowRecord, who: Who, out: Output, context: KindContext): Rejection {
  const { values, rest } = row;
  const channel = readChannel(values);
  if ('reason' in channel) return channel;
  const moment = values.occurredAt as Date | undefined;
  if (moment === undefined) return { reason: fault('no_message_date'), field: 'occurredAt' };
  const word = nameKey((values.state as string | undefined) ?? 'sent');
  const state = states.find(([, starts]) => starts.some((start) => word.startsWith(start)))?.[0];
  if (state === undefined)
    return { reason: fault('not_message_state', { cell: String(values.state) }), field: 'state' };
  const body = {
    channel: channel.value,
    state,
    ...(values.template === undefined ? {} : { template: values.template as string }),
    ...(Object.keys(rest).length === 0 ? {} : { properties: rest }),
  };
  // A message and its click may share one id in a sending log, so the state belongs to the identity.
  const given = values.messageId as string | undefined;
  const id = given === undefined ? contentId('message', row, context) : `${given}:${state}`;
  out.facts.push(factOf('message', context, moment, who, body, id));
  const reason = stops[state];
  if (reason !== undefined) {
    const said = { channel: channel.value, reason };
    out.facts.push(factOf('suppression', context, moment, who, said, `${id}:${reason}`));
  }
  context.quality.told(row, who, moment);
  return undefined;
}

export const messages: ImportKind = {
  name: 'messages',
  about: 'messages that were sent before Déclic',
  fields,
  open: 'properties',
  missing: (given) =>
    oneOf(given, identityNames, 'who received it (externalId, email or phone)') ??
    oneOf(given, ['occurredAt'], 'when it was sent (occurredAt)'),
  start: personByPerson(takeMessage),
};
