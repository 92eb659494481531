import { z } from 'zod';
import { checkTest, sayTest, testSchemas, testSql } from '../field-test.ts';
import type { Say, Sort } from '../operators/index.ts';
import { nearest, textFor } from '../place.ts';
import { momentColumn, single, textColumn, type ValueSql } from '../value.ts';
import type { Condition } from './condition.ts';

type Field = { sort: Sort; value: ValueSql; say: Say };

const text = (column: string, fr: string, en: string): Field => ({
  sort: 'text',
  value: textColumn(`s.${column}`),
  say: { fr, en },
});
const flag = (expression: string, fr: string, en: string): Field => ({
  sort: 'flag',
  value: { ...textColumn(`(${expression})::text`), flag: `(${expression})` },
  say: { fr, en },
});
const known = 's.external_id is not null or s.email is not null or s.phone is not null';

const fields: Record<string, Field> = {
  email: text('email', 'l’e-mail', 'the e-mail'),
  phone: text('phone', 'le téléphone', 'the phone'),
  external_id: text('external_id', 'le numéro de client', 'the customer number'),
  locale: text('locale', 'la langue', 'the language'),
  timezone: text('timezone', 'le fuseau horaire', 'the time zone'),
  company: text('company_id', 'l’entreprise', 'the company'),
  owner: text('owner_id', 'le représentant', 'the account owner'),
  first_seen: {
    sort: 'date',
    value: momentColumn('s.first_seen'),
    say: { fr: 'la première visite', en: 'the first visit' },
  },
  identified: flag(known, 'la personne connue', 'the person being known'),
  anonymous: flag(`not (${known})`, 'la personne anonyme', 'the person being anonymous'),
};

const allowedOf = (field: Field) => ({ sort: field.sort, timed: true, items: false });

/** Who the person is: addresses, shop id, language, company, account owner. */
export const identity: Condition = {
  key: 'identity',
  schema: () => {
    const shapes = Object.entries(fields).flatMap(([name, field]) =>
      testSchemas({ identity: z.literal(name) }, allowedOf(field)),
    );
    return z.union(shapes as [z.ZodType, z.ZodType]);
  },
  check: (node, place) => {
    const field = Object.hasOwn(fields, textFor(node.identity)) ? fields[node.identity] : undefined;
    if (field) return checkTest(node, place, ['identity'], allowedOf(field));
    const names = nearest(node.identity, Object.keys(fields));
    place.at('identity').fault(`there is no field ${JSON.stringify(node.identity)}; did you mean ${names.join(', ')}?`);
  },
  compile: (node, scene) => testSql(node, single(fields[node.identity]!.value), scene),
  say: (node, language) => `${fields[node.identity]!.say[language]} ${sayTest(node, language)}`,
};
