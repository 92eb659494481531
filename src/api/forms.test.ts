/** Forms as the shop makes them and people send them, on the real engine and outbox. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { timeline } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { getPerson, permissionsOf } from '../people/index.ts';
import { deletePast } from '../upkeep/index.ts';
import { PUBLIC, testApp } from './fixtures.ts';

const { app, store, engine, as } = await testApp({ after });
const DAY = 86_400_000;
const pass = (ms: number) => store.clock.move!(new Date(store.clock.now().getTime() + ms));

const draft = {
  title: { fr: 'La lettre de l’Atelier', en: 'The Atelier letter' },
  fields: [{ trait: 'firstName', label: { fr: 'Prénom' } }],
  consents: [
    {
      channel: 'email',
      purpose: 'marketing',
      wording: { fr: 'J’accepte de recevoir la lettre.', en: 'I agree to get the letter.' },
    },
    { channel: 'email', purpose: 'partners', wording: { fr: 'Et celles des partenaires.' } },
  ],
  lists: [{ list: 'tea', label: { fr: 'Thés' } }],
};

const put = (key: string, change: object = {}) =>
  as('marketer', 'PUT', `/api/forms/${key}`, { name: 'Lettre', draft: { ...draft, ...change } });
async function publish(key: string, change: object = {}): Promise<void> {
  const saved = await put(key, change);
  assert.equal(saved.statusCode, 200, saved.body);
  const answer = await as('marketer', 'POST', `/api/forms/${key}/publish`);
  assert.equal(answer.statusCode, 200, answer.body);
}

let callers = 0;
/** Each from an address of their own: how often one may send is another matter. */
const send = (key: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/f/${key}`,
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr', ...headers },
    remoteAddress: `192.0.2.${++callers}`,
  });

const mailsTo = async (email: string): Promise<{ key: string; subject: string; html: string }[]> => {
  await engine.quiet();
  const person = await getPerson(store, { email });
  if (!person) return [];
  const { items } = (await as('analyst', 'GET', `/api/outbox?person=${person.id}`)).json();
  return Promise.all(
    items.map(async ({ key }: { key: string }) => ({
      key,
      ...(await as('analyst', 'GET', `/api/outbox/${key}`)).json().message,
    })),
  );
};

const linkIn = (html: string): string => new RegExp(`${PUBLIC}(/l/confirm/[^"]+)"`).exec(html)![1]!;
const consentsOf = async (email: string) => (await permissionsOf(store, (await getPerson(store, { email }))!)).consents;

test('[FO12] who saves a form says which one they had seen: a new one replaces none, and the second of two is told', async () => {
  const save = async (revision: number) =>
    (await as('marketer', 'PUT', '/api/forms/seen', { name: 'Lettre', draft, revision })).json();
  assert.equal((await save(0)).revision, 1);
  assert.equal((await save(0)).error.code, 'FORM_EXISTS');
  assert.equal((await save(1)).revision, 2);
  const { code, details } = (await save(1)).error;
  assert.deepEqual([code, details.by, details.revision], ['FORM_CHANGED', 'marketer@shop.example', 2]);
  const unread = await as('admin', 'POST', '/api/forms/seen/publish', { revision: 1 });
  assert.equal(unread.json().error.code, 'FORM_CHANGED');
  await as('marketer', 'DELETE', '/api/forms/seen');
  assert.equal((await save(0)).revision, 3, 'what was put away is in nobody’s way');
});

test('[FO2] a form is published once its mail can be written; a template of the shop’s own has to ask', async () => {
  assert.equal((await put('letter')).statusCode, 200);
  const early = await as('marketer', 'POST', '/api/forms/letter/publish');
  assert.equal(early.json().error.code, 'TEMPLATE_BLOCKED');
  assert.match(early.json().error.message, /no postal address/);
  for (const [key, value] of Object.entries({
    'shop.name': 'L’Atelier',
    'shop.postalAddress': '1 rue du Port\n35000 Rennes',
    'delivery.senderAddress': 'bonjour@atelier.example',
  }))
    await as('admin', 'PUT', `/api/settings/${key}`, { value });
  assert.equal((await app.inject({ url: '/f/letter' })).statusCode, 404);
  await publish('letter');
  const own = { format: 'html', subject: 'Alors ?', body: '<p>Oui ?</p>' };
  await as('marketer', 'PUT', '/api/templates/mine', { name: 'x', channel: 'email', class: 'promotional', draft: own });
  await put('own', { confirmation: 'mine' });
  const refused = (await as('marketer', 'POST', '/api/forms/own/publish')).json().error;
  assert.match(refused.message, /promotional.*never published.*lacks \{\{ link\.confirm \}\}/);
  const asking = { ...own, body: '<p><a href="{{ link.confirm }}">Oui, {{ form.title }}</a></p>' };
  await as('marketer', 'PUT', '/api/templates/mine', { name: 'x', channel: 'email', class: 'service', draft: asking });
  assert.equal((await as('marketer', 'POST', '/api/templates/mine/publish')).statusCode, 200);
  await publish('own', { confirmation: 'mine' });
  await send('own', { email: 'own@exemple.fr', 'consent:0': '1' });
  const [mail] = await mailsTo('own@exemple.fr');
  assert.equal(mail!.subject, 'Alors ?');
  assert.match(mail!.html, /\/l\/confirm\//);
});

test('[FO1] boxes are never ticked, a consent without a box is alone, phone channels ask for a number', async () => {
  const page = (await app.inject({ url: '/f/letter', headers: { 'accept-language': 'fr' } })).body;
  assert.equal(page.match(/type="checkbox"/g)!.length, 3);
  assert.doesNotMatch(page, / checked[ >]/);
  const [first, second] = draft.consents;
  for (const [change, says] of [
    [{ consents: [] }, /at least one consent/],
    [{ consents: [{ ...first, box: false }, second] }, /only one/],
    [{ consents: [{ ...first, channel: 'sms' }] }, /field of the kind “phone”/],
    [{ consents: [{ ...first, channel: 'banner' }] }, /asks nobody/],
    [{ consents: [{ ...first, wording: {} }] }, /says nothing/],
    [{ redirect: 'javascript:alert(1)' }, /https:\/\/boutique\.example/],
    [{ fields: [{ trait: '$:pause', label: { fr: 'x' } }] }, /letters, digits/],
  ] as const) {
    const answer = await put('bad', change);
    assert.equal(answer.statusCode, 422);
    assert.match(answer.json().error.message, says);
  }
});

test('[FO3] faults are said beside their fields, and what was written stays', async () => {
  const answer = await send('letter', {
    email: 'ada@',
    'trait:firstName': '"><script>alert(1)</script>',
    'list:tea': '1',
  });
  assert.equal(answer.statusCode, 422);
  assert.match(answer.body, /Adresse e-mail <small role="alert">Cette adresse ne semble pas complète/);
  assert.match(answer.body, /name="trait:firstName" value="&#34;&#62;&#60;script/);
  assert.match(answer.body, /name="list:tea" value="1" checked/);
  assert.doesNotMatch(answer.body, /<script>alert/);
  assert.match((await send('letter', { email: 'ada@exemple.fr' })).body, /Cochez au moins une case/);
  assert.deepEqual(await mailsTo('ada@exemple.fr'), []);
});

test('[FO5] [FO6] nothing counts before the button behind the mail is pressed; then it does, once, with its proof', async () => {
  const fields = { email: 'Lea@Exemple.fr', 'trait:firstName': 'Léa\r\n<b>', 'consent:0': '1', 'list:tea': '1' };
  const page = await send('letter', fields, { referer: 'https://atelier.example/lettre?utm=x' });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Regardez votre boîte de réception/);
  const [mail, ...more] = await mailsTo('lea@exemple.fr');
  assert.deepEqual(more, []);
  assert.equal(mail!.subject, 'Confirmez votre inscription · L’Atelier');
  const person = (await getPerson(store, { email: 'lea@exemple.fr' }))!;
  assert.deepEqual([person.traits.firstName, await consentsOf('lea@exemple.fr')], [undefined, []]);
  const link = linkIn(mail!.html);
  for (const method of ['GET', 'HEAD', 'GET'] as const)
    assert.equal((await app.inject({ method, url: link })).statusCode, 200);
  await engine.quiet();
  assert.deepEqual(await consentsOf('lea@exemple.fr'), []);
  await pass(60_000);
  for (const _ of [1, 2]) {
    const done = await app.inject({ method: 'POST', url: link });
    assert.match(done.body, /C’est confirmé/);
    await engine.quiet();
  }
  const [consent, ...others] = await consentsOf('lea@exemple.fr');
  assert.deepEqual(others, []);
  assert.deepEqual(
    [consent!.purpose, consent!.status, consent!.wording, consent!.source],
    ['marketing', 'granted', 'J’accepte de recevoir la lettre.', 'form letter'],
  );
  const { askedAt, confirmedAt, ...proof } = consent!.proof as Record<string, unknown>;
  assert.equal(Date.parse(String(confirmedAt)) - Date.parse(String(askedAt)), 60_000);
  assert.deepEqual(proof, {
    form: 'letter',
    version: 1,
    language: 'fr',
    page: 'https://atelier.example/lettre',
    message: mail!.key,
  });
  const known = (await getPerson(store, { email: 'lea@exemple.fr' }))!;
  assert.deepEqual([known.traits.firstName, known.locale], ['Léa <b>', 'fr']);
  const { items } = await timeline(store.pool, known);
  assert.equal(items.filter((item) => item.kind === 'event' && item.name === 'Form Confirmed').length, 1);
  const whole = (await as('analyst', 'GET', `/api/people/${known.id}`)).json();
  assert.deepEqual(
    whole.lists.map(({ list }: { list: string }) => list),
    ['tea'],
  );
  assert.match((await app.inject({ url: link })).body, /C’est confirmé/, 'opened again it says so');
});

test('[FO5] a confirmation that comes too late, or by a link of something else, confirms nothing', async () => {
  await send('letter', { email: 'late@exemple.fr', 'consent:0': '1' });
  const [mail] = await mailsTo('late@exemple.fr');
  const link = linkIn(mail!.html);
  assert.equal((await app.inject({ method: 'POST', url: `${link}x` })).statusCode, 404);
  await pass(7 * DAY + 1_000);
  const late = await app.inject({ method: 'POST', url: link });
  assert.deepEqual([late.statusCode, /expiré/.test(late.body)], [410, true]);
  await engine.quiet();
  assert.deepEqual(await consentsOf('late@exemple.fr'), []);
});

test('[FO5] one person is asked three times a day at most, whatever is sent', async () => {
  for (let i = 0; i < 6; i++) {
    assert.equal((await send('letter', { email: 'victim@exemple.fr', 'consent:0': '1' })).statusCode, 200);
    await pass(1_000);
  }
  assert.equal((await mailsTo('victim@exemple.fr')).length, 3);
});

test('[FO4] known or not, person or program: the answer is the same; programs leave nothing', async () => {
  const texts = new Set<string>();
  for (const fields of [
    { email: 'lea@exemple.fr', 'consent:0': '1' },
    { email: 'never-seen@exemple.fr', 'consent:0': '1' },
    { email: 'robot1@exemple.fr', 'consent:0': '1', website: 'https://spam.example' },
  ] as Record<string, string>[])
    texts.add((await send('letter', fields)).body);
  // Nobody reads so fast. On a machine that was too busy for it, it is tried again.
  let quick = '';
  for (let tries = 2, took = Number.POSITIVE_INFINITY; took > 1_500; tries++) {
    const began = Date.now();
    const shown = /name="shown" value="([^"]+)"/.exec((await app.inject({ url: '/f/letter?lang=fr' })).body)![1]!;
    quick = `robot${tries}@exemple.fr`;
    texts.add((await send('letter', { email: quick, 'consent:0': '1', shown })).body);
    took = Date.now() - began;
  }
  assert.equal(texts.size, 1);
  assert.equal((await mailsTo('never-seen@exemple.fr')).length, 1);
  for (const robot of ['robot1@exemple.fr', quick]) {
    await engine.quiet();
    assert.equal(await getPerson(store, { email: robot }), null);
  }
});

test('[FO4] one network address sends so often and no more', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 25; i++)
    statuses.push((await app.inject({ method: 'POST', url: '/f/letter', remoteAddress: '198.51.100.7' })).statusCode);
  assert.deepEqual([statuses.indexOf(429), statuses.at(-1)], [20, 429]);
});

test('[FO6] who unsubscribed and signs up again gets what they ticked, not what they had before', async () => {
  const now = store.clock.now();
  const common = {
    origin: 'live' as const,
    occurredAt: now,
    receivedAt: now,
    who: { externalId: 'back', email: 'back@exemple.fr' },
  };
  await accept(store, [
    { ...common, kind: 'consent', body: { channel: 'email', purpose: 'partners', status: 'granted' } },
    { ...common, kind: 'suppression', body: { channel: 'email', reason: 'unsubscribe' } },
  ]);
  await pass(1_000);
  await send('letter', { email: 'back@exemple.fr', 'consent:0': '1' });
  const [mail] = await mailsTo('back@exemple.fr');
  await pass(1_000);
  await app.inject({ method: 'POST', url: linkIn(mail!.html) });
  await engine.quiet();
  const { permissions } = await permissionsOf(store, (await getPerson(store, { email: 'back@exemple.fr' }))!);
  const held = permissions.map(({ purpose, status }) => `${purpose} ${status}`);
  assert.deepEqual(held, ['marketing granted', 'partners withdrawn']);
});

test('[FO7] [PR12] whoever has not confirmed gets no other message, and is gone after the time', async () => {
  const everybody = { name: 'x', rule: { identity: 'email', op: 'exists' } };
  assert.equal((await as('marketer', 'PUT', '/api/segments/reachable', everybody)).statusCode, 200);
  await send('letter', { email: 'silent@exemple.fr', 'consent:0': '1' });
  assert.equal((await mailsTo('silent@exemple.fr')).length, 1);
  const { id } = (await getPerson(store, { email: 'silent@exemple.fr' }))!;
  const template = { format: 'html', subject: 'Info', body: '<p>Info</p>' };
  await as('marketer', 'PUT', '/api/templates/info', {
    name: 'x',
    channel: 'email',
    class: 'service',
    draft: template,
  });
  await as('marketer', 'POST', '/api/templates/info/publish');
  await as('marketer', 'PUT', '/api/scenarios/info', {
    name: 'x',
    triggers: [{ id: 'call', kind: 'api' }],
    start: 'say',
    steps: { say: { kind: 'message', template: 'info', next: 'end' }, end: { kind: 'exit' } },
  });
  await as('marketer', 'POST', '/api/scenarios/info/publish');
  await as('marketer', 'POST', '/api/scenarios/info/enrol', { personId: id, context: {} });
  await engine.quiet();
  const [last] = (await as('analyst', 'GET', `/api/people/${id}/decisions`))
    .json()
    .items.filter((one: { step: string }) => one.step);
  assert.deepEqual([last.state, last.reason], ['refused', 'unconfirmed']);
  const now = store.clock.now();
  const seen = { origin: 'live' as const, occurredAt: now, receivedAt: now };
  const who = { email: 'silent@exemple.fr', anonymousId: 'silent-browser' };
  await accept(store, [{ ...seen, kind: 'page', who, body: { name: 'Home', properties: {} } }]);
  // Of these a file tells something more.
  for (const email of ['named@exemple.fr', 'listed@exemple.fr']) await send('letter', { email, 'consent:0': '1' });
  await engine.quiet();
  const file = { ...seen, origin: 'import' as const };
  await accept(store, [
    { ...file, kind: 'identify', who: { email: 'named@exemple.fr' }, body: { traits: { firstName: 'Ida' } } },
    { ...file, kind: 'list', who: { email: 'listed@exemple.fr' }, body: { list: 'fair', action: 'add' } },
  ]);
  await engine.quiet();
  // As a pause holds it that is never ended.
  await store.pool.query(`update outbox set state = 'ready', aside = true, sent_at = null where person_id = $1`, [id]);
  await pass(31 * DAY);
  await deletePast(store);
  await engine.quiet();
  assert.equal(await getPerson(store, { id }), null);
  for (const table of [
    'person',
    'signup',
    'outbox',
    'hit',
    'wish',
    'event',
    'entry',
    'position',
    'membership',
    'movement',
  ])
    assert.equal(
      (await store.pool.query(`select from ${table} where ${table === 'person' ? 'id' : 'person_id'} = $1`, [id]))
        .rowCount,
      0,
      table,
    );
  assert.equal((await store.pool.query(`select from identifier where value like 'silent%'`)).rowCount, 0);
  assert.ok(await getPerson(store, { email: 'lea@exemple.fr' }), 'who confirmed stays');
  for (const known of [{ externalId: 'back' }, { email: 'named@exemple.fr' }, { email: 'listed@exemple.fr' }])
    assert.ok(await getPerson(store, known), 'who is known otherwise stays');
});

test('[FO8] a sign-up goes along with a merge; figures count what was shown, asked and confirmed', async () => {
  await send('letter', { email: 'move@exemple.fr', 'consent:0': '1' });
  const [mail] = await mailsTo('move@exemple.fr');
  const now = store.clock.now();
  const seen = { origin: 'live' as const, occurredAt: now, receivedAt: now };
  for (let i = 0; i < 4; i++)
    await accept(store, [
      { ...seen, kind: 'identify', who: { externalId: `m${i}`, email: 'move@exemple.fr' }, body: { traits: {} } },
    ]);
  await engine.quiet();
  await pass(1_000);
  await app.inject({ method: 'POST', url: linkIn(mail!.html) });
  await engine.quiet();
  assert.equal((await consentsOf('move@exemple.fr')).length, 1);
  const { total } = (await as('analyst', 'GET', '/api/forms/letter/results?since=2026-01-01')).json();
  assert.ok(total.asked >= 8, JSON.stringify(total));
  assert.equal(total.confirmed, 3);
});

test('[FO9] a form without double opt-in counts at once', async () => {
  await publish('quick', {
    doubleOptIn: false,
    thanks: { fr: 'Merci <3' },
    consents: [{ ...draft.consents[0], box: false }],
    lists: [],
  });
  const page = await send('quick', { email: 'quick@exemple.fr' });
  assert.match(page.body, /Merci &#60;3/);
  assert.deepEqual(await mailsTo('quick@exemple.fr'), []);
  const [consent] = await consentsOf('quick@exemple.fr');
  assert.equal(consent!.status, 'granted');
  assert.equal((consent!.proof as { confirmedAt?: string }).confirmedAt, undefined);
});

test('[FO10] a form stands in other pages: script, iframe, plain HTML and JSON', async () => {
  const snippets = (await as('analyst', 'GET', '/api/forms/letter/snippets')).json();
  assert.match(snippets.html, /<form method="post" action="[^"]+\/f\/letter">[\s\S]*name="consent:0" value="1">/);
  const framed = await app.inject({ url: '/f/letter?embed=1' });
  assert.match(String(framed.headers['content-security-policy']), /frame-ancestors \*/);
  const alone = await app.inject({ url: '/f/letter' });
  assert.match(String(alone.headers['content-security-policy']), /frame-ancestors 'none'/);
  assert.equal(
    (await app.inject({ url: '/f/letter/embed.js' })).headers['content-type'],
    'text/javascript; charset=utf-8',
  );
  const json = (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/f/letter',
      payload,
      headers: { 'content-type': 'application/json' },
      remoteAddress: '203.0.113.9',
    });
  const good = await json(JSON.stringify({ email: 'json@exemple.fr', 'consent:0': true }));
  assert.deepEqual([good.statusCode, good.json().ok, good.headers['access-control-allow-origin']], [200, true, '*']);
  assert.equal((await json('{')).json().faults.email, 'Ce champ est obligatoire.');
  assert.equal((await json('[1]')).statusCode, 422);
  assert.equal((await app.inject({ method: 'OPTIONS', url: '/f/letter' })).statusCode, 204);
  assert.equal((await as('analyst', 'DELETE', '/api/forms/letter')).statusCode, 403);
  assert.equal((await as('marketer', 'DELETE', '/api/forms/letter')).statusCode, 200);
  assert.equal((await app.inject({ url: '/f/letter' })).statusCode, 404);
});
