/** What was wished for people and decided about them, told to them and made nobody's. */
import { idsOf, type PersonPart } from '../people/index.ts';
import { count, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'erase-wishes.sql');

/** This room's share of what is known of a person. */
export const personParts: readonly PersonPart[] = [
  {
    name: 'decisions',
    read: ({ pool }, { id, bucket }) => run(pool, sql('wishes-told'), { bucket, person: id }),
    erase: async (bite, erased) => {
      const nobodies = erased.map(({ nobody }) => nobody);
      const given = { bucket: bite.bucket, ids: idsOf(erased), nobodies, now: bite.now };
      await count(bite.tx, sql('wishes-of-nobody'), given);
    },
    keeps: [],
  },
];
