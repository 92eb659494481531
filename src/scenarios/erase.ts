/** The way of people through scenarios, told to them and ended; what it added to the figures stays. */
import { idsOf, type PersonPart } from '../people/index.ts';
import { count, statements } from '../store/index.ts';
import { tracePerson } from './report.ts';

const sql = statements(import.meta.url, 'erase-entries.sql');
/** A person has been in so many scenarios at most; entries are told whole. */
const MOST_ENTRIES = 10_000;

/** This room's share of what is known of a person. */
export const personParts: readonly PersonPart[] = [
  {
    name: 'scenarios',
    read: ({ pool }, { id, bucket }) => tracePerson(pool, bucket, id, MOST_ENTRIES),
    erase: async (bite, erased) => {
      const given = { bucket: bite.bucket, ids: idsOf(erased) };
      await count(bite.tx, sql('drop-positions'), given);
      await count(bite.tx, sql('drop-watches'), given);
      const nobodies = erased.map(({ nobody }) => nobody);
      await count(bite.tx, sql('entries-of-nobody'), { ...given, nobodies, now: bite.now });
    },
    keeps: [
      {
        what: {
          fr: 'Les passages dans les scénarios, sans personne ni contexte',
          en: 'Ways through scenarios, without person or context',
        },
        why: {
          fr: 'Ce sont des chiffres : combien sont entrés, combien ont atteint le but.',
          en: 'They are figures: how many came in, how many reached the goal.',
        },
      },
    ],
  },
];
