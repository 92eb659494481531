import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, type Figure, figure } from './harness.ts';
import { openPostbox, type Postbox } from './postbox.ts';
import { type Served, serve } from './served.ts';

/**
 * Question: a million people wait in a scenario and a tenth of them are due at the same minute: how fast are they walked and written
 * to, and how long does one urgent message take meanwhile, asked for by a program or set off by an event? `--people N` is another size.
 */
const standard = 1_000_000;
const dueShare = 10;
/** Wanted: people walked a second, and seconds to the mail server at the 95th and 99th of a hundred. */
const wanted = { walked: 15_000, sendP95: 2, sendP99: 5, triggeredP95: 5 };
/** Pause between two urgent messages of a kind. */
const URGENT_EVERY_MS = 200;
/** Urgent messages are measured at most as long as this. */
const LONGEST_MS = 240_000;
const HEAD_START_MS = 1_000;

const template = (key: string, kind: string, subject: string) => ({
  key,
  name: key,
  channel: 'email',
  class: kind,
  draft: { format: 'html', subject, body: '<p>Bonjour {{ user.first_name | default: "" }}</p>' },
});
const scenario = (key: string, triggers: object[], steps: object, start: string) => ({
  key,
  name: key,
  triggers,
  reentry: { kind: 'always' },
  start,
  steps,
});

export const wave: Bench = async (say, { people = standard }) => {
  const postbox = await openPostbox(['urgent', 'triggered']);
  const served = await serve([], undefined, { SMTP_URL: postbox.url, PUBLIC_URL: 'https://declic.example' });
  try {
    await prepare(served);
    const due = Math.round(people / dueShare);
    say(`wave: ${people} people wait, ${due} of them are due at once`);
    const { key } = (await (await served.call('POST', '/api/keys', { kind: 'write', name: 'bench' })).json()) as {
      key: string;
    };
    await seed(served, people, due);
    return await ride(served, postbox, key, due, say);
  } finally {
    await served.close();
    postbox.close();
  }
};

async function prepare({ call }: Served): Promise<void> {
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  const shop = {
    'shop.name': 'Atelier',
    'shop.url': 'https://atelier.example',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'delivery.senderAddress': 'bonjour@atelier.example',
  };
  for (const [key, value] of Object.entries(shop)) await must('PUT', `/api/settings/${key}`, { value });
  const templates = [
    template('news', 'promotional', 'news'),
    template('urgent', 'transactional', 'urgent {{ data.n }}'),
    template('triggered', 'transactional', 'triggered {{ event.n }}'),
  ];
  for (const { key, ...rest } of templates) {
    await must('PUT', `/api/templates/${key}`, rest);
    await must('POST', `/api/templates/${key}/publish`);
  }
  const end = { kind: 'exit' };
  const waiting = {
    hold: { kind: 'wait', for: 'P30D', next: 'where' },
    where: {
      kind: 'branch',
      paths: [{ when: { trait: 'city', op: 'is', value: 'Lyon' }, next: 'write' }],
      otherwise: 'write',
    },
    write: { kind: 'message', template: 'news', next: 'end' },
    end,
  };
  const scenarios = [
    scenario('waiting', [{ id: 'in', kind: 'manual' }], waiting, 'hold'),
    scenario(
      'reset',
      [{ id: 'in', kind: 'event', event: 'Password Reset' }],
      { write: { kind: 'message', template: 'triggered', next: 'end' }, end },
      'write',
    ),
  ];
  for (const { key, ...draft } of scenarios) {
    await must('PUT', `/api/scenarios/${key}`, draft);
    await must('POST', `/api/scenarios/${key}/publish`);
  }
}

/** People who agreed to mail, each inside the scenario; the last statement makes a tenth of them due now. */
/** Moments are whole milliseconds, as those of the program are. */
async function seed({ pool }: Served, people: number, due: number): Promise<void> {
  const buckets = (await pool.query('select count(*)::integer as n from bucket')).rows[0].n;
  const version = (
    await pool.query(
      `select v.id, v.scenario_id from scenario_version v join scenario s on s.id = v.scenario_id where s.key = 'waiting'`,
    )
  ).rows[0];
  await pool.query(
    `insert into person (bucket, id, external_id, email, first_seen, traits)
     select i % $2, md5('person' || i)::uuid, 'u' || i, 'u' || i || '@exemple.fr', '2025-01-01',
            jsonb_build_object('city', (array['Lyon', 'Paris', 'Lille', 'Nantes'])[1 + i % 4], 'first_name', 'P' || i)
     from generate_series(1, $1::integer) i`,
    [people, buckets],
  );
  await pool.query(
    `insert into permission (bucket, person_id, channel, purpose, status, hash, occurred_at)
     select bucket, id, 'email', 'marketing', 'granted', sha256(convert_to('email:' || email, 'UTF8')), '2025-01-01' from person`,
  );
  await pool.query(
    `insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, entered_at)
     select bucket, md5('entry' || external_id)::uuid, $1, $2, id, id, 'in', 'bench', now() from person`,
    [version.scenario_id, version.id],
  );
  const wait = (where: string, at: string) =>
    pool.query(
      `insert into position (bucket, entry_id, person_id, version_id, step, arrived_at, due_at, waiting)
       select bucket, md5('entry' || external_id)::uuid, id, $1, 'hold', now(), ${at}, true from person where ${where}`,
      [version.id],
    );
  await wait(`substr(external_id, 2)::integer > ${due}`, "date_trunc('milliseconds', now()) + interval '30 days'");
  for (const table of ['person', 'permission', 'entry', 'position']) await pool.query(`vacuum analyze ${table}`);
  await pool.query('checkpoint');
  await wait(`substr(external_id, 2)::integer <= ${due}`, "date_trunc('milliseconds', now())");
}

async function ride(
  served: Served,
  postbox: Postbox,
  writeKey: string,
  due: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  const begun = Date.now();
  const asked = { urgent: new Map<string, number>(), triggered: new Map<string, number>() };
  let walked: number | null = null;
  let over = false;
  const watch = async () => {
    while (!over) {
      const left = (await served.pool.query(`select count(*)::integer as n from position where due_at <= now()`))
        .rows[0].n;
      if (left === 0 && walked === null) walked = Date.now();
      over = (walked !== null && postbox.count() >= due) || Date.now() - begun > LONGEST_MS;
      await sleep(250);
    }
  };
  const urgent = async (kind: keyof typeof asked, ask: (n: number) => Promise<void>) => {
    await sleep(HEAD_START_MS);
    for (let n = 0; !over; n++) {
      asked[kind].set(`${kind} ${n}`, Date.now());
      await ask(n);
      await sleep(URGENT_EVERY_MS);
    }
  };
  await Promise.all([
    watch(),
    urgent('urgent', (n) => send(served, n)),
    urgent('triggered', (n) => reset(served, writeKey, n)),
  ]);
  const took = Date.now() - begun;
  const sent = postbox.count();
  await sleep(6_000);
  say(
    `wave: ${sent} messages in ${(took / 1_000).toFixed(1)} s; urgent ones: ${asked.urgent.size}, triggered: ${asked.triggered.size}`,
  );
  const late = (kind: keyof typeof asked) => latencies(asked[kind], postbox);
  const [direct, triggered] = [late('urgent'), late('triggered')];
  for (const [kind, values] of Object.entries({ urgent: direct, triggered })) {
    const came = values.filter(Number.isFinite);
    const of = [0, 0.5, 0.9, 1].map((share) => (came[Math.floor((came.length - 1) * share)]! / 1_000).toFixed(2));
    say(
      `wave: ${came.length} of ${values.length} ${kind} ones came: first, median, 90 of 100, last of them after ${of.join(', ')} s`,
    );
  }
  const at = (values: number[], share: number) =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))]! / 1_000;
  const limit = (name: string, value: number, raw: number): Figure =>
    figure({ name, value, unit: 's', raw, rawIs: 'the wanted time', goal: 1, lowerIsBetter: true });
  return [
    figure({
      name: 'wave/walked',
      value: walked === null ? 0 : due / ((walked - begun) / 1_000),
      unit: 'people/s',
      raw: wanted.walked,
      rawIs: 'the wanted rate, with mail going out beside it',
      goal: 1,
    }),
    figure({ name: 'wave/sent', value: sent / (took / 1_000), unit: 'messages/s', raw: null, rawIs: '', goal: null }),
    limit('wave/send p95', at(direct, 0.95), wanted.sendP95),
    limit('wave/send p99', at(direct, 0.99), wanted.sendP99),
    limit('wave/triggered p95', at(triggered, 0.95), wanted.triggeredP95),
  ];
}

/** Milliseconds from asking to the mail server, shortest first; what never came counts as the longest. */
function latencies(asked: ReadonlyMap<string, number>, postbox: Postbox): number[] {
  const came = new Map(postbox.arrivals.map(({ subject, at }) => [subject, at]));
  return [...asked].map(([subject, at]) => (came.get(subject) ?? Number.POSITIVE_INFINITY) - at).sort((a, b) => a - b);
}

async function send({ call }: Served, n: number): Promise<void> {
  const answer = await call('POST', '/api/send', {
    template: 'urgent',
    to: { email: `urgent-${n}@exemple.fr` },
    data: { n },
  });
  if (!answer.ok) throw new Error(`POST /api/send answered ${answer.status}: ${await answer.text()}`);
}

async function reset({ address }: Served, key: string, n: number): Promise<void> {
  const answer = await fetch(`${address}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      userId: `visitor-${n}`,
      event: 'Password Reset',
      properties: { n },
      context: { traits: { email: `visitor-${n}@exemple.fr` } },
    }),
  });
  if (!answer.ok) throw new Error(`POST /v1/track answered ${answer.status}`);
}
