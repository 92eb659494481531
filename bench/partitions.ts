import type pg from 'pg';
import { benchStore } from './database.ts';
import { type Bench, type Figure, figure, median } from './harness.ts';

/**
 * Question: what does a table cut into the 12 quarters of three years cost the statements of the hot path, beside the same rows in one table? Both are
 * asked in turn on one connection, prepared, so that load on the machine meets both alike.
 */
const months = 36;
/** Months of a partition: 3, as the store makes them. With 1 the same run shows what monthly ones would cost. */
const step = 3;
const buckets = 64;
const peopleCount = 6_400;
const eventCount = 640_000;
const messageCount = 320_000;
const rounds = 40;
const biteRows = 2_000;
const claimRows = 200;

type Case = {
  name: string;
  goal: number | null;
  prepare?: string;
  text: (table: string) => string;
  values: (round: number) => unknown[];
};

const person = "('00000000-0000-4000-8000-' || lpad((g % @people)::text, 12, '0'))::uuid";
const moment = `'2024-01-01T00:00:00Z'::timestamptz + make_interval(secs => (g::bigint * 7919 % (@months * 30 * 86400))::double precision)`;
const filled = (text: string) => text.replaceAll('@people', String(peopleCount)).replaceAll('@months', String(months));

const ids = (round: number) => Array.from({ length: biteRows }, (_, i) => (round * biteRows + i) % 100);
const who = (bucket: number, count: number) =>
  Array.from(
    { length: count },
    (_, i) => `00000000-0000-4000-8000-${String(bucket + (i % 100) * buckets).padStart(12, '0')}`,
  );
const lastDay = '2026-12-15T12:00:00Z';

/** The statements of src, with the table's name put in; their shapes are what is measured. */
const cases: Case[] = [
  {
    name: 'event insert of a bite',
    goal: 0.9,
    text: (
      table,
    ) => `insert into ${table} (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
      select $1::integer, r.* from unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::text[],
        $9::timestamptz[]) r on conflict do nothing`,
    values: (round) => [
      round % buckets,
      who(round % buckets, biteRows),
      ids(round).map((_, i) => new Date(Date.parse(lastDay) + i * 1000)),
      ids(round).map(() => crypto.randomUUID()),
      ids(round).map(() => 'track'),
      ids(round).map(() => 'Product Viewed'),
      ids(round).map(() => '{"product_id":"p1","price":19.9,"category":"shoes"}'),
      ids(round).map(() => 'live'),
      ids(round).map(() => lastDay),
    ],
  },
  {
    name: 'events of one person, latest first',
    goal: null,
    text: (table) => `select e.id, e.name, e.occurred_at from ${table} e
      where e.bucket = $1 and e.person_id = $2 and (e.occurred_at, e.id) < ($3::timestamptz, $4::uuid)
      order by e.occurred_at desc, e.id desc limit 51`,
    values: (round) => [
      round % buckets,
      who(round % buckets, 1)[0],
      '9999-01-01T00:00:00Z',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ],
  },
  {
    name: 'a window of 30 days of 500 touched people',
    goal: null,
    text: (
      table,
    ) => `select e.person_id, count(*) from unnest($2::uuid[], $3::timestamptz[]) as t(person_id, as_of) cross join ${table} e
      where e.bucket = $1 and e.person_id = t.person_id and e.name = 'Product Viewed' and e.occurred_at <= t.as_of
        and e.occurred_at > t.as_of - interval '30 days' group by e.person_id`,
    values: (round) => [round % buckets, who(round % buckets, 500), Array(500).fill(lastDay)],
  },
  {
    name: 'a window of 90 days over everybody',
    goal: null,
    text: (table) => `select count(*) from (select e.bucket, e.person_id, count(*) as n from ${table} e
      where e.occurred_at <= $1 and e.occurred_at > $1::timestamptz - interval '90 days' group by 1, 2) x where n > 1`,
    values: () => [lastDay],
  },
];

/** The outbox is not cut: this is why. */
const messages: Case[] = [
  {
    name: 'outbox enqueue of a bite',
    goal: null,
    text: (
      table,
    ) => `insert into ${table} (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at)
      select $1::integer, k, p, 1, 1, 'email', 'promotional', 'marketing', $4::timestamptz from unnest($2::uuid[], $3::uuid[]) as r(k, p)
      on conflict do nothing`,
    values: (round) => [
      round % buckets,
      ids(round).map(() => crypto.randomUUID()),
      who(round % buckets, biteRows),
      lastDay,
    ],
  },
  {
    name: 'outbox claim',
    goal: null,
    text: (
      table,
    ) => `update ${table} o set state = 'claimed', claim_id = $2, claimed_at = $3, attempts = o.attempts + 1, transport = t.transport
      from (select unnest($4::text[]) as channel, unnest($5::text[]) as transport) t
      where o.bucket = $1 and t.channel = o.channel and o.key = any(array(
        select c.key from ${table} c where c.bucket = $1 and c.state = 'ready' and c.due_at <= $6 and (c.retry_at is null or c.retry_at <= $3)
        order by c.lane, c.due_at, c.key limit $7 for update skip locked)) returning o.key`,
    values: (round) => [
      round % buckets,
      '00000000-0000-4000-8000-000000000001',
      lastDay,
      ['email'],
      ['smtp'],
      '2027-01-01T00:00:00Z',
      claimRows,
    ],
  },
  {
    name: 'outbox settle',
    goal: null,
    prepare: 'keys',
    text: (
      table,
    ) => `update ${table} o set state = d.state, sent_at = $4::timestamptz from unnest($2::uuid[], $3::text[]) as d(key, state)
      where o.bucket = $1 and o.key = d.key and o.state in ('claimed', 'uncertain')`,
    values: (round) => [round % buckets, [], Array(claimRows).fill('sent'), lastDay],
  },
];

export const partitions: Bench = async (say) => {
  const { store, close } = await benchStore();
  try {
    const client = await store.pool.connect();
    try {
      await makeTables(client, 'event', 'occurred_at', 'bucket, person_id, occurred_at, id');
      await makeTables(client, 'outbox', 'due_at', 'bucket, key, due_at');
      say(
        `partitions: ${eventCount} events and ${messageCount} messages in one table and in ${months / step} partitions`,
      );
      await seed(client);
      const figures: Figure[] = [];
      for (const one of cases) figures.push(await compare(client, 'event', one));
      for (const one of messages) figures.push(await compare(client, 'outbox', one));
      return figures;
    } finally {
      client.release();
    }
  } finally {
    await close();
  }
};

/** `<table>_one` as it would be without partitions, `<table>_cut` with one a month and a default. */
async function makeTables(on: pg.ClientBase, table: string, column: string, key: string): Promise<void> {
  const own = (
    await on.query(
      `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'p'`,
      [table],
    )
  ).rows[0].text;
  await on.query(`create table ${table}_one (like ${table} including defaults including constraints, ${own})`);
  await on.query(
    `create table ${table}_cut (like ${table} including defaults including constraints, primary key (${key})) partition by range (${column})`,
  );
  const partials = (
    await on.query(`select indexdef as text from pg_indexes where tablename = $1 and indexdef not like '%UNIQUE%'`, [
      table,
    ])
  ).rows;
  for (const { text } of partials)
    for (const copy of ['one', 'cut'])
      await on.query(text.replace(/INDEX \w+ ON (ONLY )?public\.\w+/, `INDEX ON ${table}_${copy}`));
  for (let month = 0; month < months; month += step) {
    const from = new Date(Date.UTC(2024, month, 1)).toISOString();
    const to = new Date(Date.UTC(2024, month + step, 1)).toISOString();
    await on.query(
      `create table ${table}_cut_${month} partition of ${table}_cut for values from ('${from}') to ('${to}')`,
    );
  }
  await on.query(`create table ${table}_cut_default partition of ${table}_cut default`);
}

async function seed(on: pg.ClientBase): Promise<void> {
  for (const copy of ['one', 'cut']) {
    await on.query(
      filled(`insert into event_${copy} select g % @people % 64, ${person}, ${moment}, md5(g::text)::uuid, 'track', 'Product Viewed',
      '{"product_id":"p1","price":19.9,"category":"shoes"}', 'live', '2026-01-01' from generate_series(1, ${eventCount}) g`),
    );
    await on.query(
      filled(`insert into outbox_${copy} (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, state, sent_at)
      select g % 64, md5(g::text)::uuid, ${person}, 1, 1, 'email', 'promotional', 'marketing',
        case when g % 10 = 0 then '2026-12-15'::timestamptz else ${moment} end, case when g % 10 = 0 then 'ready' else 'sent' end,
        case when g % 10 = 0 then null else '2026-01-01'::timestamptz end from generate_series(1, ${messageCount}) g`),
    );
    await on.query(`vacuum analyze event_${copy}`);
    await on.query(`vacuum analyze outbox_${copy}`);
  }
}

/** Both in turn; the first rounds let the server settle on a generic plan. */
async function compare(on: pg.ClientBase, table: string, given: Case): Promise<Figure> {
  const taken: Record<string, number[]> = { one: [], cut: [] };
  for (let round = 0; round < rounds; round++) {
    const values = given.values(round);
    for (const copy of round % 2 ? ['one', 'cut'] : ['cut', 'one']) {
      const own = [...values];
      if (given.prepare === 'keys') {
        const claimed = await on.query(
          `select key from ${table}_${copy} where bucket = $1 and state = 'claimed' limit ${claimRows}`,
          [round % buckets],
        );
        own[1] = claimed.rows.map((row) => row.key);
        own[2] = own[1] && (own[1] as string[]).map(() => 'sent');
      }
      const start = performance.now();
      await on.query({ name: `${given.name} ${copy}`, text: given.text(`${table}_${copy}`), values: own });
      if (round >= 10) taken[copy]!.push(performance.now() - start);
    }
  }
  return figure({
    name: `partitions/${given.name}`,
    value: median(taken.cut!),
    unit: 'ms',
    raw: median(taken.one!),
    rawIs: 'the same rows in one table',
    goal: given.goal,
    lowerIsBetter: true,
  });
}
