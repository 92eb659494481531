import type { Who } from '../../../facts/index.ts';
import { fault } from '../faults.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf } from './kind.ts';
import {
  anonymousField,
  contentId,
  factOf,
  identityFields,
  identityNames,
  occurredField,
  personByPerson,
} from './person.ts';

const fields: readonly Field[] = [
  {
    name: 'event',
    type: 'text',
    about: 'name of the event, such as Product Viewed',
    essential: true,
    synonyms: ['event', 'event name', 'évènement', 'événement', 'action', 'nom de l’événement', 'event_type', 'type'],
  },
  occurredField(['event time', 'event date', 'event_timestamp', "date de l'événement", 'time', 'heure']),
  {
    name: 'messageId',
    type: 'id',
    about: 'id that makes the event count once',
    synonyms: ['message_id', 'event_id', 'id événement', 'uuid'],
  },
  ...identityFields,
  anonymousField,
];

function takeEvent(row: RowRecord, who: Who, out: Output, context: KindContext): Rejection {
  const { values, rest } = row;
  if (values.event === undefined) return { reason: fault('no_event'), field: 'event' };
  const moment = values.occurredAt as Date | undefined;
  if (moment === undefined) return { reason: fault('no_event_date'), field: 'occurredAt' };
  const id = (values.messageId as string | undefined) ?? contentId('track', row, context);
  const body = { event: values.event as string, properties: rest };
  out.facts.push(factOf('track', context, moment, who, body, id));
  context.quality.moment(moment);
  context.quality.customer(who);
  return undefined;
}

export const events: ImportKind = {
  name: 'events',
  about: 'what people did',
  fields,
  open: 'properties',
  keepsOthers: true,
  missing: (given) =>
    oneOf(given, ['event'], 'the name of the event (event; a constant goes under "defaults" of the mapping)') ??
    oneOf(given, ['occurredAt'], 'its date (occurredAt)') ??
    oneOf(given, identityNames, 'who did it (externalId, email, phone or anonymousId)'),
  start: personByPerson(takeEvent),
};
