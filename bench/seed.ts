import type { Store } from '../src/store/index.ts';

/**
 * People straight into the tables, evenly over the buckets: what is measured is not how they came. Everybody agrees to mail;
 * the hash of an address is what the gates compare.
 */
export async function seedPeople(store: Store, count: number): Promise<void> {
  await store.pool.query(
    `insert into person (bucket, id, external_id, email, first_seen, traits)
     select i % $2, md5('person' || i)::uuid, 'u' || i, 'u' || i || '@exemple.fr', '2025-01-01',
            jsonb_build_object('city', (array['Lyon', 'Paris', 'Lille', 'Nantes'])[1 + i % 4], 'first_name', 'P' || i)
     from generate_series(1, $1::integer) i`,
    [count, store.buckets],
  );
  await store.pool.query(
    `insert into permission (bucket, person_id, channel, purpose, status, hash, occurred_at)
     select bucket, id, 'email', 'marketing', 'granted', sha256(convert_to('email:' || email, 'UTF8')), '2025-01-01' from person`,
  );
}

/** Orders of the seeded people: `each` a person, one line each, spread over the year before `now`. */
export async function seedOrders(store: Store, people: number, each: number, now: Date): Promise<void> {
  await store.pool.query(
    `insert into purchase (bucket, order_id, person_id, kind, status, occurred_at, currency, total, origin, updated_at)
     select i % $3, 'o' || i || '-' || k, md5('person' || i)::uuid, 'sale', 'completed',
            $4::timestamptz - ((i * 7 + k * 61) % 365) * interval '1 day', 'EUR', 50, 'import', $4
     from generate_series(1, $1::integer) i, generate_series(1, $2::integer) k`,
    [people, each, store.buckets, now],
  );
  await store.pool.query(
    `insert into purchase_line (bucket, order_id, product_id, nth, person_id, occurred_at, quantity, price, category)
     select p.bucket, p.order_id, 'p' || (hashtext(p.order_id) & 255), 1, p.person_id, p.occurred_at, 1, 50,
            (array['shoes', 'bags', 'hats'])[1 + (hashtext(p.order_id) & 1023) % 3]
     from purchase p`,
  );
  await store.pool.query('analyze person');
  await store.pool.query('analyze purchase');
  await store.pool.query('analyze purchase_line');
}
