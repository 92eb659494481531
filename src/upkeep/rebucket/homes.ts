/**
 * In which bucket each row lives, said in SQL as `store/keys.ts` says it in code: one entry a table that carries a bucket. `t` is the row
 * as it is. Tables whose rows are found by others' come before these.
 */

/** New numbers of buckets, as the texts need them. */
export type Numbers = { from: number; to: number };

/** Columns other than the bucket that are not taken over as they are. */
type Others = Readonly<Record<string, (n: Numbers) => string>>;

export type Home =
  /** Each row goes to one bucket. */
  | { bucket: (n: Numbers) => string; joins?: string; also?: Others }
  /** The rows of several buckets become one: a whole select of all columns, in the table's order of `columns`. */
  | { rows: (n: Numbers) => string; columns: readonly string[] }
  /** Rows of which only a key is known go to every bucket that it may belong to. */
  | { known: string; joins: string; also?: Others }
  /** Nothing is taken along: it is made anew. */
  | 'anew'
  /** There must be nothing. */
  | 'empty';

/** As `bucketOfPerson`: ids are random, their first 32 bits are the hash. */
const ofUuid = (id: string, to: number): string =>
  `(('x' || left((${id})::text, 8))::bit(32)::bigint % ${to})::integer`;
/** As `bucketOfText`. */
const ofText = (text: string, to: number): string =>
  `(('x' || left(md5(${text}), 8))::bit(32)::bigint % ${to})::integer`;
/** As `bucketOfHash`. */
const ofHash = (hash: string, to: number): string =>
  `(('x' || encode(substr(${hash}, 1, 4), 'hex'))::bit(32)::bigint % ${to})::integer`;

const uuid = (id: string) => ({ bucket: ({ to }: Numbers) => ofUuid(id, to) });
const text = (expression: string) => ({ bucket: ({ to }: Numbers) => ofText(expression, to) });
const hash = { bucket: ({ to }: Numbers) => ofHash('t.hash', to) };
const person = uuid('t.person_id');
const placeOf =
  (id: string) =>
  ({ to }: Numbers) =>
    ofUuid(id, to);

/** An order without a customer lives by its own number. */
const ofOrder = (order: string) => ({
  bucket: ({ to }: Numbers) =>
    `case when ${order}.person_id is null then ${ofText(`'order:' || ${order}.order_id`, to)} else ${ofUuid(`${order}.person_id`, to)} end`,
});

/** Where the person of a message lives, by the message or by the wish that it came from. */
const byMessage = {
  known: 'coalesce(w.person_id, o.person_id)',
  joins: `left join wish w on w.bucket = t.bucket and w.key = t.key left join outbox o on o.bucket = t.bucket and o.key = t.key`,
};

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
/** Buckets that have this remainder in common hold what may be each other's: a row of one is found in these only. */
const commonOf = ({ from, to }: Numbers): number => gcd(from, to);
const everyBucket = (n: Numbers): string =>
  `join generate_series(0, ${n.to - 1}) b(id) on b.id % ${commonOf(n)} = t.bucket % ${commonOf(n)}`;

export const homes: Readonly<Record<string, Home>> = {
  inbox: 'empty',

  visit: { ...uuid('e.person_id'), joins: 'join entry e on e.bucket = t.bucket and e.id = t.entry_id' },
  purchase_line: { ...ofOrder('o'), joins: 'join purchase o on o.bucket = t.bucket and o.order_id = t.order_id' },
  hit: {
    ...uuid('coalesce(o.person_id, t.person_id)'),
    joins: 'left join outbox o on o.bucket = t.bucket and o.key = t.key',
  },
  recall: byMessage,
  sent: byMessage,
  bank_use: byMessage,
  // Who asked is told to ask again: the grant would go to the bucket of before.
  bank_ask: { ...byMessage, also: { answer: () => `'later'` } },
  seen: {
    known: 'e.person_id',
    joins:
      'left join (select distinct on (v.bucket, v.id) v.bucket, v.id, v.person_id from event v) e on e.bucket = t.bucket and e.id = t.message_id',
  },

  // What buckets held of banks was brought home before.
  bank_hold: 'anew',
  bank_held_code: 'anew',
  bank: text(`'bank:' || t.key`),
  bank_slot: text(`'bank:' || t.bank`),
  bank_code: text(`'bank:' || t.bank`),
  lease: text(`'bank:' || t.bank`),

  // A process that starts remembers nothing.
  book_forgotten: 'anew',
  // Marks are random, so that no count that was kept is taken for a new one.
  bucket_mark: 'anew',
  segment_count: 'anew',
  segment_bucket: {
    columns: ['bucket', 'segment_id', 'version', 'computed_at'],
    // A bucket whose people come from several has computed a segment when all of these have.
    rows: (n) => `select b.id, t.segment_id, min(t.version), min(t.computed_at) from segment_bucket t ${everyBucket(n)}
      group by b.id, t.segment_id having count(*) = ${n.from / commonOf(n)}`,
  },
  moment_watch: {
    columns: ['bucket', 'scenario_id', 'trigger_id', 'due_at', 'after'],
    // Who was let in is known by their entry: looking at them once more lets nobody in twice.
    rows: (n) => `select b.id, t.scenario_id, t.trigger_id, min(t.due_at), '00000000-0000-0000-0000-000000000000'::uuid
      from moment_watch t ${everyBucket(n)} group by b.id, t.scenario_id, t.trigger_id`,
  },
  turn_queue: text(`'turn:' || t.scenario_id || ':' || t.step`),
  form_day: {
    columns: ['bucket', 'form_id', 'version', 'day', 'what', 'times'],
    rows: ({
      to,
    }) => `select ${ofText(`'form:' || f.key`, to)}, t.form_id, t.version, t.day, t.what, sum(t.times)::integer
      from form_day t join form f on f.id = t.form_id group by f.key, t.form_id, t.version, t.day, t.what`,
  },

  address_user: { ...hash, also: { person_bucket: placeOf('t.person_id') } },
  campaign_address: hash,
  consent: hash,
  consent_log: hash,
  suppression: hash,
  identifier: {
    ...text(`t.kind || ':' || t.value`),
    also: {
      person_bucket: ({ to }) =>
        `case when t.person_id is null then ${ofText(`t.kind || ':' || t.value`, to)} else ${ofUuid('t.person_id', to)} end`,
    },
  },
  send_request: { ...text('t.id::text'), also: { person_bucket: placeOf('t.person_id') } },

  date_watch: person,
  event: person,
  forward: { ...person, also: { to_bucket: placeOf('t.to_person') } },
  list_member: person,
  membership: person,
  moved_message: person,
  movement: person,
  permission: person,
  position: person,
  signup: person,
  purchase: ofOrder('t'),
  outbox: person,
  wish: person,
  entry: person,
  person: uuid('t.id'),
};

/** Puts the rows as they will be into the temporary table `moved`. */
export function selectOf(table: string, home: Exclude<Home, string>, columns: readonly string[], n: Numbers): string {
  if ('rows' in home) return home.rows(n);
  const others = columns.slice(1).map((name) => home.also?.[name]?.(n) ?? `t.${quoted(name)}`);
  if ('bucket' in home)
    return `select ${[home.bucket(n), ...others].join(', ')} from ${quoted(table)} t ${home.joins ?? ''}`;
  const places = `case when ${home.known} is not null then array[${ofUuid(home.known, n.to)}]
    else array(select generate_series(t.bucket % ${commonOf(n)}, ${n.to - 1}, ${commonOf(n)})) end`;
  return `select ${['b.id', ...others].join(', ')} from ${quoted(table)} t ${home.joins} cross join lateral unnest(${places}) b(id)`;
}

/** Rows that were in several buckets may come together in one. */
export const mayMeet = (home: Home): boolean => typeof home === 'object' && 'known' in home;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
