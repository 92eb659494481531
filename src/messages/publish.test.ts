import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check } from './check.ts';
import { around, input, links, now, ok, published, reader, sender, shop, values } from './fixtures.ts';
import { mjmlToHtml } from './mjml.ts';
import { type PublishInput, publishTemplate, type Sample } from './publish.ts';
import { render } from './render.ts';
import type { TemplateSource } from './template.ts';

const mjml = (body: string, head = '') => `<mjml lang="fr"><mj-head>${head}</mj-head><mj-body>${body}</mj-body></mjml>`;
const column = (body: string) => `<mj-section><mj-column>${body}</mj-column></mj-section>`;
const sample = (traits: Record<string, unknown>): Sample => ({ values, around: around(reader(traits)) });
const codes = (checks: Check[], level?: Check['level']) =>
  checks.filter((check) => !level || check.level === level).map(({ code }) => code);
const checksOf = async (more: Partial<PublishInput>) => (await publishTemplate({ ...input({}), ...more })).checks;

test('[MS7] compiled once, a message equals Liquid first: conditions between sections and rows, values in attributes', async () => {
  const body = mjml(
    `{% assign first = user.first_name | default: "vous" %}
     {% if user.vip %}${column('<mj-text>VIP {{ first }} &amp; {{ "a < b" }}</mj-text>')}{% else %}${column('<mj-text>non</mj-text>')}{% endif %}
     ${column(`{% for p in user.products %}<mj-text>{{ p.name }}</mj-text><mj-button href="https://x.fr/?p={{ p.name | url_encode }}&amp;q=1">{{ p.name }}</mj-button>{% endfor %}
       <mj-image src="https://x.fr/{{ first }}.png" alt="{{ user.q | default: "l'image" }}" />`)}`,
    '<mj-title>Pour {{ user.first_name | default: "vous" }}</mj-title><mj-preview>{{ user.q | default: "rien" }}</mj-preview>',
  );
  const people = [
    { first_name: 'Zoé "Z" <z>', vip: true, q: `"'><b>`, products: [{ name: 'café & thé' }, { name: '<mj-text>' }] },
    { vip: false, products: [] },
  ];
  const compiled = await published({ format: 'mjml', body }, { samples: people.map(sample) });
  assert.equal(compiled.slow, false, compiled.slowReason);
  const message = ok(await render(compiled, values, around(reader(people[0]))));
  assert.match(message.html!, /VIP Zoé &quot;Z&quot; &lt;z&gt; &amp; a &lt; b/);
  assert.match(message.html!, /href="https:\/\/x\.fr\/\?p=caf%C3%A9\+%26\+th%C3%A9&amp;q=1"/);
  assert.match(message.html!, /alt="&quot;&#39;&gt;&lt;b&gt;"/);
  assert.doesNotMatch(message.html!, /lqd\d|\{[{%]/);
  assert.match(message.text, /café & thé <https:\/\/x\.fr\/\?p=caf%C3%A9\+%26\+th%C3%A9&q=1>/);
});

test('[MS7] a condition among columns is marked slow, and the message is what Liquid first gives', async () => {
  const body = mjml(
    '<mj-section><mj-column><mj-text>un</mj-text></mj-column>{% if user.two %}<mj-column><mj-text>deux</mj-text></mj-column>{% endif %}</mj-section>',
  );
  const compiled = await published({ format: 'mjml', body });
  assert.equal(compiled.slow, true);
  assert.match(compiled.slowReason!, /mj-section/);
  const one = ok(await render(compiled, values, around(reader({ two: false }))));
  assert.match(one.html!, /mj-column-per-100/);
  assert.doesNotMatch(one.html!, /deux|mj-column-per-50/);
  const two = ok(await render(compiled, values, around(reader({ two: true }))));
  assert.match(two.html!, /mj-column-per-50/);
  assert.match(two.text, /un\n+deux/);
});

test('[MS7] a size filled in by Liquid is marked slow and computed for each person', async () => {
  const body = mjml('<mj-section><mj-column width="{{ user.w }}"><mj-text>x</mj-text></mj-column></mj-section>');
  const compiled = await published({ format: 'mjml', body }, { samples: [sample({ w: '40%' })] });
  assert.equal(compiled.slow, true);
  assert.match(ok(await render(compiled, values, around(reader({ w: '40%' })))).html!, /mj-column-per-40/);
});

test('[MS7] Liquid inside a tag still works, the slow way', async () => {
  const body = mjml(
    '<mj-section {% if user.red %}background-color="#ff0000"{% endif %}><mj-column><mj-text>x</mj-text></mj-column></mj-section>',
  );
  const compiled = await published({ format: 'mjml', body }, { samples: [sample({ red: true })] });
  assert.equal(compiled.slow, true);
  assert.match(ok(await render(compiled, values, around(reader({ red: true })))).html!, /#ff0000/);
  assert.doesNotMatch(ok(await render(compiled, values, around(reader({ red: false })))).html!, /#ff0000/);
});

test('[MS7] where sample people show a difference that nothing in the source announces, Liquid goes first', async () => {
  // The value brings MJML of its own: after compilation it is text, before it is an element.
  const body = mjml(column('{{ user.block | raw }}<mj-text>x</mj-text>'));
  const compiled = await published({ format: 'mjml', body }, { samples: [sample({ block: '<mj-divider />' })] });
  assert.equal(compiled.slow, true);
  assert.match(compiled.slowReason!, /sample person/);
});

test('[MS7] compiled HTML loads no font from elsewhere and no file', async () => {
  const html = await mjmlToHtml(
    mjml(column('<mj-text font-family="Roboto">x</mj-text><mj-include path="/etc/passwd" />')),
  );
  assert.doesNotMatch(html, /googleapis|root:/);
});

test('[MS9] a template without identity gets a footer, one that has its own keeps it', async () => {
  const { compiled, checks } = await publishTemplate(
    input({ format: 'mjml', body: mjml(column('<mj-text>x</mj-text>')) }, 'promotional'),
  );
  assert.ok(codes(checks).includes('FOOTER_ADDED'));
  assert.match(compiled!.html!, /\{\{ footer\.identity \}\}[\s\S]*\{% unsubscribe_link %\}/);
  const own = '<p>{{ shop.name }}, {{ shop.postal_address }} — {% unsubscribe_link %}, {% preferences_link %}</p>';
  const kept = await publishTemplate(input({ body: own }, 'promotional'));
  assert.ok(!codes(kept.checks).includes('FOOTER_ADDED'));
  assert.equal(kept.compiled!.html, own);
  const written = '<p>L’Atelier<br>12 rue du Chapitre, 35000 Rennes</p><a href="{{ link.unsubscribe }}">stop</a>';
  const half = await publishTemplate(input({ body: written }, 'promotional'));
  assert.match(half.compiled!.html!, /stop<\/a><div [^>]*>\{% preferences_link %\}<\/div>$/);
});

test('[MS9] what is missing is added and no more: a transactional message has no unsubscribe link', async () => {
  const { html, text } = await published({ format: 'html', body: '<html><body><p>Reçu</p></body></html>' });
  assert.match(html!, /footer\.identity[\s\S]*<\/body><\/html>$/);
  assert.doesNotMatch(html! + text!, /unsubscribe/);
  const partial = await published({ body: '<p>{{ footer.identity }}</p>' }, { class: 'promotional' });
  assert.equal(partial.html!.match(/footer\.identity/g)!.length, 1);
  assert.match(partial.html!, /unsubscribe_link/);
});

test('[MS8] a plain text template is an e-mail of its own, with its footer', async () => {
  const compiled = await published({ format: 'text', body: 'Bonjour {{ user.name }} & co' }, { class: 'promotional' });
  const message = ok(await render(compiled, values, around(reader({ name: '<Zoé>' }))));
  assert.equal(message.html, undefined);
  assert.match(message.text, /^Bonjour <Zoé> & co\n\n--\nL’Atelier · 12 rue du Chapitre/);
  assert.ok(message.text.includes(links.unsubscribe));
});

test('[MS8] the preheader is the hidden first line and stays out of the text', async () => {
  for (const format of ['html', 'mjml'] as const) {
    const body =
      format === 'html'
        ? '<html><body><p>Corps</p></body></html>'
        : `<mjml><mj-body>${column('<mj-text>Corps</mj-text>')}</mj-body></mjml>`;
    const compiled = await published({ format, body, preheader: 'Pour {{ user.n | default: "vous" }}' });
    const message = ok(await render(compiled, values, around()));
    assert.match(message.html!, /display:none[^>]*>Pour vous</);
    assert.match(message.text, /^Corps/);
  }
});

test('[MS11] every fault is named at once', async () => {
  const { compiled, checks } = await publishTemplate({
    ...input({ subject: 'Re: votre commande' }, 'promotional'),
    shop: { name: 'L’Atelier' },
    sender: {},
    connected: true,
  });
  assert.equal(compiled, null);
  const blocking = codes(checks, 'block');
  for (const code of ['POSTAL_ADDRESS_MISSING', 'PUBLIC_URL_MISSING', 'SENDER_MISSING', 'SUBJECT_DISGUISED'])
    assert.ok(blocking.includes(code), code);
  for (const { sentence } of checks) assert.match(sentence, /^[A-Z“0-9].*\.$/s, sentence);
});

test('[MS11] syntax errors name the part and the line', async () => {
  const { compiled, checks } = await publishTemplate(input({ subject: '{{ user.x', body: '<p>\n{% if x %}</p>' }));
  assert.equal(compiled, null);
  const sentences = checks.map(({ sentence }) => sentence).join('\n');
  assert.match(sentences, /In the body: .*line 2.*not closed/);
  assert.match(sentences, /In the subject: .*not closed/);
});

test('[MS11] faults of MJML are told with their line', async () => {
  const { compiled, checks } = await publishTemplate(
    input({ format: 'mjml', body: '<mjml><mj-body>\n<mj-foo>x</mj-foo></mj-body></mjml>' }),
  );
  assert.equal(compiled, null);
  assert.match(checks.find(({ code }) => code === 'MJML_INVALID')!.sentence, /line 2 \(mj-foo\)/);
  const none = await publishTemplate(input({ format: 'mjml', body: '<p>bonjour</p>' }));
  assert.equal(none.checks.at(-1)?.code, 'MJML_INVALID');
});

test('[MS11] a connected promotional e-mail needs an https address of this server', async () => {
  const promotional = { class: 'promotional', connected: true } as const;
  assert.ok(
    codes(await checksOf({ ...promotional, publicUrl: 'http://x.fr' }), 'block').includes('PUBLIC_URL_NOT_HTTPS'),
  );
  assert.deepEqual(codes(await checksOf({ ...promotional, publicUrl: 'https://x.fr' }), 'block'), []);
  assert.deepEqual(codes(await checksOf({ ...promotional, connected: false }), 'block'), []);
});

test('[MS11] warnings: size, unknown variables, skipped samples, raw, images without alt, long subjects', async () => {
  const big = { source: { ...input({}).source, body: `<p>${'mot '.repeat(30_000)}</p>` } };
  assert.ok(codes(await checksOf(big), 'warn').includes('SIZE_CLIPPED'));
  const odd = {
    source: { ...input({}).source, subject: 'x'.repeat(90), body: '{{ customer.name | raw }}<img src="x">' },
  };
  const warned = codes(await checksOf(odd), 'warn');
  for (const code of ['VARIABLE_UNKNOWN', 'RAW_USED', 'IMAGE_WITHOUT_ALT', 'SUBJECT_LONG'])
    assert.ok(warned.includes(code), code);
  const source = { ...input({}).source, body: '{{ user.first_name }}' };
  const checks = await checksOf({ source, samples: [sample({ first_name: 'A' }), sample({})] });
  assert.match(
    checks.find(({ code }) => code === 'SAMPLE_SKIPPED')!.sentence,
    /1 of 2 sample people.*user\.first_name.*default/,
  );
});

test('[MS12] subjects that pretend to be answers are refused, honest ones are not', async () => {
  for (const subject of ['Re: commande', 'RE : commande', 'Fwd: x', 'TR: x', ' Rép: x', 'Re[2]: x']) {
    assert.ok(
      codes(await checksOf({ source: { ...input({}).source, subject } }), 'block').includes('SUBJECT_DISGUISED'),
      subject,
    );
  }
  for (const subject of ['Retour des beaux jours : -10 %', 'Recettes: 5 idées', 'Très bonne nouvelle']) {
    assert.deepEqual(codes(await checksOf({ source: { ...input({}).source, subject } }), 'block'), [], subject);
  }
});

test('[MS13] a promotional text message must say who writes and how to stop', async () => {
  const sms = (body: string, more: Partial<PublishInput> = {}): Partial<PublishInput> => ({
    channel: 'sms',
    class: 'promotional',
    source: { format: 'text', body },
    ...more,
  });
  const nobody = { sender: {}, shop: { name: 'L’Atelier' } };
  assert.deepEqual(codes(await checksOf(sms('Soldes chez nous', nobody)), 'block'), ['SENDER_MISSING', 'STOP_MISSING']);
  assert.deepEqual(codes(await checksOf(sms('L’Atelier : -10 %. STOP 36111', nobody)), 'block'), []);
  assert.deepEqual(
    codes(
      await checksOf({ ...sms('Votre commande est prête'), class: 'service', sender: { name: 'ATELIER' } }),
      'block',
    ),
    [],
  );
  const { compiled } = await publishTemplate({
    ...input({}),
    ...sms('Bonjour', { sender: { name: 'ATELIER', stopCode: '36111' } }),
  } as PublishInput);
  const message = ok(await render(compiled!, { shop, sender: { name: 'ATELIER', stopCode: '36111' } }, around()));
  assert.equal(message.text, 'Bonjour\nSTOP 36111');
  assert.deepEqual(message.from, { address: 'ATELIER', name: 'ATELIER' });
  assert.equal(message.sms?.parts, 1);
});

test('[MS7] a template with no sample people is tried on one made up from its variables', async () => {
  const { compiled, checks } = await publishTemplate({
    ...input({ body: '{{ user.name }} {{ event.total | money }} {{ user.trial_end_date | date: "%d" }}' }),
    sender,
    now,
  });
  assert.ok(compiled);
  assert.deepEqual(codes(checks), ['FOOTER_ADDED']);
  assert.deepEqual(compiled.variables, ['event.total', 'user.name', 'user.trial_end_date']);
});

const nonsense: Record<string, string> = {
  'comments that never end': `<mjml><mj-body>${'<!-- '.repeat(90_000)}`,
  'tags that never end': '<img'.repeat(120_000),
  'quotes that never end': `<mjml><mj-body>${'<a "'.repeat(100_000)}`,
  'bodies without end': '<body'.repeat(90_000),
  'titles without end': '<title>'.repeat(70_000),
  'deep lists': '<ul><li>'.repeat(60_000),
  'deep elements': `<mjml><mj-body>${'<mj-wrapper>'.repeat(30_000)}`,
  'a wide gap': `a${' '.repeat(400_000)}b`,
};
for (const [name, body] of Object.entries(nonsense)) {
  test(`[MS4] half a megabyte of ${name} is judged in bounded time`, async () => {
    for (const format of ['html', 'mjml', 'text'] as const) {
      const start = performance.now();
      const { checks } = await publishTemplate(input({ format, body }, 'promotional'));
      assert.ok(checks.length > 0);
      assert.ok(performance.now() - start < 10_000, `${format} took ${performance.now() - start} ms`);
    }
  });
}

test('[MS31] example words that were left are told: of starting points, blocks and fields; the shop’s own are not', async () => {
  const left = async (source: Partial<TemplateSource>, more: Partial<PublishInput> = {}) => {
    const checks = await checksOf({ ...input(source), ...more });
    return checks.find(({ code }) => code === 'EXAMPLE_TEXT_LEFT')?.details?.texts;
  };
  assert.equal(
    await left({
      subject: 'Bonjour {{ user.first_name | default: "à remplacer" }}',
      body: '<p> Votre texte. </p><h1>MERCI15</h1>',
    }),
    '“Votre texte.”, “MERCI15”, “à remplacer”',
  );
  const own = '<p>Votre texte préféré est à remplacer en boutique. {{ user.first_name | default: "vous" }}</p>';
  assert.equal(await left({ body: own }), undefined);
  const link = `<a href="{{ shop.url | default: 'https://example.org' }}">Voir</a>`;
  assert.equal(await left({ body: link }), '“https://example.org”');
  assert.equal(await left({ body: link }, { shop: { ...shop, url: 'https://atelier.example' } }), undefined);
});
