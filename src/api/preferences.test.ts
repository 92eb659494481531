/** The preference centre as a person uses it: by the link of a real message, posted as a browser without scripts posts. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Fact, type FactBodies, timeline } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { LINK_PATHS, signLink } from '../messages/index.ts';
import { readCentre } from '../pages/index.ts';
import { getPerson, permissionsOf } from '../people/index.ts';
import { addressHash } from '../store/index.ts';
import { SECRET, START, testApp } from './fixtures.ts';

const { app, store, engine, as } = await testApp({ after });
const DAY = 86_400_000;

async function set(values: Record<string, unknown>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const answer = await as('admin', 'PUT', `/api/settings/${key}`, { value });
    assert.equal(answer.statusCode, 200, answer.body);
  }
}

type Spoken = { [Kind in keyof FactBodies]: { kind: Kind; body: FactBodies[Kind] } }[keyof FactBodies];

async function say(externalId: string, email: string | undefined, ...spoken: Spoken[]): Promise<void> {
  const now = store.clock.now();
  const occurredAt = new Date(now.getTime() - DAY);
  const common = { origin: 'live' as const, occurredAt, receivedAt: now, who: { externalId, ...(email && { email }) } };
  const { accepted } = await accept(
    store,
    spoken.map((one) => ({ ...common, ...one }) as Fact),
  );
  assert.equal(accepted, spoken.length);
  await engine.quiet();
}

const agreed = (purpose: string, channel = 'email'): Spoken => ({
  kind: 'consent',
  body: { channel, purpose, status: 'granted', wording: 'oui', source: 'test' },
});

/** Two acts of one moment are settled by their values: people take longer. */
const pass = (ms: number) => store.clock.move!(new Date(store.clock.now().getTime() + ms));

async function writeTo(externalId: string): Promise<{ state: string; reason: string | null; key: string }> {
  await pass(1_000);
  await as('marketer', 'POST', '/api/scenarios/hello/enrol', { externalId });
  await engine.quiet();
  const { id } = (await getPerson(store, { externalId }))!;
  return (await as('analyst', 'GET', `/api/people/${id}/decisions`)).json().items[0];
}

/** Somebody who agreed and got a message: their link. */
async function reader(externalId: string, ...more: Spoken[]): Promise<string> {
  const email = `${externalId}@exemple.fr`;
  await say(externalId, email, { kind: 'identify', body: { traits: { locale: 'fr' } } }, agreed('marketing'), ...more);
  const { key } = await writeTo(externalId);
  const payload = { c: 'email', h: addressHash('email', email).toString('base64url'), u: 'marketing', k: key };
  return LINK_PATHS.preferences + signLink(SECRET, 'preferences', payload);
}

/** What a browser would post of a page: its hidden fields and what is ticked, with some of it changed. */
function fieldsOf(page: string, change: Record<string, string | null> = {}): string {
  const fields = new URLSearchParams();
  for (const [tag] of page.matchAll(/<input [^>]*>/g)) {
    const of = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
    if (of('type') === 'hidden' || / checked/.test(tag)) fields.set(decode(of('name')), decode(of('value')));
  }
  fields.set('do', 'save');
  for (const [name, value] of Object.entries(change)) value === null ? fields.delete(name) : fields.set(name, value);
  return fields.toString();
}

const decode = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

const open = async (link: string) => (await app.inject({ url: link, headers: { 'accept-language': 'fr' } })).body;
async function post(link: string, payload: string): Promise<string> {
  await pass(1_000);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await app.inject({ method: 'POST', url: link, payload, headers });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.body;
}

const ticked = (page: string): string[] =>
  [...page.matchAll(/<input type="(?:checkbox|radio)" name="([^"]*)" value="([^"]*)" checked/g)].map(
    ([, name, value]) => (value === '1' ? decode(name!) : `${decode(name!)}=${value}`),
  );

/** What the page says is what is true once everything is applied. */
async function holds(externalId: string, page: string): Promise<void> {
  await engine.quiet();
  const { choices, preferences } = await readCentre(store, (await getPerson(store, { externalId }))!);
  const shown = ticked(page).filter((id) => !id.includes('='));
  assert.deepEqual(
    shown,
    choices.filter(({ on }) => on).map(({ id }) => id),
  );
  assert.ok(ticked(page).includes(`frequency=${preferences.frequency ?? 'any'}`));
  assert.equal(preferences.pausedUntil !== null, ticked(page).includes('pause=keep'));
}

await set({
  'shop.name': 'L’Atelier <b>',
  'shop.postalAddress': '1 rue du Port\n35000 Rennes',
  'delivery.senderAddress': 'bonjour@atelier.example',
  'pages.topics': [
    { purpose: 'marketing', name: { fr: 'Offres', en: 'Offers' }, channels: ['email', 'sms'] },
    { purpose: 'partners', name: { fr: 'Partenaires <i>', en: 'Partners' }, channels: ['email'] },
  ],
  'pages.lists': [
    { list: 'tea', name: { fr: 'Thés', en: 'Teas' }, about: { fr: 'Les “grands” crus', en: 'Fine ones' } },
  ],
});
const template = {
  name: 'Bonjour',
  channel: 'email',
  class: 'promotional',
  draft: { format: 'html', subject: 'Bonjour', body: '<p>Bonjour</p>' },
};
await as('marketer', 'PUT', '/api/templates/hello', template);
await as('marketer', 'POST', '/api/templates/hello/publish');
await as('marketer', 'PUT', '/api/scenarios/hello', {
  name: 'Bonjour',
  triggers: [{ id: 'call', kind: 'api' }],
  reentry: { kind: 'always' },
  start: 'say',
  steps: { say: { kind: 'message', template: 'hello', next: 'end' }, end: { kind: 'exit' } },
});
await as('marketer', 'POST', '/api/scenarios/hello/publish');

test('[PF1] a box is ticked where a message would come now, and channels without an address are not shown', async () => {
  const page = await open(await reader('lea', agreed('marketing', 'sms')));
  assert.deepEqual(ticked(page), ['topic:marketing:email', 'frequency=any', 'pause=none', 'language=fr']);
  assert.doesNotMatch(page, /topic:marketing:sms/, 'no phone number is known');
  assert.match(page, /name="topic:partners:email" value="1">/);
  assert.match(page, /l•••@exemple\.fr/, 'the address is shown as far as its owner needs it');
  assert.doesNotMatch(page, /lea@exemple|<i>|<b>Atelier|Atelier <b>/);
  await say('lea', undefined, { kind: 'identify', body: { traits: { phone: '+33612345678' } } });
  const other = await open(await reader('lea'));
  assert.ok(ticked(other).includes('topic:marketing:sms'));
});

test('[PF2] opening changes nothing, nor does posting a page as it was; a page that lay open takes nothing back', async () => {
  const link = await reader('max');
  const page = await open(link);
  await app.inject({ method: 'HEAD', url: link });
  assert.match(await post(link, fieldsOf(page)), /Rien n’a changé/);
  await engine.quiet();
  assert.equal((await writeTo('max')).state, 'awarded');
  await app.inject({ method: 'POST', url: link.replace('/preferences/', '/unsubscribe/') });
  assert.match(await post(link, fieldsOf(page, { do: 'stop' })), /plus aucun message commercial/);
  await engine.quiet();
  // Still with the tick that it showed.
  await holds('max', await post(link, fieldsOf(page, { 'list:tea': '1' })));
  assert.equal((await writeTo('max')).reason, 'suppressed');
});

test('[PF3] a tick is a consent with its words, an untick withdraws it, a list is joined; it holds at another address too', async () => {
  const link = await reader('ida');
  const page = await post(
    link,
    fieldsOf(await open(link), { 'topic:partners:email': '1', 'list:tea': '1', 'topic:marketing:email': null }),
  );
  assert.match(page, /C’est enregistré/);
  await holds('ida', page);
  const person = (await getPerson(store, { externalId: 'ida' }))!;
  const { consents, permissions } = await permissionsOf(store, person);
  const granted = consents.find(({ purpose }) => purpose === 'partners')!;
  assert.deepEqual(
    [granted.status, granted.wording, granted.source, granted.proof],
    ['granted', 'Partenaires <i> · E-mail', 'preference centre', { language: 'fr' }],
  );
  assert.deepEqual(
    permissions.map(({ purpose, status }) => [purpose, status]),
    [
      ['marketing', 'withdrawn'],
      ['partners', 'granted'],
    ],
  );
  assert.equal((await writeTo('ida')).reason, 'consent_withdrawn');
  await say('ida', 'ida@autre.fr', { kind: 'identify', body: { traits: { email: 'ida@autre.fr' } } });
  await pass(2 * DAY);
  await say('ida', 'ida@autre.fr', { kind: 'identify', body: { traits: { email: 'ida@autre.fr' } } });
  assert.equal((await writeTo('ida')).reason, 'consent_withdrawn');
  // Whoever has the old address by now is not shown what Ida chose.
  assert.doesNotMatch(await open(link), /topic:/);
});

test('[PF4] after an unsubscription one tick brings one topic back, not those of before', async () => {
  const link = await reader('eva', agreed('partners'), agreed('hidden'));
  await holds('eva', await post(link, 'do=stop'));
  const page = await post(link, fieldsOf(await open(link), { 'topic:partners:email': '1' }));
  await holds('eva', page);
  const { permissions } = await permissionsOf(store, (await getPerson(store, { externalId: 'eva' }))!);
  const email = permissions.filter(({ channel }) => channel === 'email');
  assert.deepEqual(
    email.map(({ purpose, status }) => [purpose, status]),
    [
      ['hidden', 'withdrawn'],
      ['marketing', 'withdrawn'],
      ['partners', 'granted'],
    ],
  );
  assert.equal((await writeTo('eva')).reason, 'consent_withdrawn');
});

test('[PF5] a pause, its end, a frequency and the language hold at once, and the page shows them', async () => {
  const link = await reader('zoe', { kind: 'identify', body: { traits: { timezone: 'Pacific/Pago_Pago' } } });
  const paused = await post(link, fieldsOf(await open(link), { pause: '2w', language: 'en', frequency: 'weekly' }));
  await holds('zoe', paused);
  const { pausedUntil } = (await readCentre(store, (await getPerson(store, { externalId: 'zoe' }))!)).preferences;
  // Where Zoe lives, the day is another one than in Paris: eleven hours behind Greenwich.
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Pacific/Pago_Pago' });
  assert.ok(paused.includes(`Paused until ${day.format(pausedUntil!)}<`), paused);
  assert.equal((await getPerson(store, { externalId: 'zoe' }))!.locale, 'en');
  assert.equal((await writeTo('zoe')).reason, 'paused');
  await holds('zoe', await post(link, fieldsOf(await open(link), { pause: 'end' })));
  assert.equal((await writeTo('zoe')).reason, 'frequency');
  await holds('zoe', await post(link, fieldsOf(await open(link), { frequency: 'any' })));
  assert.equal((await writeTo('zoe')).state, 'awarded');
  await holds('zoe', await post(link, 'do=stop'));
  assert.equal((await writeTo('zoe')).reason, 'suppressed');
  assert.doesNotMatch(await open(link), /value="stop"/, 'there is nothing left to stop');
  for (const nonsense of ['pause=9y&do=save', 'frequency=hourly&do=save', 'language=<b>&do=save', 'do=launch'])
    assert.match(await post(link, nonsense), /Nothing changed/);
});

test('[PF6] what a complaint stopped cannot be ticked, and the page says so', async () => {
  const link = await reader('pia');
  await say('pia', 'pia@exemple.fr', { kind: 'suppression', body: { channel: 'email', reason: 'complaint' } });
  const page = await open(link);
  assert.match(page, /name="topic:marketing:email" value="1" disabled>[\s\S]*Cette adresse est bloquée/);
  assert.match(await post(link, fieldsOf(page, { 'topic:marketing:email': '1' })), /Rien n’a changé/);
  assert.equal((await writeTo('pia')).reason, 'suppressed');
});

test('[PF7] changes and requests are on the person’s line of time', async () => {
  const link = await reader('tom');
  await post(link, fieldsOf(await open(link), { pause: '1w' }));
  const wanted = new Date(store.clock.now().getTime() + 7 * DAY).toISOString();
  assert.match(await post(link, 'do=export'), /Votre demande est transmise/);
  assert.match(await post(link, 'do=erase'), /Votre demande est transmise/);
  await engine.quiet();
  const { items } = await timeline(store.pool, (await getPerson(store, { externalId: 'tom' }))!);
  const events = items.flatMap((item) => (item.kind === 'event' ? [item.name] : [])).sort();
  assert.deepEqual(
    events.filter((name) => name !== 'Message Sent'),
    ['Data Export Requested', 'Erasure Requested', 'Preferences Changed'],
  );
  const changed = items.find((item) => item.kind === 'event' && item.name === 'Preferences Changed');
  assert.deepEqual(changed?.kind === 'event' && changed.properties, { pausedUntil: wanted });
});

test('[AP15] a link outlives its message: the address alone is unsubscribed', async () => {
  const link = (await reader('old')).replace('/l/preferences/', '/l/unsubscribe/');
  const [, body = ''] = /v1\.([^.]+)\./.exec(link)!;
  const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
  const own = `/l/unsubscribe/${signLink(SECRET, 'unsubscribe', payload)}`;
  await store.pool.query('delete from outbox where key = $1', [payload.k]);
  assert.equal((await app.inject({ method: 'POST', url: own })).statusCode, 200);
  await engine.quiet();
  assert.equal((await writeTo('old')).reason, 'suppressed');
  assert.ok(START < store.clock.now());
});
