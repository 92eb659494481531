/** What people filled in on the shop's forms, told to them and taken away. */
import { idsOf, type PersonPart } from '../people/index.ts';
import { count, run } from '../store/index.ts';
import { sql } from './signups.ts';

/** This room's share of what is known of a person. How often a form was filled in is counted by day and says nothing of anybody. */
export const personParts: readonly PersonPart[] = [
  {
    name: 'signups',
    read: ({ pool }, { id, bucket }) => run(pool, sql('of-people'), { bucket, people: [id] }),
    erase: async (bite, erased) =>
      void (await count(bite.tx, sql('remove'), { bucket: bite.bucket, people: idsOf(erased) })),
    keeps: [],
  },
];
