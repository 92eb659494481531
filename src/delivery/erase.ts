/** Messages to people and what came back, told to them and emptied; that so many left stays. */
import { idsOf, type PersonPart } from '../people/index.ts';
import { count, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'erase-messages.sql');

/** This room's share of what is known of a person. */
export const personParts: readonly PersonPart[] = [
  {
    name: 'messages',
    read: ({ pool }, { id, bucket }) => run(pool, sql('messages-told'), { bucket, person: id }),
    erase: async (bite, erased) => {
      const nobodies = erased.map(({ nobody }) => nobody);
      const given = { bucket: bite.bucket, ids: idsOf(erased), nobodies };
      await count(bite.tx, sql('messages-of-nobody'), given);
      await count(bite.tx, sql('hits-of-nobody'), given);
      await count(bite.tx, sql('forget-moved'), { bucket: bite.bucket, ids: given.ids });
    },
    keeps: [
      {
        what: {
          fr: 'Qu’un message est parti, sans adresse ni contenu',
          en: 'That a message left, without address or content',
        },
        why: {
          fr: 'Ce sont des chiffres : combien de messages sont partis, combien ont été ouverts.',
          en: 'They are figures: how many messages left, how many were opened.',
        },
      },
    ],
  },
];
