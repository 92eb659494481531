import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check } from './check.ts';
import { around, input, ok, published, reader, values } from './fixtures.ts';
import { publishTemplate } from './publish.ts';
import { render } from './render.ts';
import { templateInput } from './template.ts';

const body = (words: string) => `<p>${words} <a href="https://x.fr/${words}">lien</a></p>`;
const source = {
  subject: 'Bonjour',
  body: body('fr'),
  language: 'fr',
  languages: { en: { subject: 'Hello', body: body('en') }, de: { subject: 'Hallo', body: body('de') } },
  variants: [
    {
      segment: 'vip',
      subject: 'Cher ami',
      body: body('vip'),
      languages: { en: { subject: 'Dear', body: body('vip-en') } },
    },
    { segment: 'lyon', subject: 'Lyon', body: body('lyon') },
  ],
};

test('[MS23] a person reads their own language, else the shop’s, else the template’s own', async () => {
  const compiled = await published(source);
  const read = async (locale: string | undefined, shopLocale = 'fr') => {
    const shop = { ...values.shop, locale: shopLocale };
    return ok(await render(compiled, { ...values, shop }, around(reader({}, { locale })))).subject;
  };
  assert.equal(await read('fr-FR'), 'Bonjour');
  assert.equal(await read('en-GB'), 'Hello');
  assert.equal(await read('de_AT'), 'Hallo');
  assert.equal(await read('es-ES'), 'Bonjour', 'the shop speaks French');
  assert.equal(await read('es-ES', 'de'), 'Hallo', 'the shop speaks German');
  assert.equal(await read('es-ES', 'it'), 'Bonjour', 'nobody speaks Italian here');
  assert.equal(await read(undefined, 'en-GB'), 'Hello');
});

test('[MS23] dates and the lines that we add are in the language of the words around them', async () => {
  const when = { languages: { en: { subject: 'x', body: '<p>{{ user.day | date: "%B" }}</p>' } } };
  const compiled = await published({ ...when, language: 'fr', body: '<p>{{ user.day | date: "%B" }}</p>' });
  const read = async (locale: string) =>
    ok(await render(compiled, values, around(reader({ day: '2026-03-02' }, { locale })))).html!;
  assert.match(await read('de-DE'), /<p>mars<\/p>.*Vous recevez/s, 'what is French is French, also to a German');
  assert.match(await read('en-US'), /<p>March<\/p>.*You receive/s);
});

test('[MS24] the first segment that somebody is in decides, in their language where it has one', async () => {
  const compiled = await published(source);
  const read = async (segments: string[], locale = 'fr') =>
    ok(await render(compiled, values, around(reader({}, { locale }), { segments }))).subject;
  assert.equal(await read([]), 'Bonjour');
  assert.equal(await read(['lyon', 'vip']), 'Cher ami', 'their order is that of the template');
  assert.equal(await read(['lyon']), 'Lyon');
  assert.equal(await read(['vip'], 'en'), 'Dear');
  assert.equal(await read(['lyon'], 'en'), 'Lyon', 'it has no English words');
  assert.equal(await read(['gone']), 'Bonjour');
});

test('[MS24] faults are told with the content they are in; what holds for all is told once', async () => {
  const { compiled, checks } = await publishTemplate({
    ...input({
      ...source,
      languages: { en: { subject: '', body: '<p>{{ user.x</p>' } },
      variants: [{ segment: 'gone', subject: 'x', body: '<p>x</p>' }],
    }),
    sender: {},
    segments: new Set(['vip']),
  });
  assert.equal(compiled, null);
  const told = (code: string) =>
    checks.filter((check) => check.code === code).map(({ segment, language }: Check) => [segment, language]);
  assert.deepEqual(told('LIQUID_INVALID'), [[undefined, 'en']]);
  assert.deepEqual(told('SENDER_MISSING'), [[undefined, undefined]]);
  assert.deepEqual(told('SEGMENT_UNKNOWN'), [['gone', undefined]]);
  assert.deepEqual(told('LANGUAGE_MISSING'), [['gone', 'en']]);
});

test('[MS24] links of every content have names of their own; those of the first keep the ones they had', async () => {
  const { links } = await published(source);
  const named = Object.fromEntries(links!.map(({ name, href }) => [name, href]));
  assert.deepEqual(named, {
    '1': 'https://x.fr/fr',
    'en.1': 'https://x.fr/en',
    'de.1': 'https://x.fr/de',
    'v1.1': 'https://x.fr/vip',
    'v1.en.1': 'https://x.fr/vip-en',
    'v2.1': 'https://x.fr/lyon',
  });
});

test('[MS23] a template with one content is what it was, and contents are bounded', async () => {
  const { languages, variants, language } = await published({ body: '<p>x</p>' });
  assert.deepEqual([languages, variants, language], [undefined, undefined, undefined]);
  const many = Array.from({ length: 21 }, (_, at) => ({ segment: `s${at}`, body: 'x' }));
  const read = (draft: object) =>
    templateInput.safeParse({
      key: 'k',
      name: 'n',
      channel: 'email',
      class: 'service',
      draft: { format: 'text', body: 'x', ...draft },
    }).success;
  assert.equal(read({ variants: many.slice(1) }), true);
  assert.equal(read({ variants: many }), false);
  assert.equal(read({ variants: [many[0], many[0]] }), false, 'a segment twice');
  assert.equal(read({ languages: { fr_FR: { body: 'x' } } }), false);
});
