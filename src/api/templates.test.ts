import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { openMailSink } from '../../test/support/mail-sink.ts';
import { START, testApp } from './fixtures.ts';

const sink = await openMailSink({ after } as never);
const { engine, as } = await testApp({ after }, { SMTP_URL: sink.url, PUBLIC_URL: 'https://mail.shop.example' });

const template = (body: string, more: object = {}) => ({
  name: 'Accueil',
  channel: 'email',
  class: 'service',
  draft: { format: 'html', subject: 'Bonjour {{ user.firstName | default: "vous" }}', body, ...more },
});
const put = (key: string, body: object) => as('marketer', 'PUT', `/api/templates/${key}`, body);
const codeOf = (answer: { json: () => { error: { code: string } } }) => answer.json().error.code;

for (const [key, value] of Object.entries({
  'shop.name': 'L’Atelier',
  'shop.postalAddress': '1 rue du Port\n35000 Rennes',
  'delivery.senderAddress': 'bonjour@atelier.example',
})) {
  assert.equal((await as('admin', 'PUT', `/api/settings/${key}`, { value })).statusCode, 200);
}

/** Zoe reads English and is in the segment of Lyon. */
async function zoe(): Promise<string> {
  await as('admin', 'PUT', '/api/segments/lyon', { name: 'Lyon', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
  const { id } = (await as('admin', 'POST', '/api/imports', { kind: 'customers', file: 'x' })).json();
  const line = JSON.stringify({
    kind: 'identify',
    who: { externalId: 'zoe', email: 'zoe@exemple.fr' },
    occurredAt: new Date(START.getTime() - 86_400_000),
    body: { traits: { firstName: 'Zoé', city: 'Lyon', locale: 'en-GB' } },
  });
  await as('admin', 'POST', `/api/imports/${id}/facts`, line, { headers: { 'content-type': 'application/x-ndjson' } });
  await engine.quiet();
  await as('admin', 'POST', `/api/imports/${id}/finish`, {});
  return (await as('admin', 'GET', '/api/people?externalId=zoe')).json().items[0].id;
}
const person = await zoe();

test('[AP160] templates are listed with their state, languages and uses, searched, filtered, and read page by page in both orders', async () => {
  await put('a-one', template('<p>un</p>'));
  await put('a-two', {
    ...template('<p>deux</p>', { language: 'fr', languages: { en: { body: 'x' } } }),
    name: 'Soldes',
  });
  await put('a-sms', { name: 'SMS', channel: 'sms', class: 'service', draft: { format: 'text', body: 'L’Atelier' } });
  assert.equal((await as('marketer', 'POST', '/api/templates/a-one/publish')).statusCode, 200);
  const steps = { say: { kind: 'message', template: 'a-one', next: 'end' }, end: { kind: 'exit' } };
  const scenario = {
    name: 'Accueil',
    triggers: [{ id: 'call', kind: 'api' }],
    reentry: { kind: 'always' },
    start: 'say',
    steps,
  };
  await as('marketer', 'PUT', '/api/scenarios/hello', scenario);
  const list = async (query: string) => (await as('analyst', 'GET', `/api/templates?${query}`)).json();
  const keys = async (query: string) => (await list(query)).items.map(({ key }: { key: string }) => key);
  const [one] = (await list('search=a-one')).items;
  assert.deepEqual(one.uses, [{ key: 'hello', name: 'Accueil', published: false }]);
  assert.deepEqual([one.publishedVersion, one.changed, one.draft], [1, false, undefined]);
  await put('a-one', template('<p>autre</p>'));
  assert.equal((await list('search=a-one')).items[0].changed, true);
  assert.deepEqual(await keys('search=SOLDES'), ['a-two']);
  assert.deepEqual((await list('search=soldes')).items[0].languages, ['en']);
  assert.deepEqual(await keys('channel=sms'), ['a-sms']);
  assert.deepEqual(await keys('published=true'), ['a-one']);
  assert.deepEqual(await keys(`search=${encodeURIComponent('%')}`), []);
  const all = await keys('');
  assert.deepEqual(all, [...all].sort());
  for (const order of ['key', 'latest']) {
    const first = await list(`order=${order}&limit=2`);
    const second = await list(`order=${order}&limit=2&after=${first.next}`);
    const paged = [...first.items, ...second.items].map(({ key }) => key);
    assert.deepEqual([...paged].sort(), all.slice(0, 4), order);
  }
});

test('[AP161] a draft that is being written is looked at as a person reads it, in their content, without being kept', async () => {
  const draft = {
    format: 'html',
    subject: 'Bonjour {{ user.firstName }}',
    language: 'fr',
    body: '<p>{{ event.total | money }} <a href="https://shop.example/x">x</a></p>',
    languages: { en: { subject: 'Hello {{ user.firstName }}', body: '<p>English {{ user.nothing }}</p>' } },
    variants: [
      {
        segment: 'lyon',
        subject: 'Lyon',
        body: '<p>Lyon</p>',
        languages: { en: { subject: 'Dear Lyon', body: '<p>x</p>' } },
      },
    ],
  };
  const look = async (more: object) =>
    (await as('analyst', 'POST', '/api/templates/look', { channel: 'email', class: 'service', draft, ...more })).json();
  const example = await look({});
  assert.match(example.message.html, /12,50/, 'what the occasion would tell is made up');
  assert.deepEqual(example.addresses, ['https://shop.example/x']);
  const ours = '<p>{{ shop.postal_address }}, {{ sender.address }}, {{ sender.stop_code }}</p>';
  const known = await look({ draft: { format: 'html', subject: 'Thé', body: ours } });
  assert.match(
    known.message.html,
    /1 rue du Port\s+35000 Rennes, bonjour@atelier\.example, 36173/,
    'nothing that is known',
  );
  const theirs = await look({ personId: person });
  assert.deepEqual([theirs.at, theirs.message.subject], [{ segment: 'lyon', language: 'en' }, 'Dear Lyon']);
  const english = await look({ personId: person, at: { language: 'en' } });
  assert.deepEqual(
    [english.message, english.skip.code, english.skip.about],
    [null, 'missing_variable', 'user.nothing'],
  );
  const own = await look({ personId: person, at: {} });
  assert.equal(own.message.subject, 'Bonjour Zoé', 'nothing of a person is made up');
  const blocked = await look({ draft: { format: 'html', body: '{{ x' } });
  assert.deepEqual([blocked.publishable, blocked.message], [false, null]);
  assert.ok(blocked.checks.some(({ code }: { code: string }) => code === 'LIQUID_INVALID'));
});

test('[AP162] a test leaves over the provider, marked as one, as often as the shop allows', async () => {
  const asked = { ...template('<p>Bonjour</p>'), key: 'a-one', to: 'claire@atelier.example', personId: person };
  const { name: _, ...body } = asked as Record<string, unknown>;
  const send = () => as('marketer', 'POST', '/api/templates/test', body);
  const first = await send();
  assert.deepEqual([first.statusCode, first.json().state], [200, 'sent'], first.body);
  const [arrived] = await sink.taken();
  assert.equal(arrived!.to, 'claire@atelier.example');
  const wrong = await as('marketer', 'POST', '/api/templates/test', { ...body, to: 'nobody' });
  assert.equal(codeOf(wrong), 'API_INVALID');
  const skipped = { ...body, draft: { format: 'html', subject: 'x', body: '{{ user.nothing }}' } };
  assert.equal(codeOf(await as('marketer', 'POST', '/api/templates/test', skipped)), 'TEMPLATE_BLOCKED');
  await as('admin', 'PUT', '/api/settings/messages.testsPerHour', { value: 3 });
  const together = await Promise.all(Array.from({ length: 6 }, send));
  assert.equal(
    together.filter(({ statusCode }) => statusCode === 200).length,
    2,
    'of many at once none passes the limit',
  );
  assert.equal(codeOf(await send()), 'TEMPLATE_TESTS_USED_UP');
  assert.equal(
    (await as('admin', 'POST', '/api/templates/test', body)).json().state,
    'sent',
    'each account has its own',
  );
  const [line] = (await as('admin', 'GET', '/api/audit')).json().items;
  assert.deepEqual(
    [line.action, line.target, JSON.stringify(line.details).includes('claire@')],
    ['template.test', 'a-one', false],
  );
  assert.equal((await as('analyst', 'POST', '/api/templates/test', body)).statusCode, 403);
});

/** A picture of one pixel. */
function pixel(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const sizes = Buffer.alloc(4);
    sizes.writeUInt32BE(data.length);
    return Buffer.concat([sizes, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  };
  const head = Buffer.from('00000001000000010800000000', 'hex');
  const parts = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([0, 200]))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

test('[AP163] an image is added, served to anybody for good and as nothing but an image, described, and deleted when unused', async () => {
  const add = (bytes: Buffer, type = 'image/png') =>
    as('marketer', 'POST', '/api/images?name=sac.png&alt=Un%20sac', bytes, { headers: { 'content-type': type } });
  const added = await add(pixel());
  assert.equal(added.statusCode, 200, added.body);
  const { id, path, url, alt } = added.json();
  assert.deepEqual([url, alt], [`https://mail.shop.example${path}`, 'Un sac']);
  const served = await as(null, 'GET', path);
  assert.deepEqual(served.rawPayload, pixel());
  const { headers } = served;
  assert.equal(headers['content-type'], 'image/png');
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
  const again = await as(null, 'GET', path, undefined, { headers: { 'if-none-match': String(headers.etag) } });
  assert.equal(again.statusCode, 304);
  for (const wrong of ['/i/x.png', `/i/${id}.gif`, '/i/..%2f..%2fetc%2fpasswd'])
    assert.equal((await as(null, 'GET', wrong)).statusCode, 404, wrong);
  assert.equal(codeOf(await add(Buffer.from('<svg/>'), 'image/svg+xml')), 'IMAGE_NOT_TAKEN');
  assert.equal(codeOf(await as('marketer', 'POST', '/api/images', { x: 1 })), 'API_WRONG_MEDIA');
  assert.equal(
    (await as('analyst', 'POST', '/api/images', pixel(), { headers: { 'content-type': 'image/png' } })).statusCode,
    403,
  );
  assert.equal(
    (await as('marketer', 'PATCH', `/api/images/${id}`, { alt: 'Un sac rouge' })).json().alt,
    'Un sac rouge',
  );
  await put('a-bag', template(`<img src="${path}" alt="Un sac">`));
  assert.deepEqual((await as('analyst', 'GET', `/api/images/${id}/uses`)).json().templates, [
    { key: 'a-bag', name: 'Accueil' },
  ]);
  assert.equal(codeOf(await as('marketer', 'DELETE', `/api/images/${id}`)), 'IMAGE_USED');
  await put('a-bag', template('<p>sans</p>'));
  assert.equal((await as('marketer', 'DELETE', `/api/images/${id}`)).statusCode, 200);
  assert.equal((await as(null, 'GET', path)).statusCode, 404);
  assert.deepEqual((await as('analyst', 'GET', '/api/images')).json().items, []);
});

test('[AP164] two editors are told apart, and a sitting is one line of the log', async () => {
  const { revision } = (await put('a-log', { ...template('<p>1</p>'), revision: 0 })).json();
  await put('a-log', { ...template('<p>2</p>'), revision });
  const late = await as('admin', 'PUT', '/api/templates/a-log', { ...template('<p>3</p>'), revision });
  assert.deepEqual([late.statusCode, codeOf(late)], [409, 'TEMPLATE_CHANGED']);
  assert.equal(late.json().error.details.by, 'marketer@shop.example');
  assert.equal(codeOf(await put('a-log', { ...template('<p>4</p>'), revision: 0 })), 'TEMPLATE_EXISTS');
  const lines = (await as('admin', 'GET', '/api/audit')).json().items;
  const ours = lines.filter(
    ({ target, action }: { target: string; action: string }) => target === 'a-log' && action === 'template.save',
  );
  assert.equal(ours.length, 1);
});

test('[AP165] a second person publishes where the shop wants it; keys and whoever asked may not', async () => {
  await as('admin', 'PUT', '/api/settings/messages.approval', { value: true });
  const { revision } = (await put('a-four', template('<p>quatre yeux</p>'))).json();
  const to = (role: 'admin' | 'marketer' | 'analyst', verb: string, body: object) =>
    as(role, 'POST', `/api/templates/a-four/${verb}`, body);
  assert.equal(codeOf(await to('marketer', 'publish', {})), 'TEMPLATE_NEEDS_APPROVAL');
  assert.equal((await to('marketer', 'approval', { revision, note: 'Relis-moi' })).statusCode, 200);
  const open = (await as('analyst', 'GET', '/api/templates/a-four')).json();
  assert.deepEqual(
    [open.approvalNeeded, open.approval.askedBy, open.approval.note],
    [true, 'marketer@shop.example', 'Relis-moi'],
  );
  assert.equal(codeOf(await to('marketer', 'approve', { revision })), 'TEMPLATE_OWN_APPROVAL');
  assert.equal((await to('analyst', 'approve', { revision })).statusCode, 403);
  assert.equal((await to('admin', 'refuse', { revision, reason: 'Trop long' })).statusCode, 200);
  assert.equal(codeOf(await to('admin', 'approve', { revision })), 'TEMPLATE_NOT_ASKED');
  await to('marketer', 'approval', { revision });
  assert.equal((await to('admin', 'approve', { revision })).json().version, 1);
  const actions = (await as('admin', 'GET', '/api/audit')).json().items.map(({ action }: { action: string }) => action);
  for (const action of ['template.ask', 'template.refuse', 'template.approve'])
    assert.ok(actions.includes(action), action);
  await as('admin', 'PUT', '/api/settings/messages.approval', { value: null });
});

test('[AP166] links are asked by the server, and nothing that is not public is', async () => {
  const addresses = ['http://127.0.0.1:80/', 'http://localhost/', 'http://169.254.169.254/', 'file:///etc/passwd'];
  const answer = await as('marketer', 'POST', '/api/templates/reach', { addresses });
  assert.deepEqual(
    answer.json().links.map(({ state }: { state: string }) => state),
    addresses.map(() => 'not asked'),
  );
  assert.equal((await as('analyst', 'POST', '/api/templates/reach', { addresses })).statusCode, 403);
});
