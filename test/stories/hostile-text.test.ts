/** Hostile texts in every text field of every route, in templates, and in what people say of themselves. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Answer, assertRefused, serve } from '../support/serving.ts';

const { call, track, declic, quiet, sound } = await serve(after);

const MB = 1024 * 1024;
const TEXTS = [
  `'; drop table person; --`,
  `" ' \\ $1 %s @now ? ; {{ 7 | times: 7 }} <script>alert(1)</script>`,
  'a\0b',
  '\ud800 half',
  '\u202Eright to left\u202C \u200F',
  '\r\nBcc: all@shop.example\r\n\r\n',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  '',
];

type Schema = {
  type?: string;
  enum?: string[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
};
type Operation = { requestBody?: { content: Record<string, { schema: Schema }> } };

/** A value that fits a schema, as far as its shape goes. */
function sample(schema: Schema): unknown {
  if (schema.anyOf) return sample(schema.anyOf[0]!);
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, child]) => [name, sample(child)]));
  }
  const plain: Record<string, unknown> = {
    string: 'text',
    boolean: true,
    integer: 1,
    number: 1,
    object: {},
    array: [],
  };
  return schema.type === undefined ? 'text' : plain[schema.type];
}

/** Paths of the fields that take a text, or anything at all. */
function textFields(schema: Schema, at: string[] = []): string[][] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, child]) => textFields(child, [...at, name]));
  }
  const kind = schema.anyOf?.[0]?.type ?? schema.type;
  return kind === 'string' || kind === undefined || kind === 'object' ? [at] : [];
}

function withValue(body: unknown, [first, ...rest]: string[], value: unknown): unknown {
  if (first === undefined) return value;
  const object = body as Record<string, unknown>;
  return { ...object, [first]: withValue(object[first], rest, value) };
}

function assertCalm(answer: Answer, what: string): void {
  assert.ok(answer.status < 500, `${what}: ${answer.text.slice(0, 300)}`);
  if (answer.status >= 400) assertRefused(answer, /^4/);
}

const api = (await call('GET', '/api/openapi.json')).body.paths as Record<string, Record<string, Operation>>;
const changes = Object.entries(api).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => method !== 'get')
    .map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      schema: operation.requestBody?.content['application/json']?.schema,
    })),
);
const filled = (path: string, value: string) => path.replaceAll(/\{\w+\}/g, encodeURIComponent(value.toWellFormed()));

test('every text field of every route takes a hostile text or refuses it with a sentence', async () => {
  assert.ok(changes.length > 25, `only ${changes.length} routes are described`);
  for (const { path, method, schema } of changes) {
    for (const text of TEXTS) {
      if (path.includes('{')) {
        const body = schema === undefined ? undefined : sample(schema);
        assertCalm(await call(method, filled(path, text), { body }), `${method} ${path} with ${JSON.stringify(text)}`);
      }
      if (schema === undefined) continue;
      for (const field of textFields(schema)) {
        const body = withValue(sample(schema), field, text);
        const said = await call(method, filled(path, 'hostile'), { body });
        assertCalm(said, `${method} ${path} ${field.join('.')}=${JSON.stringify(text)}`);
        if (/\0|\ud800/.test(text))
          assert.ok(said.status >= 400, `${path} ${field.join('.')} took ${JSON.stringify(text)}`);
      }
    }
  }
  await sound();
});

test('texts of a megabyte and objects with odd names are answered in every text field', async () => {
  const odd = JSON.parse('{"constructor":{"prototype":{"admin":true}},"toString":1,"a.b":{"$ne":null}}');
  const polluted = '{"__proto__":{"admin":true}}';
  for (const { path, method, schema } of changes) {
    if (schema === undefined) continue;
    assertRefused(
      await call(method, filled(path, 'hostile'), { raw: polluted, headers: { 'content-type': 'application/json' } }),
      400,
    );
    for (const field of textFields(schema)) {
      for (const value of ['x'.repeat(MB), odd]) {
        const said = await call(method, filled(path, 'hostile'), { body: withValue(sample(schema), field, value) });
        assertCalm(said, `${method} ${path} ${field.join('.')}`);
      }
    }
  }
  await sound();
});

test('every list takes a hostile text in its filters and cursors', async () => {
  for (const path of [
    'people',
    'segments',
    'scenarios',
    'templates',
    'outbox',
    'rejected',
    'imports',
    'audit',
    'products',
    'lists',
    'keys',
  ]) {
    for (const text of TEXTS) {
      const value = encodeURIComponent(text.toWellFormed());
      for (const name of ['after', 'search', 'email', 'externalId', 'limit', 'state', 'archived']) {
        assertCalm(await call('GET', `/api/${path}?${name}=${value}`), `${path}?${name}`);
      }
      assertCalm(await call('GET', `/api/${path}/${value}`), `${path}/…`);
    }
  }
  for (const token of TEXTS.filter((text) => text !== '')) {
    const at = encodeURIComponent(token.toWellFormed());
    for (const page of ['/welcome/', '/l/unsubscribe/', '/l/view/']) {
      const { status, text } = await call('GET', page + at, { key: null });
      assert.ok(status >= 400 && status < 500, `${page} ${status}`);
      assert.ok(!text.includes('<script>'), text);
    }
  }
  await sound();
});

test('A4 · traits, properties and names of events are text, whatever they are; people keep them as sent', async () => {
  await call('POST', '/api/segments/typologies');
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    "it's",
    '"; --',
    '{{ x }}',
    'a.b',
    '',
    ' ',
    '\u202E',
  ];
  const traits = JSON.parse(`{${names.map((name, at) => `${JSON.stringify(name)}:${at}`).join(',')}}`);
  const batch = TEXTS.flatMap((text, at) => [
    { type: 'identify', userId: `h${at}`, messageId: `i${at}`, traits: { ...traits, said: text } },
    {
      type: 'track',
      userId: `h${at}`,
      messageId: `t${at}`,
      event: text || 'Empty',
      properties: { ...traits, said: text },
    },
    { type: 'group', userId: `h${at}`, messageId: `g${at}`, groupId: text || 'none', traits },
  ]);
  assert.equal((await track(batch)).status, 200);
  const order = {
    order_id: "o'1",
    total: 'NaN',
    products: [{ product_id: '__proto__', price: '1e999', quantity: '∞' }, null],
  };
  assert.equal(
    (await track([{ type: 'track', userId: 'h0', event: 'Order Completed', properties: order }])).status,
    200,
  );
  await quiet();
  const [person] = (await call('GET', '/api/people?externalId=h0')).body.items;
  assert.equal(person.traits.said, TEXTS[0]);
  assert.equal(person.traits["it's"], 4);
  assert.equal(({} as { admin?: unknown }).admin, undefined);
  assert.equal((await call('GET', '/api/stats')).body.people, TEXTS.length);
  const shown = await call('GET', `/api/people/${person.id}/timeline`);
  assert.equal(shown.status, 200, shown.text);
  const rule = { trait: "it's", op: 'is', value: 4 };
  assert.equal((await call('POST', '/api/segments/count', { body: { rule } })).body.count, TEXTS.length);
  await sound();
});

const BOMBS = [
  '{% for i in (1..1000000000) %}x{% endfor %}',
  '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}',
  `{% assign a = 'xxxxxxxxxx' %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`,
  `{{ 'a' | ${"replace: 'a', 'aaaaaaaaaa' | ".repeat(12)}upcase }}`,
  '{% if a %}'.repeat(20_000),
  '{{ '.repeat(10_000),
  `{{ ${'('.repeat(5_000)} }}`,
  "{% include '/etc/passwd' %}{% render '../secret' %}{% layout 'x' %}",
  '{{ user.constructor.constructor }}{{ __proto__ }}{{ shop.__proto__.admin }}',
];

test('D1 · Liquid bombs and scripts in every field of a template end in checks or a skip with its reason', async () => {
  for (const [key, value] of [
    ['shop.postalAddress', '1 rue du Port'],
    ['delivery.senderAddress', 'a@shop.example'],
  ])
    assert.equal((await call('PUT', `/api/settings/${key}`, { body: { value } })).status, 200);
  const plain = {
    subject: 'Hello',
    preheader: 'x',
    fromName: 'Shop',
    fromAddress: 'a@shop.example',
    replyTo: 'a@shop.example',
  };
  const fields = ['subject', 'preheader', 'fromName', 'fromAddress', 'replyTo', 'body', 'text'];
  for (const [at, bomb] of BOMBS.entries()) {
    // Loops are cut by the clock, a second for each rendering: two fields stand for all.
    for (const field of bomb.includes('{% for') ? ['subject', 'body'] : fields) {
      for (const format of field === 'body' ? ['text', 'html', 'mjml'] : ['text']) {
        const wrapped = format === 'mjml' ? `<mjml><mj-body><mj-text>${bomb}</mj-text></mj-body></mjml>` : bomb;
        const draft = { format, body: 'Hi', ...plain, [field]: field === 'body' ? wrapped : bomb };
        const body = { name: 'Bomb', channel: 'email', class: 'service', draft };
        const what = `bomb ${at} in ${field} (${format})`;
        const kept = await call('PUT', '/api/templates/bomb', { body });
        assertCalm(kept, what);
        if (kept.status !== 200) continue;
        assertCalm(await call('GET', '/api/templates/bomb/checks'), what);
        assertCalm(await call('POST', '/api/templates/bomb/publish'), what);
        const seen = await call('POST', '/api/templates/bomb/preview', { body: {} });
        assertCalm(seen, what);
        assert.ok(seen.text.length < 3 * MB && !seen.text.includes('root:x:0'), what);
      }
    }
  }
  await sound();
});

test('D1 · what a person says of themselves is escaped in HTML and breaks no header', async () => {
  const evil = '<img src=x onerror=alert(1)>"\r\nBcc: all@shop.example';
  const told = await track([
    { type: 'identify', userId: 'evil', traits: { firstName: evil, email: 'evil@shop.example' } },
  ]);
  assert.equal(told.status, 200, told.text);
  await quiet();
  const found = await call('GET', '/api/people?externalId=evil');
  const { id } = found.body.items[0] ?? assert.fail((await call('GET', '/api/rejected')).text);
  const draft = {
    format: 'html',
    subject: 'For {{ user.first_name }}',
    fromName: '{{ user.first_name }}',
    body: '<p>{{ user.first_name }}</p><a href="{{ user.first_name }}">x</a>',
  };
  const body = { name: 'Say', channel: 'email', class: 'service', draft };
  assert.equal((await call('PUT', '/api/templates/say', { body })).status, 200);
  const { body: seen, text } = await call('POST', '/api/templates/say/preview', { body: { personId: id } });
  if (seen.skip === undefined) {
    assert.ok(!seen.html.includes('<img src=x'), seen.html);
    assert.doesNotMatch([seen.subject, seen.from?.name, ...Object.values(seen.headers)].join('|'), /[\r\n]/, text);
  } else assert.match(seen.skip, /\w+ .+/);
  await sound();
});

test('the command line takes hostile words as words', () => {
  for (const args of [
    ['key', 'revoke', "'; drop table api_key; --"],
    ['scenario', 'publish', '../../etc/passwd'],
    ['scenario', 'validate', '__proto__'],
    ['setting', 'set', '__proto__', '{"a":1}'],
    ['template', 'publish', '/dev/null'],
  ]) {
    const { code, err } = declic(...args);
    assert.equal(code, 1, `${args.join(' ')}: ${err}`);
    assert.match(err, /\w+ .+\./);
    assert.doesNotMatch(err, /fault of Déclic|\.ts:\d/);
  }
});
