/** A small stage for the tests of this room: a real database of one bucket, facts by their real appliers, a clock given by hand. */
import { after } from 'node:test';
import { defaultSwitches } from '../../src/compliance/index.ts';
import { inboxKinds as factKinds } from '../../src/facts/index.ts';
import { peopleKinds } from '../../src/people/index.ts';
import { decide } from '../../src/pressure/index.ts';
import { inboxKinds } from '../../src/scenarios/commands.ts';
import { loadScenarios, type Published } from '../../src/scenarios/load.ts';
import { publishScenario, saveScenario } from '../../src/scenarios/manage.ts';
import { enterByMoments } from '../../src/scenarios/moments.ts';
import { dueInstants, nextDue } from '../../src/scenarios/positions.ts';
import { react } from '../../src/scenarios/react.ts';
import { runDue } from '../../src/scenarios/run.ts';
import {
  type Bite,
  type Changes,
  definitionsVersion,
  dropInbox,
  type InboxRow,
  keyOf,
  liveClock,
  type Movement,
  noChanges,
  type Origin,
  openStore,
  type Pool,
  putInbox,
  type Queryable,
  readInbox,
  type Store,
  takeBucket,
} from '../../src/store/index.ts';
import { freshDatabase } from './database.ts';

const kinds = { ...peopleKinds([]), ...factKinds, ...inboxKinds };

/** A wish as tests compare it. */
export type Said = {
  person: string;
  step: string;
  visit: number;
  at: string;
  context: Record<string, unknown>;
  arm: string;
  state: string;
};

type PersonGiven = { timezone?: string; traits?: Record<string, unknown> };

/** What a test does on the stage. Moments are ISO texts. */
export type Stage = {
  store: Store;
  at: (moment: string) => Date;
  /** Makes a person; the name is turned into an id. */
  person: (name: string, given?: PersonGiven) => Promise<string>;
  /** Puts a tracked event into the inbox. */
  track: (name: string, event: string, moment: string, properties?: object, origin?: Origin) => Promise<void>;
  put: (row: Partial<InboxRow> & Pick<InboxRow, 'kind' | 'personId' | 'occurredAt'>) => Promise<void>;
  publish: (draft: object, moment: string) => Promise<void>;
  /** Rounds at this moment until nothing is due; answers how many rounds. */
  tick: (moment: string, movements?: Movement[]) => Promise<number>;
  /** As the engine on a moved clock: stops at every due moment up to this one. */
  advance: (moment: string) => Promise<void>;
  inBite: <T>(moment: string, work: (bite: Bite) => Promise<T>) => Promise<T>;
  said: (name?: string) => Promise<Said[]>;
  ends: () => Promise<Record<string, string | null>>;
  steps: () => Promise<string[]>;
};

export const idOf = (name: string): string => keyOf('person', name);

/** Phase 1 of a round: every waiting fact by its applier. */
async function applyInbox(bite: Bite): Promise<{ changes: Changes; taken: number }> {
  const entries = await readInbox(bite.tx, 0, 2_000);
  const changes: Changes = noChanges();
  for (const [kind, ofKind] of Map.groupBy(entries, (entry) => entry.kind)) {
    const part = await kinds[kind]!(bite, ofKind);
    changes.touched.push(...part.touched);
    changes.events.push(...part.events);
    changes.lists.push(...part.lists);
  }
  await dropInbox(bite.tx, 0, entries);
  return { changes: { ...changes, touched: [...new Set(changes.touched)] }, taken: entries.length };
}

export async function openStage(timezone = 'Europe/Paris'): Promise<Stage> {
  let close = async () => {};
  // Registered before the database's own hook, which finds no connection left.
  after(() => close());
  const db = await freshDatabase({ buckets: 1 });
  let now = new Date('2026-01-01T00:00:00Z');
  const store = await openStore({
    connection: { ...db.connection, max: 2 },
    clock: { ...liveClock, now: () => now },
    schema: 'check',
  });
  close = store.close;
  const { pool } = store;
  const at = (moment: string) => new Date(moment);

  const inBite: Stage['inBite'] = (moment, work) =>
    store.transaction(async (tx) => {
      now = at(moment);
      const bite = await takeBucket(tx, 0, { now, buckets: 1, timezone });
      return work(bite!);
    });

  let known: { version: number; published: Published } | null = null;
  /** As the engine does: read again only when a definition changed. */
  const publishedNow = async (on: Queryable): Promise<Published> => {
    const version = await definitionsVersion(on);
    if (known?.version !== version) known = { version, published: await loadScenarios(on) };
    return known.published;
  };

  /** One round, in the engine's order. */
  const round = (moment: string, movements: Movement[]): Promise<boolean> =>
    inBite(moment, async (bite) => {
      const { changes, taken } = await applyInbox(bite);
      const instants = await dueInstants(bite, 1_000);
      const published = await publishedNow(bite.tx);
      await react(bite, published, { changes, movements });
      const entered = await enterByMoments(bite, published);
      const moved = instants.length > 0 ? await runDue(bite, published, instants) : 0;
      await decide(bite, defaultSwitches);
      return taken + instants.length + movements.length + entered + moved > 0;
    });

  const tick: Stage['tick'] = async (moment, movements = []) => {
    let rounds = 0;
    for (let more = await round(moment, movements); more; more = await round(moment, [])) {
      if (++rounds > 1_000) throw new Error(`The bucket is not quiet at ${moment}`);
    }
    return rounds;
  };

  const put: Stage['put'] = (row) =>
    putInbox(pool, [
      { bucket: 0, lane: 1, messageId: null, origin: 'live', receivedAt: row.occurredAt, body: {}, ...row } as InboxRow,
    ]);

  await addTemplates(pool);
  return {
    store,
    at,
    inBite,
    put,
    tick,
    person: (name, given) => addPerson(pool, name, given),
    track: (name, event, moment, properties = {}, origin = 'live') =>
      put({
        kind: 'track',
        personId: idOf(name),
        messageId: keyOf(name, event, moment),
        occurredAt: at(moment),
        origin,
        body: { who: { externalId: name }, event, properties },
      }),
    publish: async (draft, moment) => {
      now = at(moment);
      await saveScenario(store, draft);
      await publishScenario(store, (draft as { key: string }).key);
      await tick(moment);
    },
    advance: async (moment) => {
      for (let next = await nextDue(pool); next && next <= at(moment); next = await nextDue(pool)) {
        await tick(next > now ? next.toISOString() : now.toISOString());
      }
      await tick(moment);
    },
    ...readings(pool),
  };
}

/** Moments and steps of what was said to somebody, for short assertions. */
export const summary = (said: readonly Said[]): string[] => said.map((one) => `${one.at.slice(0, 16)} ${one.step}`);

async function addTemplates(pool: Pool): Promise<void> {
  await pool.query(
    `insert into template (key, name, channel, class, purpose, draft, published_version, updated_at)
     select k, k, 'email', 'service', 'marketing', '{}', 1, now()
     from unnest($1::text[]) k`,
    [
      [
        'hello',
        'again',
        'trial-thanks',
        'trial-tip',
        'trial-demonstration',
        'trial-coupon',
        'win-back',
        'win-back-last',
      ],
    ],
  );
}

async function addPerson(pool: Pool, name: string, given: PersonGiven = {}): Promise<string> {
  await pool.query(
    `insert into person (bucket, id, external_id, email, first_seen, timezone, traits)
     values (0, $1, $2, $2 || '@exemple.fr', '2025-01-01', $3, $4)`,
    // The column follows the trait: an identify fact of the person reads it again.
    [idOf(name), name, given.timezone ?? null, JSON.stringify({ ...given.traits, timezone: given.timezone })],
  );
  return idOf(name);
}

/** What came of it, as tests compare it. */
function readings(pool: Pool): Pick<Stage, 'said' | 'ends' | 'steps'> {
  return {
    said: async (name) => {
      const rows = await pool.query(
        `select p.external_id as person, w.step, w.visit, w.wished_at, w.context, w.arm, w.state
         from wish w join person p on p.bucket = w.bucket and p.id = w.person_id
         where $1::text is null or p.external_id = $1
         order by w.wished_at, p.external_id, w.step, w.visit`,
        [name ?? null],
      );
      return rows.rows.map(({ wished_at, ...row }) => ({ ...row, at: wished_at.toISOString() }));
    },
    ends: async () => {
      const rows = await pool.query(
        `select p.external_id as person, e.end_reason as reason
         from entry e join person p on p.bucket = e.bucket and p.id = e.person_id order by e.entered_at`,
      );
      return Object.fromEntries(rows.rows.map(({ person, reason }) => [person, reason]));
    },
    steps: async () => {
      const rows = await pool.query(
        `select p.external_id as person, o.path, o.step from position o
         join person p on p.bucket = o.bucket and p.id = o.person_id order by 1, 2`,
      );
      return rows.rows.map(({ person, path, step }) => `${person}${path}:${step}`);
    },
  };
}

export type Draft = Record<string, unknown>;
export const end = { kind: 'exit' };
export const hello = (next: string) => ({ kind: 'message', template: 'hello', next });

/** A scenario that starts on “Signed Up” and walks these steps, the first one first. */
export const walking = (key: string, steps: Draft, more: Draft = {}) => ({
  key,
  name: key,
  triggers: [{ id: 'signed-up', kind: 'event', event: 'Signed Up' }],
  start: Object.keys(steps)[0],
  steps,
  ...more,
});

/** A stage with a published scenario and one person of Paris who sets it off at nine on 2 March 2026. */
export async function started(steps: Draft, more: Draft = {}): Promise<Stage> {
  const stage = await openStage();
  await stage.person('ann');
  await stage.publish(walking('walk', steps, more), '2026-03-01T00:00:00Z');
  await stage.track('ann', 'Signed Up', '2026-03-02T08:00:00Z', { plan: 'pro', seats: 3 });
  await stage.tick('2026-03-02T08:00:00Z');
  return stage;
}
