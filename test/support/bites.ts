import type { Pool } from '../../src/store/index.ts';
import { type Bite, bucketCount, takeBucket, transaction } from '../../src/store/index.ts';

/** Runs `work` in one bite of a bucket, as the engine would. */
export async function inBite<T>(
  pool: Pool,
  bucket: number,
  now: Date,
  work: (bite: Bite) => Promise<T>,
  timezone = 'Europe/Paris',
): Promise<T> {
  return transaction(pool, async (tx) => {
    const bite = await takeBucket(tx, bucket, { now, buckets: await bucketCount(tx), timezone });
    if (!bite) throw new Error(`Bucket ${bucket} is taken`);
    return work(bite);
  });
}

/** A person of the bucket as one row, for tests of rooms that only read people. */
export async function putPerson(
  pool: Pool,
  bucket: number,
  person: {
    id: string;
    email?: string;
    phone?: string;
    externalId?: string;
    traits?: object;
    ownerId?: string;
    timezone?: string;
  },
): Promise<void> {
  await pool.query(
    `insert into person (bucket, id, external_id, email, phone, first_seen, traits, owner_id, timezone)
     values ($1, $2, $3, $4, $5, '2026-01-01T00:00:00Z', $6, $7, $8)`,
    [
      bucket,
      person.id,
      person.externalId ?? null,
      person.email ?? null,
      person.phone ?? null,
      JSON.stringify(person.traits ?? {}),
      person.ownerId ?? null,
      person.timezone ?? null,
    ],
  );
}
