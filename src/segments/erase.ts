/** Which groups people are in, told to them and taken away. */
import { type Erased, idsOf, type PersonPart } from '../people/index.ts';
import { count, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'erase-memberships.sql');

/** Movements are kept as figures: so many went from here to there. */
export const personParts: readonly PersonPart[] = [
  {
    name: 'segments',
    read: ({ pool }, { id, bucket }) => run(pool, sql('segments-told'), { bucket, person: id }),
    erase: async (bite, erased) => {
      await count(bite.tx, sql('drop-memberships'), { bucket: bite.bucket, ids: idsOf(erased) });
      await count(bite.tx, sql('movements-of-nobody'), { bucket: bite.bucket, ...aliases(erased) });
    },
    keeps: [
      {
        what: {
          fr: 'Les mouvements entre segments, sous un numéro de personne',
          en: 'Movements between segments, under nobody’s number',
        },
        why: {
          fr: 'Ce sont des chiffres : combien sont passés d’un segment à un autre.',
          en: 'They are figures: how many went from one segment to another.',
        },
      },
    ],
  },
];

const aliases = (erased: readonly Erased[]) => ({ ids: idsOf(erased), nobodies: erased.map(({ nobody }) => nobody) });
