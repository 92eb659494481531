/**
 * Opens and clicks from end to end: a real server writes through a real mail server, and what arrived there is opened and
 * clicked over HTTP, by people, by scanners and by whoever makes links up.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLetterbox } from '../support/letterbox.ts';
import fc from '../support/property.ts';
import { serve } from '../support/serving.ts';
import { introduce, known, personOf, publishOnCall, tell } from '../support/shop.ts';

const PATIENCE_MS = 30_000;
/** The hold of clicks: long enough to see that they are held. */
const HOLD_MINUTES = 0.04;
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';

const { mails, url: SMTP_URL } = await openLetterbox(after);
const PUBLIC_URL = 'https://mail.atelier.example';
const server = await serve(after, { PUBLIC_URL, SMTP_URL, TRUST_PROXY: '1' });
const { address, ok, quiet, sound } = server;

const BODY = `<p>Bonjour {{ user.first_name }}</p>
<a data-link="offer" href="https://www.atelier.example/offre?pour={{ user.first_name | url_encode }}#haut">L’offre</a>
<a href="https://ailleurs.example/">Ailleurs</a> <a href="https://www.atelier.example/brut" data-no-track>Brut</a>`;

type Who = { id: string; measured: boolean };
const people: Who[] = [
  { id: 'lea', measured: true },
  { id: 'max', measured: true },
  { id: 'noe', measured: false },
];
const ids = new Map<string, string>();

async function begin(): Promise<void> {
  await introduce(ok, { 'shop.url': 'https://www.atelier.example', 'delivery.clickHoldMinutes': HOLD_MINUTES });
  await publishOnCall(ok, 'offer', { class: 'promotional', name: 'Offre', subject: 'Offre', body: BODY });
  await tell(
    server,
    people.flatMap(({ id, measured }) =>
      known({ externalId: id, email: `${id}@exemple.fr` }, measured ? ['marketing', 'measure'] : ['marketing'], {
        first_name: `${id} d’Arc`,
      }),
    ),
  );
  for (const { id } of people) {
    ids.set(id, await personOf(ok, id));
    await ok('POST', '/api/scenarios/offer/enrol', { externalId: id, context: {} });
  }
  await until('three mails', async () => mails.length === people.length);
  // A mail is there a moment before the server has written down that it left.
  await until('three messages known as sent', async () =>
    (await ok('GET', '/api/outbox?scenario=offer')).items.every(({ state }: { state: string }) => state === 'sent'),
  );
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) if (await holds()) return;
  assert.fail(`never: ${what}`);
}

const mailOf = (id: string) => mails.find(({ to }) => to?.[0]?.address === `${id}@exemple.fr`)!;
const plain = (html: string) => html.replaceAll('&amp;', '&').replaceAll('&#39;', "'");
const hrefs = (id: string) => [...mailOf(id).html!.matchAll(/href="([^"]*)"/g)].map((match) => plain(match[1]!));
const tracked = (id: string) => hrefs(id).filter((url) => url.startsWith(`${PUBLIC_URL}/t/c/`));
const pixelOf = (id: string) => /src="([^"]*\/t\/o\/[^"]*\.gif)"/.exec(mailOf(id).html!)?.[1];

/** As the shop's proxy passes it on. */
const ask = (url: string, from = '192.0.2.7', more: { method?: string; agent?: string } = {}) =>
  fetch(url.replace(PUBLIC_URL, address), {
    method: more.method ?? 'GET',
    redirect: 'manual',
    headers: { 'user-agent': more.agent ?? CHROME, 'x-forwarded-for': from, 'accept-language': 'fr' },
  });

type Event = {
  name: string;
  properties: Record<string, unknown>;
  of: { key: string; scenario: string; title: string } | null;
};
type Line = { externalId: string; opened: string | null; clicked: string | null; machine: number | null };
const lineOf = async (id: string): Promise<Line> =>
  (await ok('GET', '/api/outbox?scenario=offer')).items.find((line: Line) => line.externalId === id);
const eventsOf = async (id: string): Promise<Event[]> =>
  (await ok('GET', `/api/people/${ids.get(id)}/timeline`)).items.filter(
    (item: { kind: string }) => item.kind === 'event',
  );

await begin();

test('[MS21] [EG2] who did not agree to be measured gets the same mail with bare links, and stays unknown', async () => {
  assert.deepEqual([tracked('noe'), pixelOf('noe')], [[], undefined]);
  assert.ok(
    hrefs('noe').includes(
      'https://www.atelier.example/offre?pour=noe+d%E2%80%99Arc&utm_source=declic&utm_medium=email&utm_campaign=offer&utm_content=say%2Foffer#haut',
    ),
    hrefs('noe').join('\n'),
  );
  assert.ok(hrefs('noe').includes('https://ailleurs.example/'), 'no marks on the links of others');
  assert.doesNotMatch(mailOf('noe').text!, /\/t\/c\//);
  const { opened, clicked, machine } = await lineOf('noe');
  assert.deepEqual([opened, clicked, machine], ['unknown', 'unknown', null]);
});

test('[EG7] [EG8] a tracked link leads exactly where its author said, for GET as for HEAD, and is kept by nobody on the way', async () => {
  const [offer] = tracked('lea');
  const target =
    'https://www.atelier.example/offre?pour=lea+d%E2%80%99Arc&utm_source=declic&utm_medium=email&utm_campaign=offer&utm_content=say%2Foffer#haut';
  // Nobody has read a mail five seconds after it left.
  await sleep(6_000);
  const head = await ask(offer!, '192.0.2.7', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('location')], [302, target]);
  const clicked = await ask(offer!);
  assert.deepEqual([clicked.status, clicked.headers.get('location')], [302, target]);
  assert.match(clicked.headers.get('cache-control')!, /no-store/);
  assert.equal(clicked.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(clicked.headers.get('set-cookie'), null);
  assert.ok(hrefs('lea').includes('https://www.atelier.example/brut'), 'its author asked to leave it alone');
  await quiet();
  assert.notEqual((await lineOf('lea')).clicked, 'no', 'while it is held, it is not “no”');
  await until('Léa’s click is told', async () => (await eventsOf('lea')).some(({ name }) => name === 'Email Clicked'));
  assert.equal((await lineOf('lea')).clicked, 'yes');
  const clicks = (await eventsOf('lea')).filter(({ name }) => name === 'Email Clicked');
  assert.deepEqual(
    clicks.map(({ properties }) => [properties.link, properties.template, properties.scenario, properties.step]),
    [['offer', 'offer', 'offer', 'say']],
  );
  const { key, scenario, title } = clicks[0]!.of!;
  assert.deepEqual([key, scenario], [clicks[0]!.properties.key, 'offer'], 'the message that it was in');
  assert.equal(title, (await ok('GET', '/api/templates/offer')).name);
});

test('[EG6] the pixel is one point that nobody keeps; a person’s load is an open', async () => {
  const answer = await ask(pixelOf('lea')!);
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/gif']);
  assert.match(answer.headers.get('cache-control')!, /no-store/);
  assert.equal(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 6)
      .toString('latin1'),
    'GIF89a',
  );
  await until('Léa opened', async () => (await eventsOf('lea')).some(({ name }) => name === 'Email Opened'));
  assert.equal((await lineOf('lea')).opened, 'yes');
});

test('[EG5] D18: a scanner that follows everything, the hidden link too, is no human click', async () => {
  for (const url of tracked('max')) assert.equal((await ask(url, '203.0.113.5')).status, 302);
  assert.equal(tracked('max').length, 3, 'two links and the hidden one');
  await until('Max’s clicks are judged', async () => (await lineOf('max')).machine !== null);
  await until('all of them', async () => (await lineOf('max')).clicked !== 'unknown');
  const { machine, opened, clicked } = await lineOf('max');
  assert.equal(clicked, 'no');
  assert.ok(machine! > 0.9, String(machine));
  assert.equal(opened, 'no');
  assert.deepEqual(
    (await eventsOf('max')).filter(({ name }) => name === 'Email Clicked'),
    [],
  );
});

test('[EG9] the results of the template say so', async () => {
  const { total, steps, links } = await ok('GET', '/api/templates/offer/results');
  assert.deepEqual(
    steps.map(({ scenario, step, delivered }: Record<string, unknown>) => [scenario, step, delivered]),
    [['offer', 'say', 3]],
  );
  assert.deepEqual(total.opened, { yes: 1, no: 1, unknown: 1, reliable: { yes: 1, of: 2, rate: 0.5 } });
  const { expected: _, ...clicked } = total.clicked;
  assert.deepEqual(clicked, { yes: 1, no: 1, unknown: 1, measured: 2, rate: 0.5, machines: 1 });
  const [first] = links;
  assert.deepEqual([first.link, first.label, first.people, first.clicks], ['offer', 'L’offre', 1, 1]);
  assert.match(first.href, /\{\{ user\.first_name/);
  const behind = async (asked: string) =>
    (await ok('GET', `/api/outbox?template=offer&${asked}`)).items.map(({ externalId }: Line) => externalId);
  assert.deepEqual(await behind(`outcome=clicked&version=${first.version}&link=offer`), ['lea']);
  assert.deepEqual(await behind(`outcome=clicked&version=${first.version}&link=ailleurs`), []);
  assert.deepEqual(await behind('outcome=opened'), ['lea']);
  assert.equal((await behind('state=sent')).length, 3);
});

test('[EG7] a link that we did not make is a page in French with the way to the shop, never a redirect', async () => {
  const [offer] = tracked('lea');
  const token = offer!.split('/t/c/')[1]!;
  const hostile = fc.oneof(
    fc
      .nat({ max: token.length - 1 })
      .map((at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)),
    fc.nat({ max: token.length - 1 }).map((at) => token.slice(0, at)),
    fc.string({ minLength: 1, maxLength: 300 }),
    fc.webUrl(),
    fc.constantFrom(
      '//evil.example',
      'https://evil.example',
      '..',
      '%2e%2e',
      'A'.repeat(2_400),
      '%00',
      '\r\nlocation: https://evil.example',
    ),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (made) => {
      const answer = await ask(`${PUBLIC_URL}/t/c/${encodeURIComponent(made)}`);
      assert.ok([400, 404].includes(answer.status), `${answer.status} for ${made}`);
      assert.equal(answer.headers.get('location'), null);
    }),
    { numRuns: 150 },
  );
  const answer = await ask(`${PUBLIC_URL}/t/c/${token.slice(0, -1)}A`);
  const page = await answer.text();
  assert.equal(answer.status, 404);
  assert.match(page, /<html lang="fr">/);
  assert.match(page, /<a href="https:\/\/www\.atelier\.example">Atelier<\/a>/);
  const point = await ask(`${PUBLIC_URL}/t/o/${token}.gif`);
  assert.deepEqual([point.status, point.headers.get('content-type')], [404, 'image/gif']);
  await sound();
});

test('[EG11] whoever asks that the measuring ends goes on getting mail, and old mails tell nothing any more', async () => {
  const preferences = hrefs('lea').find((url) => url.includes('/l/preferences/'))!;
  assert.ok(preferences, 'every measured mail says how to end it');
  const shown = await (await ask(preferences)).text();
  assert.match(shown, /Ne plus mesurer mes ouvertures et mes clics/);
  const before = (await eventsOf('lea')).length;
  const posted = await fetch(preferences.replace(PUBLIC_URL, address), {
    method: 'POST',
    body: new URLSearchParams({ stop: 'measure' }),
  });
  assert.equal(posted.status, 200);
  await quiet();
  const { permissions, suppressions } = await ok('GET', `/api/people/${ids.get('lea')}`);
  const held = permissions.map(({ purpose, status }: Record<string, string>) => `${purpose} ${status}`).sort();
  assert.deepEqual([held, suppressions], [['marketing granted', 'measure withdrawn'], []]);
  const [, elsewhere] = tracked('lea');
  assert.equal((await ask(elsewhere!)).headers.get('location'), 'https://ailleurs.example/', 'the link still leads on');
  await quiet();
  await sleep(HOLD_MINUTES * 60_000 + 1_000);
  assert.equal((await eventsOf('lea')).length, before);
});
