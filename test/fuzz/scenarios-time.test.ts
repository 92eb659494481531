/** Random scenarios over a random day that changes to summer time: minute by minute gives what the day in one go gives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Known, validate } from '../../src/scenarios/index.ts';
import { chanceOf } from '../support/chance.ts';
import { SEEDS } from '../support/property.ts';
import { idOf, openStage, type Stage } from '../support/scenario-stage.ts';

const begin = Date.parse('2026-03-28T12:00:00Z');
const minute = 60_000;
const minutes = 1_440;
const zones = ['Europe/Paris', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'Nowhere/Atall'];

type Draft = { key: string; steps: Record<string, Record<string, unknown>>; [more: string]: unknown };
type Happening = { at: number; event: string; properties: object };
type Case = {
  seed: number;
  name: string;
  timezone: string;
  traits: Record<string, unknown>;
  draft: Draft;
  happenings: Happening[];
};

const known: Known = {
  segments: new Set(),
  lists: new Set(['vip']),
  templates: new Map([['hello', { published: true }]]),
};

/** A scenario that may be published; `kinds` are the steps it is made of. */
function caseOf(seed: number, kinds: readonly string[]): Case {
  const next = chanceOf(seed);
  const int = (most: number) => Math.floor(next() * most);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)]!;
  for (;;) {
    const draft = draftOf(seed, kinds, int, pick);
    if (validate(draft, known).errors.length > 0) continue;
    const happenings = Array.from({ length: 1 + int(7) }, () => ({
      at: begin + int(minutes * minute),
      event: pick([`go${seed}`, `go${seed}`, `use${seed}`, `use${seed}`, `stop${seed}`]),
      properties: { n: int(4) },
    })).sort((a, b) => a.at - b.at);
    const traits = { [`day${seed}`]: pick(['2026-03-28', '2026-03-29', '2026-03-29T01:30', 'none']), level: 'none' };
    return { seed, name: `p${seed}`, timezone: pick(zones), traits, draft, happenings };
  }
}

function draftOf(
  seed: number,
  kinds: readonly string[],
  int: (most: number) => number,
  pick: <T>(list: readonly T[]) => T,
): Draft {
  const length = 2 + int(8);
  const steps: Draft['steps'] = { end: { kind: 'exit' } };
  for (let i = length - 1; i >= 0; i--) {
    const forward = () => pick(['end', ...Array.from({ length: length - i - 1 }, (_, k) => `s${i + 1 + k}`)].slice(-4));
    steps[`s${i}`] = stepOf(pick(kinds), seed, int, pick, forward, () => `s${int(i + 1)}`);
  }
  const reached = new Set(['s0']);
  for (const key of reached)
    for (const to of JSON.stringify(steps[key]).match(/(?<=")(s\d|end)(?=")/g) ?? []) reached.add(to);
  const triggers: object[] = [{ id: 'go', kind: 'event', event: `go${seed}` }];
  if (int(3) === 0)
    triggers.push({
      id: 'day',
      kind: 'date',
      trait: `day${seed}`,
      hour: pick(['02:15', '09:00', undefined]),
      yearly: int(2) === 0,
    });
  return {
    key: `f${seed}`,
    name: `f${seed}`,
    triggers,
    reentry: pick([
      { kind: 'never' },
      { kind: 'always' },
      { kind: 'always', whileInside: true },
      { kind: 'after', after: 'PT2H' },
    ]),
    exits: int(2) ? [{ event: `stop${seed}`, where: [{ property: 'n', op: 'at_least', value: int(4) }] }] : [],
    start: 's0',
    steps: Object.fromEntries(Object.entries(steps).filter(([key]) => reached.has(key))),
  };
}

function stepOf(
  kind: string,
  seed: number,
  int: (most: number) => number,
  pick: <T>(list: readonly T[]) => T,
  forward: () => string,
  back: () => string,
): Record<string, unknown> {
  const hour = () => `${String(int(24)).padStart(2, '0')}:${pick(['00', '15', '30', '59'])}`;
  const used = { event: `use${seed}`, within: `PT${1 + int(300)}M`, count: { at_least: 1 + int(2) } };
  const onward = () => (int(4) === 0 ? back() : forward());
  const shapes: Record<string, () => Record<string, unknown>> = {
    message: () => ({ template: 'hello', next: forward() }),
    wait: () =>
      int(5) ? { for: `PT${1 + int(300)}M${int(60)}S`, next: onward() } : { for: 'P1D', hour: hour(), next: forward() },
    hour: () => ({ at: hour(), next: forward() }),
    until: () => ({ trait: `day${seed}`, offset: `PT${int(9)}H`, hour: hour(), next: forward(), otherwise: forward() }),
    await: () => ({
      event: `use${seed}`,
      where: [{ property: 'n', op: 'at_least', value: int(3) }],
      within: `PT${1 + int(400)}M`,
      next: onward(),
      timeout: onward(),
    }),
    branch: () => ({
      paths: [
        { when: used, next: forward() },
        { context: [{ property: 'n', op: 'is', value: 1 }], next: forward() },
      ],
      otherwise: forward(),
    }),
    split: () => ({
      paths: [
        { weight: 1, next: forward() },
        { weight: 2, next: forward() },
      ],
    }),
    parallel: () => ({ paths: [forward(), forward(), 'end'].slice(int(2)) }),
    trait: () => ({ set: { level: pick(['gold', 'silver']) }, next: forward() }),
    list: () => ({ list: 'vip', action: pick(['add', 'remove']), next: forward() }),
    asked: () => ({
      kind: 'branch',
      paths: [
        { when: { trait: 'level', op: 'is', value: 'gold' }, next: forward() },
        { when: { list: 'vip' }, next: forward() },
      ],
      otherwise: forward(),
    }),
  };
  return { kind, ...shapes[kind]!() };
}

async function stageOf(cases: readonly Case[]): Promise<Stage> {
  const stage = await openStage();
  await stage.store.pool.query(`insert into list (key, name, created_at) values ('vip', 'VIP', now())`);
  for (const { name, timezone, traits } of cases) await stage.person(name, { timezone, traits });
  for (const { draft } of cases) await stage.publish(draft, new Date(begin - minute).toISOString());
  return stage;
}

const tell = (stage: Stage, one: Case, happening: Happening) =>
  stage.track(one.name, happening.event, new Date(happening.at).toISOString(), happening.properties);

/** Every minute looks at the bucket; facts are told in the minute they happened in. */
async function minuteByMinute(stage: Stage, cases: readonly Case[]): Promise<void> {
  const waiting = cases
    .flatMap((one) => one.happenings.map((happening) => ({ one, happening })))
    .sort((a, b) => a.happening.at - b.happening.at);
  for (let i = 0; i <= minutes; i++) {
    const now = begin + i * minute;
    while (waiting.length > 0 && waiting[0]!.happening.at <= now) {
      const { one, happening } = waiting.shift()!;
      await tell(stage, one, happening);
    }
    await stage.tick(new Date(now).toISOString());
  }
}

/** Nobody looks until the day is over. */
async function inOneGo(stage: Stage, cases: readonly Case[]): Promise<void> {
  for (const one of cases) for (const happening of one.happenings) await tell(stage, one, happening);
  await stage.tick(new Date(begin + minutes * minute).toISOString());
}

/** All that came of it, person by person. */
async function outcome(stage: Stage): Promise<Map<string, unknown>> {
  const { rows } = await stage.store.pool.query(`
    select p.external_id as name,
      (select json_agg(json_build_array(w.step, w.visit, w.wished_at, w.context, w.state) order by w.wished_at, w.key)
       from wish w where w.bucket = p.bucket and w.person_id = p.id) as wishes,
      (select json_agg(json_build_array(e.trigger_id, e.entered_at, e.ended_at, e.end_reason) order by e.entered_at, e.id)
       from entry e where e.bucket = p.bucket and e.person_id = p.id) as entries,
      (select json_agg(json_build_array(o.path, o.step, o.visit, o.arrived_at, o.due_at, o.waiting) order by o.entry_id, o.path)
       from position o where o.bucket = p.bucket and o.person_id = p.id) as positions,
      (select json_agg(json_build_array(d.scenario_id, d.due_at) order by 1)
       from date_watch d where d.bucket = p.bucket and d.person_id = p.id) as dates,
      p.traits ->> 'level' as level
    from person p`);
  return new Map(rows.map((row) => [row.name, row]));
}

async function compare(cases: readonly Case[]): Promise<{ wishes: number; ended: number }> {
  const [slow, quick] = [await stageOf(cases), await stageOf(cases)];
  await minuteByMinute(slow, cases);
  await inOneGo(quick, cases);
  const [step, whole] = [await outcome(slow), await outcome(quick)];
  for (const one of cases) {
    const told = `seed ${one.seed}: ${JSON.stringify(one)}`;
    assert.deepEqual(whole.get(one.name), step.get(one.name), told);
  }
  const rows = [...whole.values()] as { wishes: unknown[] | null; entries: unknown[][] | null }[];
  const ended = rows.flatMap((row) => row.entries ?? []).filter((entry) => entry[3] !== null).length;
  return { wishes: rows.reduce((sum, row) => sum + (row.wishes?.length ?? 0), 0), ended };
}

test(`[SC6] C1 · ${SEEDS} random scenarios and days: minute by minute is the day in one go, facts of the day included`, async () => {
  const kinds = [
    'message',
    'message',
    'wait',
    'wait',
    'hour',
    'until',
    'await',
    'await',
    'branch',
    'split',
    'parallel',
  ];
  const cases = Array.from({ length: SEEDS }, (_, seed) => caseOf(seed, kinds));
  const { wishes, ended } = await compare(cases);
  // The comparison is worth something only where something happened.
  assert.ok(wishes > SEEDS / 2 && ended > SEEDS / 4, `${wishes} wishes, ${ended} ended`);
});

test('[SC6] steps that change people are the same minute by minute and in one go, between facts', async () => {
  const kinds = ['message', 'message', 'message', 'wait', 'wait', 'trait', 'list', 'asked', 'parallel', 'split'];
  const cases = Array.from({ length: SEEDS / 2 }, (_, seed) => {
    const one = caseOf(10_000 + seed, kinds);
    return { ...one, happenings: [{ at: begin, event: `go${one.seed}`, properties: { n: 1 } }] };
  });
  const { wishes } = await compare(cases);
  assert.ok(wishes > SEEDS / 7, `${wishes} wishes`);
});

test('[SC5] a round that is undone and done again leaves no trace of the first', async () => {
  const stage = await openStage();
  const one = caseOf(7, ['message']);
  await stage.person(one.name, { timezone: one.timezone, traits: one.traits });
  await stage.publish(one.draft, new Date(begin - minute).toISOString());
  await stage.track(one.name, 'go7', new Date(begin).toISOString());
  const before = await stage.store.pool.query('select * from inbox');
  await stage.tick(new Date(begin).toISOString());
  const said = await stage.said();
  const row = before.rows[0];
  await stage.put({
    kind: 'track',
    personId: idOf(one.name),
    messageId: row.message_id,
    occurredAt: row.occurred_at,
    body: row.body,
  });
  await stage.tick(new Date(begin).toISOString());
  assert.deepEqual(await stage.said(), said);
});
