import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { freshDatabase } from '../../../test/support/database.ts';
import type { OutgoingMessage } from '../../channels/index.ts';
import { switchRule } from '../../compliance/index.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import type { Fact } from '../../facts/index.ts';
import { accept, engagementDoor } from '../../intake/index.ts';
import { getTemplate, getTemplateVersion, publish, readClick, readOpen, saveTemplate } from '../../messages/index.ts';
import { publishScenario, saveScenario } from '../../scenarios/index.ts';
import { movableClock, newId, openStore, type Store } from '../../store/index.ts';
import { createDelivery } from '../deliver.ts';
import { listOutbox } from '../outbox-list.ts';
import { createWriter } from '../write.ts';
import { MOST_HITS, withEngagement } from './hits.ts';
import { templateResults } from './results.ts';

const log = pino({ level: 'silent' });
const start = new Date('2026-03-28T08:00:00Z');
const SECRET = 'for tests only';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1';
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';
const MINUTE = 60_000;

type Asking = { agent?: string; address?: string; head?: boolean };
type Stage = {
  store: Store;
  engine: Engine;
  mails: OutgoingMessage[];
  later: (ms: number) => Promise<void>;
  facts: (...facts: Pick<Fact, 'kind' | 'who' | 'body'>[]) => Promise<void>;
  /** People who get the mail; those named agreed to be measured. */
  write: (people: readonly string[], measured?: readonly string[]) => Promise<void>;
  /** Follows a link of somebody's mail by its name, or loads its pixel. */
  click: (person: string, link: string, asking?: Asking) => Promise<void>;
  open: (person: string, asking?: Asking) => Promise<void>;
  engagement: () => Promise<Record<string, string>>;
  events: () => Promise<string[]>;
};

const BODY = `<a data-link="one" href="https://atelier.example/1">1</a> <a data-link="two" href="https://atelier.example/2">2</a>
  <a data-link="three" href="https://atelier.example/3">3</a>`;

/** A shop with one scenario: who is “Invited” gets a mail with three links; who clicks gets a second scenario's mail. */
async function stage(t: TestContext): Promise<Stage> {
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const { connection } = await freshDatabase({ t, buckets: 8 });
  const clock = movableClock(start);
  const store = await openStore({ connection, clock, schema: 'check' });
  closing.push(() => store.close());
  const mails: OutgoingMessage[] = [];
  const send = async (mail: OutgoingMessage) => {
    mails.push(mail);
    return { state: 'sent' as const };
  };
  const adapter = {
    name: 'local',
    connected: true,
    send,
    check: async () => ({ ok: true as const }),
    close: async () => {},
  };
  const loadVersion = async (id: number, version: number) =>
    (await getTemplateVersion(store.pool, id, version)).compiled;
  const write = createWriter({ store, publicUrl: () => 'https://declic.example', secret: SECRET, loadVersion });
  const delivery = createDelivery({ store, adapters: { of: () => adapter }, write, log });
  const engine = createEngine({ store, log, deliveries: delivery, timezone: async () => 'Europe/Paris' });
  closing.push(() => engine.stop());
  await publishAll(store);
  await engine.quiet();

  const door = engagementDoor(store, SECRET);
  const facts: Stage['facts'] = async (...given) => {
    const now = clock.now();
    const moment = { origin: 'live' as const, occurredAt: now, receivedAt: now };
    const all = given.map((fact) => ({ messageId: newId(), ...moment, ...fact }) as Fact);
    assert.deepEqual((await accept(store, all)).rejected, []);
    await engine.quiet();
  };
  const mailTo = (person: string) =>
    mails.findLast(({ to, subject }) => to === `${person}@exemple.fr` && subject === 'invite')!;
  const from = ({ agent = SAFARI, address = '192.0.2.10', head = false }: Asking = {}) => {
    return { userAgent: agent, address, head, prefetch: false };
  };
  return {
    store,
    engine,
    mails,
    facts,
    later: (ms) => engine.advance(new Date(clock.now().getTime() + ms)),
    write: async (people, measured = people) => {
      await facts(
        ...people.flatMap((person): Pick<Fact, 'kind' | 'who' | 'body'>[] => {
          const who = { externalId: person, email: `${person}@exemple.fr` };
          const agrees = { channel: 'email', purpose: 'measure', status: 'granted' as const, wording: 'Oui' };
          const identify = { kind: 'identify' as const, who, body: { traits: {} } };
          return measured.includes(person) ? [identify, { kind: 'consent', who, body: agrees }] : [identify];
        }),
      );
      await facts(
        ...people.map((person) => ({
          kind: 'track' as const,
          who: { externalId: person },
          body: { event: 'Invited', properties: {} },
        })),
      );
    },
    click: async (person, link, asking) => {
      const tokens = [...mailTo(person).html!.matchAll(/\/t\/c\/([\w-]+)/g)].map(
        ([, token]) => readClick(SECRET, token!)!,
      );
      const found = tokens.find((one) => one.link === link);
      assert.ok(found, `no tracked link ${link} in the mail to ${person}`);
      const { url: _, link: name, links, ...message } = found;
      await door({ kind: 'click', message, link: name, links, ...from(asking) });
    },
    open: async (person, asking) => {
      const [, token] = /\/t\/o\/([\w-]+)\.gif/.exec(mailTo(person).html!)!;
      await door({ kind: 'open', message: readOpen(SECRET, token!)!, link: null, links: 0, ...from(asking) });
    },
    engagement: async () => {
      const lines = (
        await listOutbox(store.pool, { scenario: 'invite' }, { most: 1_000, now: store.clock.now() })
      ).filter(({ state }) => state === 'sent');
      const told = await withEngagement(store.pool, lines, ({ bucket }) => bucket);
      // Who asks the outbox for them gets the same.
      for (const [does, reactions] of Object.entries({ opened: ['open', 'click'], clicked: ['click'] } as const)) {
        const filter = { scenario: 'invite', reactions };
        const found = await listOutbox(store.pool, filter, { most: 1_000, now: store.clock.now() });
        const yes = told.filter((line) => line[does as 'opened' | 'clicked'] === 'yes');
        assert.deepEqual(found.map(({ key }) => key).sort(), yes.map(({ key }) => key).sort());
      }
      return Object.fromEntries(told.map((line) => [line.externalId!, `${line.opened} ${line.clicked}`]));
    },
    events: async () => {
      const { rows } = await store.pool.query(
        `select p.external_id || ' ' || e.name || coalesce(' ' || (e.properties ->> 'link'), '') as line
         from event e join person p on p.bucket = e.bucket and p.id = e.person_id
         where e.name in ('Email Opened', 'Email Clicked') order by 1`,
      );
      return rows.map(({ line }) => line);
    },
  };
}

async function publishAll(store: Store): Promise<void> {
  const now = store.clock.now();
  for (const [key, value] of Object.entries({
    'delivery.senderAddress': 'a@exemple.fr',
    'shop.name': 'Atelier',
    'shop.url': 'https://atelier.example',
  })) {
    await store.pool.query('insert into setting values ($1, $2, $3)', [key, JSON.stringify(value), now]);
  }
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  const scenario = (key: string, event: string) => ({
    key,
    name: key,
    triggers: [{ id: 'it', kind: 'event', event }],
    reentry: { kind: 'always' },
    start: 'say',
    steps: { say: { kind: 'message', template: key, next: 'end' }, end: { kind: 'exit' } },
  });
  for (const [key, event, body] of [
    ['invite', 'Invited', BODY],
    ['thanks', 'Email Clicked', '<p>Merci</p>'],
  ] as const) {
    const draft = { format: 'html' as const, subject: key, body };
    await saveTemplate(store.pool, { key, name: key, channel: 'email', class: 'transactional', draft }, now);
    await publish(store.pool, key, { shop, sender: { address: 'a@exemple.fr' }, now });
    await saveScenario(store, scenario(key, event));
    await publishScenario(store, key);
  }
}

const LINKS = ['one', 'two', 'three', '!'];

/** What a gateway does within two seconds of the delivery: every link, the hidden one too, for a whole company. */
async function scan({ click, open }: Stage, person: string, n: number): Promise<void> {
  const address = `198.51.100.${n % 250}`;
  await open(person, { agent: CHROME, address });
  for (const link of LINKS) await click(person, link, { agent: CHROME, address });
}

test('[EG4] a click counts once its hold is over, as an event that triggers; again on the same link, it is the same event', async (t) => {
  const given = await stage(t);
  await given.write(['ada']);
  assert.deepEqual(await given.engagement(), { ada: 'no no' });
  await given.later(3 * MINUTE);
  await given.click('ada', 'two');
  await given.later(9 * MINUTE);
  assert.deepEqual(await given.events(), []);
  assert.deepEqual(await given.engagement(), { ada: 'no unknown' }, 'while it is held nobody knows');
  await given.later(MINUTE);
  assert.deepEqual(await given.events(), ['ada Email Clicked two']);
  assert.deepEqual(await given.engagement(), { ada: 'yes yes' });
  assert.equal(given.mails.at(-1)!.subject, 'thanks');
  const { rows } = await given.store.pool.query(
    `select occurred_at, properties from event where name = 'Email Clicked'`,
  );
  assert.equal(rows[0].occurred_at.toISOString(), '2026-03-28T08:03:00.000Z', 'it happened when it was clicked');
  const { key, ...properties } = rows[0].properties;
  assert.equal(key, given.mails[0]!.key);
  assert.deepEqual(properties, {
    channel: 'email',
    template: 'invite',
    scenario: 'invite',
    step: 'say',
    link: 'two',
    machine: 0.02,
  });
  await given.click('ada', 'two');
  await given.click('ada', 'one');
  await given.later(20 * MINUTE);
  assert.deepEqual(await given.events(), ['ada Email Clicked one', 'ada Email Clicked two']);
});

test('[EG1] [EG2] without consent nothing can be noted, and opened and clicked are unknown', async (t) => {
  const given = await stage(t);
  await given.write(['ada', 'bob'], ['ada']);
  const [mail] = given.mails.filter(({ to }) => to === 'bob@exemple.fr');
  assert.doesNotMatch(mail!.html! + mail!.text!, /\/t\/[co]\//);
  assert.match(
    mail!.html!,
    /https:\/\/atelier\.example\/1\?utm_source=declic&amp;utm_medium=email&amp;utm_campaign=invite&amp;utm_content=say%2Fone/,
  );
  assert.deepEqual(await given.engagement(), { ada: 'no no', bob: 'unknown unknown' });
  // A link of a measured mail that says it is Bob's message: his answer holds all the same.
  const ada = given.mails.find(({ to }) => to === 'ada@exemple.fr')!;
  const [, token] = /\/t\/c\/([\w-]+)/.exec(ada.html!)!;
  const { bucket, key } = (
    await given.store.pool.query('select bucket, key from outbox where address = $1', ['bob@exemple.fr'])
  ).rows[0];
  const { buckets } = readClick(SECRET, token!)!;
  await engagementDoor(
    given.store,
    SECRET,
  )({
    kind: 'click',
    message: { key, bucket, buckets },
    link: 'one',
    links: 3,
    head: false,
    userAgent: SAFARI,
    address: '192.0.2.1',
    prefetch: false,
  });
  await given.later(20 * MINUTE);
  assert.deepEqual(await given.events(), []);
  assert.equal((await given.store.pool.query('select from hit')).rowCount, 0);
});

test('[EG1] [EG11] a consent taken back holds for mails already sent, and what was no becomes unknown', async (t) => {
  const given = await stage(t);
  await given.write(['ada']);
  const who = { externalId: 'ada', email: 'ada@exemple.fr' };
  await given.facts({ kind: 'consent', who, body: { channel: 'email', purpose: 'measure', status: 'withdrawn' } });
  await given.open('ada');
  await given.click('ada', 'one');
  await given.later(20 * MINUTE);
  assert.equal((await given.store.pool.query('select from hit')).rowCount, 0);
  assert.deepEqual(await given.engagement(), { ada: 'unknown unknown' });
  await switchRule(given.store, 'openConsent', false);
  await switchRule(given.store, 'clickConsent', false);
  await given.write(['ada', 'bob'], []);
  assert.doesNotMatch(
    given.mails.find(({ to }, i) => i > 0 && to === 'ada@exemple.fr')!.html!,
    /\/t\/[co]\//,
    'she said no',
  );
  assert.match(
    given.mails.find(({ to }) => to === 'bob@exemple.fr')!.html!,
    /\/t\/o\//,
    'the shop answers for the switch',
  );
});

test('[EG1] neither an address nor the name of a browser is kept', async (t) => {
  const given = await stage(t);
  await given.write(['ada']);
  await given.open('ada', { agent: SAFARI, address: '203.0.113.77' });
  await given.click('ada', 'one', { agent: SAFARI, address: '203.0.113.77' });
  await given.later(20 * MINUTE);
  const tables = (await given.store.pool.query(`select tablename as name from pg_tables where schemaname = 'public'`))
    .rows;
  for (const { name } of tables) {
    const { rows } = await given.store.pool.query(
      `select coalesce(string_agg(x::text, ' '), '') as text from ${name} x`,
    );
    assert.doesNotMatch(rows[0].text, /203\.0\.113|iPhone|Safari/, name);
  }
});

test('[EG2] [EG6] what Apple or a proxy fetched says neither yes nor no; a person’s open is an event', async (t) => {
  const given = await stage(t);
  await given.write(['apple', 'gmail', 'bare', 'person', 'silent']);
  await given.open('apple', { agent: 'Mozilla/5.0' });
  await given.open('gmail', {
    agent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  });
  await given.open('bare', { agent: 'curl/8.5.0' });
  await given.open('person');
  await given.later(MINUTE);
  assert.deepEqual(await given.engagement(), {
    apple: 'unknown no',
    gmail: 'unknown no',
    bare: 'no no',
    person: 'yes no',
    silent: 'no no',
  });
  assert.deepEqual(await given.events(), ['person Email Opened']);
  const { id } = await getTemplate(given.store.pool, 'invite');
  const { total } = await templateResults(given.store, id, start);
  // Five delivered, one of them to an Apple mailbox that prefetches.
  assert.deepEqual(total.opened, { yes: 1, no: 2, unknown: 2, reliable: { yes: 1, of: 4, rate: 0.25 } });
});

test('[EG8] HEAD is never a person', async (t) => {
  const given = await stage(t);
  await given.write(['ada']);
  await given.later(5 * MINUTE);
  await given.click('ada', 'one', { head: true });
  await given.open('ada', { head: true });
  await given.later(20 * MINUTE);
  assert.deepEqual(await given.events(), []);
  assert.deepEqual(await given.engagement(), { ada: 'no no' });
});

test('[EG5] [EG4] A4, D18: the burst of a scanner over a whole company counts 0 human clicks and triggers nothing', async (t) => {
  const given = await stage(t);
  const people = Array.from({ length: 8 }, (_, i) => `p${i}`);
  await given.write(people);
  await given.later(1_500);
  for (const [n, person] of people.entries()) await scan(given, person, n);
  await given.later(30 * MINUTE);
  assert.deepEqual(
    (await given.events()).filter((line) => line.includes('Clicked')),
    [],
  );
  assert.equal(given.mails.filter(({ subject }) => subject === 'thanks').length, 0);
  const { rows } = await given.store.pool.query(
    `select count(*)::integer as n, min(machine) as least from hit where kind = 'click'`,
  );
  assert.equal(rows[0].n, 32);
  assert.ok(rows[0].least > 0.99, `${rows[0].least}`);
  const { id } = await getTemplate(given.store.pool, 'invite');
  const { total } = await templateResults(given.store, id, start);
  assert.deepEqual([total.clicked.yes, total.clicked.expected, total.clicked.machines], [0, 0, 8]);
});

/** Forty people, ten of whom click; of all forty this share sits behind a gateway that scans everything. */
async function rateWith(t: TestContext, share: number) {
  const given = await stage(t);
  const people = Array.from({ length: 40 }, (_, i) => `p${i}`);
  await given.write(people);
  await given.later(2_000);
  // Every other of the scanned ones is among those who click later, from their own connection.
  const scanned = people.filter((_, i) => (i * 7) % 40 < share * 40);
  for (const [n, person] of scanned.entries()) await scan(given, person, n);
  for (const [n, person] of people.slice(0, 10).entries()) {
    await given.later(2 * MINUTE);
    await given.click(person, LINKS[n % 3]!, { address: `192.0.${n}.1` });
  }
  await given.later(30 * MINUTE);
  const { id } = await getTemplate(given.store.pool, 'invite');
  const { total, steps, links } = await templateResults(given.store, id, start);
  return { scanned: scanned.length, total, steps, links };
}

test('[EG5] [EG9] A4, D18: the click rate is the same when the share of machines goes from 0 to 30 %', async (t) => {
  const without = await rateWith(t, 0);
  const some = await rateWith(t, 0.3);
  assert.deepEqual([without.scanned, some.scanned], [0, 12]);
  assert.equal(without.total.clicked.rate, 0.25);
  assert.equal(some.total.clicked.rate, 0.25);
  assert.equal(some.total.clicked.expected, without.total.clicked.expected);
  assert.ok(some.total.clicked.machines > 0);
  for (const { total, steps, links } of [without, some]) {
    assert.equal(total.delivered, 40);
    for (const { yes, no, unknown } of [total.opened, total.clicked]) assert.equal(yes + no + unknown, 40);
    assert.deepEqual(
      steps.map(({ scenario, step, delivered }) => [scenario, step, delivered]),
      [['invite', 'say', 40]],
    );
    assert.deepEqual(
      links.map(({ link, href, label, people, clicks }) => [link, href, label, people, clicks]),
      [
        ['one', 'https://atelier.example/1', '1', 4, 4],
        ['three', 'https://atelier.example/3', '3', 3, 3],
        ['two', 'https://atelier.example/2', '2', 3, 3],
      ],
    );
  }
});

test('[EG12] results begin with a day of the shop; who followed a link in two messages is one reader, whatever day they begin with', async (t) => {
  const given = await stage(t);
  const at: Date[] = [];
  for (const clicks of [['ada', 'bea'], ['ada'], ['cyd', 'ada']]) {
    at.push(given.store.clock.now());
    await given.write(['ada', 'bea', 'cyd']);
    await given.later(5 * MINUTE);
    for (const [n, person] of clicks.entries()) await given.click(person, 'one', { address: `192.0.${n}.1` });
    await given.later(2 * 24 * 60 * MINUTE);
  }
  const { id } = await getTemplate(given.store.pool, 'invite');
  const told: unknown[] = [];
  for (const since of at) {
    const { total, steps, links, asOf } = await templateResults(given.store, id, new Date(since.getTime() + MINUTE));
    assert.deepEqual(asOf, given.store.clock.now());
    assert.deepEqual([steps.length, steps[0]!.delivered], [1, total.delivered]);
    told.push([total.delivered, total.clicked.yes, ...links.map(({ people, clicks }) => `${people} by ${clicks}`)]);
  }
  assert.deepEqual(told, [
    [9, 5, '3 by 5'],
    [6, 3, '2 by 3'],
    [3, 2, '2 by 2'],
  ]);
});

test('[EG10] a link that is replayed for ever fills nothing', async (t) => {
  const given = await stage(t);
  await given.write(['ada']);
  await given.click('ada', 'one');
  await given.click('ada', 'one');
  await given.later(1_000);
  assert.equal((await given.store.pool.query('select from hit')).rowCount, 1, 'the same program, in the same second');
  for (let n = 0; n < MOST_HITS + 20; n++) await given.click('ada', 'one', { address: `10.${n}.0.1` });
  await given.later(20 * MINUTE);
  assert.equal((await given.store.pool.query('select from hit')).rowCount, MOST_HITS);
});

test('[EG4] what somebody did who was merged since goes where they are now, and nobody who is gone is made anew', async (t) => {
  const given = await stage(t);
  await given.write(['ada', 'gone']);
  await given.click('gone', 'one');
  await given.click('ada', 'one');
  await given.store.pool.query(`delete from person where external_id = 'gone'`);
  // Ada turns out to be somebody the shop knew before, under another id.
  await given.facts({ kind: 'identify', who: { externalId: 'ada-2' }, body: { traits: {} } });
  await given.facts({ kind: 'alias', who: { externalId: 'ada-2' }, body: { previousId: 'ada' } });
  await given.later(20 * MINUTE);
  const people = (await given.store.pool.query('select external_id from person order by 1')).rows.map(
    (row) => row.external_id,
  );
  assert.equal(people.length, 1, String(people));
  assert.equal((await given.events()).length, 1);
});

test('[EG7] a hit of a message that is gone is not kept; one of other bucket numbers is found where its row lives', async (t) => {
  const given = await stage(t);
  await given.write(['ada', 'bob']);
  const door = engagementDoor(given.store, SECRET);
  const rows = (await given.store.pool.query(`select bucket, key, address from outbox`)).rows;
  const of = (person: string) => rows.find(({ address }) => address === `${person}@exemple.fr`);
  const asked = {
    kind: 'click' as const,
    link: 'one',
    links: 3,
    head: false,
    userAgent: SAFARI,
    address: '192.0.2.1',
    prefetch: false,
  };
  await door({ ...asked, message: { key: of('ada').key, bucket: 60, buckets: 64 } });
  await given.store.pool.query('delete from outbox where key = $1', [of('bob').key]);
  await door({ ...asked, message: { key: of('bob').key, bucket: of('bob').bucket, buckets: 8 } });
  await door({ ...asked, message: { key: of('bob').key, bucket: 60, buckets: 64 } });
  await given.later(20 * MINUTE);
  assert.deepEqual(await given.events(), ['ada Email Clicked one']);
});
