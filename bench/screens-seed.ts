/** A whole shop straight into the tables of a running server: people, what they did, what they were told and what was decided. */
import { type Pool, transaction } from '../src/store/index.ts';
import { withoutIndexes } from './seed.ts';

/** Per person. */
export const ORDERS = 5;
export const EVENTS = 10;
export const WISHES = 15;
/** Campaigns, each with a month of the last year of its own; the latest is still under way. */
export const CAMPAIGNS = 13;

/** Bucket of a text, as `store/keys` has it. `$2` is the number of buckets everywhere. */
const bucketOf = (text: string) => `(('x' || left(md5(${text}), 8))::bit(32)::bigint % $2::integer)::integer`;
const people = `from (select i, md5('person' || i)::uuid as id, ${bucketOf(`'person' || i`)} as bucket, 'c' || i || '@exemple.fr' as email
                      from generate_series(1, $1::integer) i) p`;
/** `each` facts of everybody, the n-th at a moment of the last 400 days that differs from person to person. */
const facts = (each: number) => `${people} cross join lateral (
  select n, p.i::text || '-' || n as fact,
         date_trunc('milliseconds', $3::timestamptz - ((p.i::bigint * 7919 + n * 104729) % 34560000) * interval '1 second') as at
  from generate_series(1, ${each}) n) f`;
const hash = `sha256(convert_to('email:' || p.email, 'UTF8'))`;
const hashBucket = `(('x' || left(encode(${hash}, 'hex'), 8))::bit(32)::bigint % $2::integer)::integer`;
const idOf = (table: string, key: string) => `(select id from ${table} where key = '${key}')`;
const versionOf = (key: string) =>
  `(select v.id from scenario_version v join scenario s on s.id = v.scenario_id and s.published_version = v.version where s.key = '${key}')`;
const FIRST = `'{Ada,Béatrice,Camille,Dominique,Élise,Farid,Gaëlle,Hugo,Inès,Jules,Karim,Léa,Manon,Nadia,Omar,Paul,Quentin,Rose,Sofia,Théo}'::text[]`;
const LAST = `'{Martin,Bernard,Petit,Durand,Leroy,Moreau,Simon,Laurent,Lefebvre,Michel,Garcia,David,Bertrand,Roux,Vincent,Fournier,Morel}'::text[]`;

/** What is put in before segments are computed, in the order in which it runs; `$3` is now. */
export const PEOPLE: readonly string[] = [
  `insert into person (bucket, id, external_id, email, phone, first_seen, traits)
   select p.bucket, p.id, 'C' || p.i, p.email, '+336' || lpad(p.i::text, 8, '0'), $3::timestamptz - (p.i % 700) * interval '1 day',
          jsonb_build_object('firstName', (${FIRST})[1 + p.i % 20], 'lastName', (${LAST})[1 + p.i % 17], 'email', p.email,
                             'city', (array['Lyon', 'Paris', 'Lille', 'Nantes'])[1 + p.i % 4], 'points', p.i % 900) ${people}`,
  ...["'external', 'C' || p.i", "'email', p.email", "'phone', '+336' || lpad(p.i::text, 8, '0')"].map((pair) => {
    const [kind, value] = [pair.slice(0, pair.indexOf(',')), pair.slice(pair.indexOf(',') + 1)];
    return `insert into identifier (bucket, kind, value, person_id, person_bucket)
            select ${bucketOf(`${kind} || ':' || ${value}`)}, ${kind}, ${value}, p.id, p.bucket ${people}`;
  }),
  `insert into identifier (bucket, kind, value, person_id, person_bucket)
   select ${bucketOf(`'order:F' || f.fact`)}, 'order', 'F' || f.fact, p.id, p.bucket ${facts(ORDERS)}`,
  `insert into permission (bucket, person_id, channel, purpose, status, hash, occurred_at)
   select p.bucket, p.id, 'email', 'marketing', 'granted', ${hash}, $3::timestamptz - interval '300 days' ${people}`,
  ...['consent', 'consent_log'].map(
    (table) => `insert into ${table} (bucket, channel, hash, purpose, occurred_at, status, wording, source)
     select ${hashBucket}, 'email', ${hash}, 'marketing', $3::timestamptz - interval '300 days', 'granted', 'J’accepte.', 'form' ${people}`,
  ),
  `insert into address_user (bucket, channel, hash, person_bucket, person_id) select ${hashBucket}, 'email', ${hash}, p.bucket, p.id ${people}`,
  `insert into list_member (bucket, list, person_id, since)
   select p.bucket, l, p.id, $3::timestamptz - interval '90 days' ${people} cross join unnest('{vip,news}'::text[]) l
   where l = 'news' or p.i % 9 = 0`,
  `insert into product (id, name, category, brand, price, updated_at)
   select 'p' || i, 'Produit ' || i, (array['shoes', 'bags', 'hats'])[1 + i % 3], 'B' || i % 40, 10 + i % 90, $3::timestamptz
   from generate_series(1, least($1::integer, 3000)) i where $2::integer > 0`,
  `insert into purchase (bucket, order_id, person_id, kind, status, occurred_at, currency, total, origin, updated_at)
   select p.bucket, 'F' || f.fact, p.id, 'sale', 'completed', f.at, 'EUR', 50, 'import', f.at ${facts(ORDERS)}`,
  `insert into purchase_line (bucket, order_id, product_id, nth, person_id, occurred_at, quantity, price, name, category)
   select p.bucket, 'F' || f.fact, 'p' || (p.i + f.n * 31) % 3000, 1, p.id, f.at, 1, 50, 'Produit',
          (array['shoes', 'bags', 'hats'])[1 + (p.i + f.n * 31) % 3] ${facts(ORDERS)}`,
  `insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
   select p.bucket, p.id, f.at, md5('event' || f.fact)::uuid, 'track',
          (array['Product Viewed', 'Product Added', 'Quote Requested'])[1 + (p.i + f.n) % 3],
          jsonb_build_object('product_id', 'p' || (p.i + f.n) % 3000, 'category', (array['shoes', 'bags', 'hats'])[1 + f.n % 3],
                             'price', f.n % 90), 'import', f.at ${facts(EVENTS)}`,
  ...['welcome', 'basket'].flatMap((key) => [
    `insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, entered_at, ended_at, end_reason)
     select p.bucket, md5('${key}' || p.i)::uuid, ${idOf('scenario', key)}, ${versionOf(key)}, p.id, p.id, 'in', 'k' || p.i,
            $3::timestamptz - interval '20 days', case when p.i % 5 > 0 then $3::timestamptz - interval '9 days' end,
            case when p.i % 5 > 0 then 'end' end ${people}`,
    `insert into position (bucket, entry_id, person_id, version_id, step, arrived_at, due_at)
     select p.bucket, md5('${key}' || p.i)::uuid, p.id, ${versionOf(key)}, '${key === 'welcome' ? 'week' : 'pause'}',
            $3::timestamptz - interval '20 days', $3::timestamptz + interval '30 days' ${people} where p.i % 5 = 0`,
  ]),
  `update campaign c set starts_at = $3::timestamptz - m.nth * interval '30 days', ends_at = $3::timestamptz - (m.nth - 1) * interval '30 days'
   from (select x.id, row_number() over (order by x.id) as nth from campaign x) m where m.id = c.id and $1::integer > 0 and $2::integer > 0`,
  `update moment_watch m set due_at = null where $1::integer > 0 and $2::integer > 0 and $3::timestamptz is not null`,
  `insert into wish (bucket, key, person_id, scenario_id, step, template_id, template_version, channel, class, purpose, wished_at, state, reason, decided_at)
   select p.bucket, md5('wish' || f.fact)::uuid, p.id, coalesce(c.scenario_id, ${idOf('scenario', 'welcome')}),
          case when c.id is null then 'again' else 'message-1' end, ${idOf('template', 'news')}, 1, 'email',
          'promotional', 'marketing', f.at, case when r.reason is null then 'awarded' else 'refused' end, r.reason, f.at
   ${facts(WISHES)} cross join lateral (
     select case (p.i + f.n) % 9 when 0 then 'frequency' when 1 then 'paused' when 2 then 'suppressed' end as reason) r
   left join campaign c on f.n % 2 = 0 and f.at >= c.starts_at and f.at < c.ends_at
   order by f.at`,
  `insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, entered_at, ended_at, end_reason)
   select w.bucket, md5('entry' || w.key)::uuid, w.scenario_id, v.id, w.person_id, w.person_id, 'moment', w.key::text, w.wished_at,
          case when not i.inside then w.wished_at end, case when not i.inside then 'completed' end
   from wish w join campaign c on c.scenario_id = w.scenario_id join scenario_version v on v.scenario_id = w.scenario_id
   cross join lateral (select c.ends_at >= $3::timestamptz - interval '1 hour' and hashtext(w.key::text) & 63 = 0 as inside) i
   where $1::integer > 0 and $2::integer > 0 order by w.wished_at`,
  `insert into position (bucket, entry_id, person_id, version_id, step, arrived_at, due_at)
   select e.bucket, e.id, e.person_id, e.version_id, 'message-1', e.entered_at, $3::timestamptz + interval '10 days'
   from entry e join campaign c on c.scenario_id = e.scenario_id where e.ended_at is null and $1::integer > 0 and $2::integer > 0`,
  `insert into audit (at, actor, action, target) select $3::timestamptz - i * interval '1 minute', 'admin', 'segment.save', 's' || i % 50
   from generate_series(1, $1::integer / 5) i where $2::integer > 0`,
  `insert into rejected (received_at, source, code, reason, raw) select $3::timestamptz - i * interval '1 minute', 'import', 'BAD', 'no e-mail', '{}'
   from generate_series(1, $1::integer / 20) i where $2::integer > 0`,
  `insert into bounce (received_at, source, kind, reason, raw) select $3::timestamptz - i * interval '1 minute', 'mail', 'unknown', 'nobody', 'x'
   from generate_series(1, $1::integer / 50) i where $2::integer > 0`,
  `insert into import_run (id, kind, file_name, state, rows, started_at, finished_at)
   select md5('run' || i)::uuid, 'customers', 'f' || i || '.csv', 'finished', 1000, $3::timestamptz - i * interval '1 day', $3::timestamptz - i * interval '1 day'
   from generate_series(1, least($1::integer, 300)) i where $2::integer > 0`,
  `insert into form_day (bucket, form_id, version, day, what, times)
   select b.id, ${idOf('form', 'letter')}, 1, ($3::timestamptz - d * interval '1 day')::date, w, 3
   from bucket b cross join generate_series(0, 89) d cross join unnest('{shown,asked,confirmed}'::text[]) w where $1::integer > 0 and $2::integer > 0`,
];

/** What was sent to everybody, each row as large as the one that the server itself has sent before. */
export const MESSAGES: readonly string[] = [
  `insert into outbox (bucket, key, person_id, scenario_id, step, template_id, template_version, channel, class, purpose, due_at, state, reason,
                       address, sent_at, transport, opens_measured, clicks_measured, filled)
   select w.bucket, w.key, w.person_id, w.scenario_id, w.step, w.template_id, w.template_version, w.channel, w.class, w.purpose, w.wished_at,
          s.state, case when s.state <> 'sent' then 'too_late' end, 'someone@exemple.fr', case when s.state = 'sent' then w.wished_at end, 'local', true, true,
          (select m.filled from outbox m where m.state = 'sent' limit 1)
   from wish w cross join lateral (select case hashtext(w.key::text) & 63 when 0 then 'failed' when 1 then 'skipped' else 'sent' end as state) s
   where w.state = 'awarded' and w.step in ('again', 'message-1') and $1::integer > 0 and $2::integer > 0 and $3::timestamptz is not null
   order by w.wished_at`,
  `insert into sent (bucket, key, sent_at) select o.bucket, o.key, o.sent_at from outbox o
   where o.state = 'sent' and o.step in ('again', 'message-1') and $1::integer > 0 and $2::integer > 0 and $3::timestamptz is not null`,
  `insert into hit (bucket, key, id, kind, at, link, links, agent, network, person_id, due_at, judged_at, human, machine)
   select o.bucket, o.key, md5(k.kind || o.key::text)::uuid, k.kind, o.sent_at + interval '1 hour', case when k.kind = 'click' then 'l1' end, 2, 'human',
          '\\x00', o.person_id, o.sent_at + interval '2 hours', o.sent_at + interval '2 hours', true, 0.1
   from outbox o cross join (values ('open', 3), ('click', 11)) k (kind, one_of)
   where o.state = 'sent' and (hashtext(o.key::text) & 1023) % k.one_of = 0 and $1::integer > 0 and $2::integer > 0 and $3::timestamptz is not null`,
];

/** Members of a year's coming and going, beside what the first computation found. */
export const MOVEMENTS: readonly string[] = [
  `insert into movement (bucket, segment_id, person_id, at, entered)
   select m.bucket, m.segment_id, m.person_id, date_trunc('milliseconds', $3::timestamptz - interval '1 day' * (days.back + (hashtext(m.person_id::text) & 15))), days.back = 60
   from membership m cross join (values (60), (30)) days (back) where m.member and $1::integer > 0 and $2::integer > 0`,
];

const tableOf = (statement: string) => /^insert into (\w+)/.exec(statement)?.[1] ?? null;

/** Runs statements in one transaction for each table that they fill. */
export async function fill(
  pool: Pool,
  statements: readonly string[],
  { people, now }: { people: number; now: Date },
): Promise<void> {
  const buckets = (await pool.query('select count(*)::integer as n from bucket')).rows[0].n;
  for (const [table, own] of runsOf(statements)) {
    await transaction(pool, (tx) =>
      withoutIndexes(tx, table, async () => {
        for (const statement of own) {
          const uses = [1, 2, 3].map((nth) => statement.includes(`$${nth}`)).lastIndexOf(true) + 1;
          await tx.query(statement, [people, buckets, now].slice(0, uses));
        }
      }),
    );
  }
}

/** Statements that follow each other and fill the same table are one run. */
function runsOf(statements: readonly string[]): [string | null, string[]][] {
  const runs: [string | null, string[]][] = [];
  for (const statement of statements) {
    const table = tableOf(statement);
    const last = runs.at(-1);
    if (last && last[0] === table) last[1].push(statement);
    else runs.push([table, [statement]]);
  }
  return runs;
}
