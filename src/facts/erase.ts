/** What people did, told to them and taken away; orders stay as sales of nobody. */
import { idsOf, type PersonPart } from '../people/index.ts';
import { count, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'erase-facts.sql');

const events: PersonPart = {
  name: 'events',
  read: ({ pool }, { id, bucket }) => run(pool, sql('events-told'), { bucket, person: id }),
  erase: async (bite, erased) =>
    void (await count(bite.tx, sql('drop-events'), { bucket: bite.bucket, ids: idsOf(erased) })),
  keeps: [],
};

const orders: PersonPart = {
  name: 'orders',
  read: ({ pool }, { id, bucket }) => run(pool, sql('orders-told'), { bucket, person: id }),
  erase: async (bite, erased) => {
    const given = { bucket: bite.bucket, ids: idsOf(erased) };
    await count(bite.tx, sql('orders-of-nobody'), given);
    await count(bite.tx, sql('lines-of-nobody'), given);
  },
  keeps: [
    {
      what: { fr: 'Les commandes et leurs lignes, sans client', en: 'Orders and their lines, without a customer' },
      why: {
        fr: 'La comptabilité doit les garder dix ans (article L123-22 du code de commerce).',
        en: 'Accounts must be kept for ten years (article L123-22 of the French commercial code).',
      },
    },
  ],
};

/** This room's share of what is known of a person. */
export const personParts: readonly PersonPart[] = [events, orders];
