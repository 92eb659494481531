import type { Who } from '../../../facts/index.ts';
import { fault } from '../faults.ts';
import { nameKey } from '../values/text.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf } from './kind.ts';
import { contentId, factOf, identityFields, identityNames, occurredField, personByPerson } from './person.ts';

const fields: readonly Field[] = [
  ...identityFields,
  {
    name: 'list',
    type: 'text',
    about: 'name of the list',
    essential: true,
    synonyms: ['list', 'liste', 'list name', 'nom de la liste', 'segment', 'audience'],
  },
  {
    name: 'action',
    type: 'text',
    about: 'add or remove; add when not given',
    synonyms: ['action', 'operation', 'opération'],
  },
  occurredField(['added_at', "date d'ajout", 'ajouté le', 'joined']),
];

const additions = ['add', 'ajout', 'ajouter', 'in', 'subscribe', 'subscribed', 'member', 'inscrit', '1', 'yes', 'oui'];
const removals = [
  'remove',
  'removed',
  'delete',
  'retrait',
  'retirer',
  'supprimer',
  'out',
  'unsubscribe',
  'unsubscribed',
  'desinscrit',
  '0',
  'no',
  'non',
];

function takeList(row: RowRecord, who: Who, out: Output, context: KindContext): Rejection {
  const { values } = row;
  if (values.list === undefined) return { reason: fault('no_list'), field: 'list' };
  const word = values.action === undefined ? 'add' : nameKey(values.action as string);
  const action = additions.includes(word) ? 'add' : removals.includes(word) ? 'remove' : undefined;
  if (action === undefined)
    return { reason: fault('not_list_action', { cell: String(values.action) }), field: 'action' };
  const moment = (values.occurredAt as Date | undefined) ?? context.asOf;
  const id = contentId('list', row, context, moment.toISOString());
  out.facts.push(factOf('list', context, moment, who, { list: values.list as string, action }, id));
  context.quality.told(row, who, moment);
  return undefined;
}

export const lists: ImportKind = {
  name: 'lists',
  about: 'who is on which list',
  fields,
  missing: (given) =>
    oneOf(given, identityNames, 'who is on the list (externalId, email or phone)') ??
    oneOf(given, ['list'], 'the name of the list (list; a constant goes under "defaults" of the mapping)'),
  start: personByPerson(takeList),
};
