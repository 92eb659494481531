import { z } from 'zod';
import { channelOf, isChannelKind } from '../../channels/index.ts';
import { LONGEST_NAME } from '../limits.ts';
import { sayPurpose } from '../names.ts';
import { timeless } from '../operators/operator.ts';
import { plainText } from '../operators/text.ts';
import type { Condition } from './condition.ts';

export const nameSchema = plainText
  .min(1, 'it must name something')
  .max(LONGEST_NAME, `it must have at most ${LONGEST_NAME} characters`);

const STATUSES = ['granted', 'withdrawn', 'suppressed', 'unknown'] as const;
const statusSchema = z.enum(STATUSES, { error: `it must be one of ${STATUSES.join(', ')}` });

const said = {
  granted: { fr: 'a donné son accord', en: 'has agreed' },
  withdrawn: { fr: 'a retiré son accord', en: 'has withdrawn consent' },
  suppressed: { fr: 'a une adresse bloquée', en: 'has a suppressed address' },
  unknown: { fr: 'n’a rien dit', en: 'has said nothing' },
};

/**
 * What the person allows, as the gates see it: `granted` needs an agreement for that purpose and an address that is not
 * suppressed; `suppressed` holds for every purpose of the channel; `unknown` is neither agreement, withdrawal nor suppression.
 */
export const preference: Condition = {
  key: 'permission',
  schema: () => z.strictObject({ permission: nameSchema, purpose: nameSchema.optional(), status: statusSchema }),
  check: (node, place) => {
    const required = node.status === 'suppressed' ? ['permission', 'status'] : ['permission', 'purpose', 'status'];
    if (!place.fields(node, required, ['purpose'])) return;
    place.at('permission').holds(nameSchema, node.permission);
    place.at('status').holds(statusSchema, node.status);
    if (node.purpose !== undefined) place.at('purpose').holds(nameSchema, node.purpose);
  },
  compile: (node, { builder }) => {
    const bool = (test: string) => `coalesce(bool_or(${test}), false)`;
    const suppressed = bool(`g.status in ('suppressed', 'suppressed_all')`);
    const asked = (status: string) =>
      bool(`g.status = '${status}' and g.purpose = ${builder.value(node.purpose, 'text')}`);
    const answers: Record<string, () => string> = {
      granted: () => `${asked('granted')} and not ${suppressed}`,
      withdrawn: () => asked('withdrawn'),
      suppressed: () => suppressed,
      unknown: () => `not ${asked('granted')} and not ${asked('withdrawn')} and not ${suppressed}`,
    };
    const channel = `g.channel = ${builder.value(node.permission, 'text')}`;
    const from = `permission g where ${builder.sameBucket('g')} and g.person_id = s.id and ${channel}`;
    return timeless(`(select ${answers[node.status]!()} from ${from})`);
  },
  say: (node, language) => {
    const channel = isChannelKind(node.permission) ? channelOf(node.permission).name[language] : node.permission;
    const what = node.purpose === undefined ? [channel] : [channel, sayPurpose(node.purpose, language)];
    return `${said[node.status as (typeof STATUSES)[number]][language]} (${what.join(language === 'fr' ? ' : ' : ': ')})`;
  },
};

/** Being on a list now. */
export const list: Condition = {
  key: 'list',
  schema: () => z.strictObject({ list: nameSchema }),
  check: (node, place) => {
    if (place.fields(node, ['list'])) place.at('list').holds(nameSchema, node.list);
  },
  compile: (node, { builder }) => {
    const key = builder.value(node.list, 'text');
    const on = `${builder.sameBucket('lm')} and lm.person_id = s.id and lm.list = ${key} and not lm.removed`;
    return timeless(`exists (select from list_member lm where ${on})`);
  },
  say: ({ list: key }, language, { called }) =>
    language === 'fr' ? `est sur la liste « ${called.list(key)} »` : `is on the list “${called.list(key)}”`,
};

/** Being in another segment now: its membership is read, never computed again here. */
export const segment: Condition = {
  key: 'segment',
  schema: () => z.strictObject({ segment: nameSchema }),
  check: (node, place) => {
    if (place.fields(node, ['segment'])) place.at('segment').holds(nameSchema, node.segment);
  },
  compile: (node, { builder }) => {
    const id = `(select g.id from segment g where g.key = ${builder.value(node.segment, 'text')})`;
    const on = `${builder.sameBucket('ms')} and ms.person_id = s.id and ms.segment_id = ${id} and ms.member`;
    return timeless(`exists (select from membership ms where ${on})`);
  },
  say: ({ segment: key }, language, { called }) =>
    language === 'fr' ? `est dans le segment « ${called.segment(key)} »` : `is in the segment “${called.segment(key)}”`,
  segments: (node) => [node.segment],
};
