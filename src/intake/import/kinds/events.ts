import { fault } from '../faults.ts';
import type { Collector, Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf } from './kind.ts';
import {
  anonymousField,
  contentId,
  factOf,
  identityFields,
  identityNames,
  isKnown,
  occurredField,
  whoOf,
  whyNobody,
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

class Events implements Collector {
  #context: KindContext;
  constructor(context: KindContext) {
    this.#context = context;
  }

  take(row: RowRecord, out: Output): Rejection {
    const { values, rest } = row;
    const who = whoOf(values);
    if (!isKnown(who)) return { reason: whyNobody(row) };
    if (values.event === undefined) return { reason: fault('no_event'), field: 'event' };
    const moment = values.occurredAt as Date | undefined;
    if (moment === undefined) return { reason: fault('no_event_date'), field: 'occurredAt' };
    const id = (values.messageId as string | undefined) ?? contentId('track', row, this.#context);
    const body = { event: values.event as string, properties: rest };
    out.facts.push(factOf('track', this.#context, moment, who, body, id));
    this.#context.quality.moment(moment);
    this.#context.quality.customer(who);
    return undefined;
  }

  flush(): void {}
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
  start: (context) => new Events(context),
};
