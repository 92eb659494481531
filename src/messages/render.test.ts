import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { around, input, links, ok, published, reader, say, sender, shop, skipped, values } from './fixtures.ts';
import { publishTemplate } from './publish.ts';
import { render } from './render.ts';

test('[MS1] a trait can be named as it was given and in snake_case', async () => {
  const person = reader({ firstName: 'Marie', 'Loyalty Level': 'or', pets: [{ petName: 'Pixel' }] });
  const body =
    '{{ user.firstName }} {{ user.first_name }} {{ user.loyalty_level }} {{ user.pets[0].pet_name }} {{ user.email }}';
  assert.match(ok(await say({ body }, person)).text, /^Marie Marie or Pixel marie@exemple\.fr/);
});

test('[MS1] event, coupon, company, sender, shop and person are there', async () => {
  const more = { event: { orderId: 'A7' }, coupon: { code: 'MERCI' }, company: { name: 'SARL Loire' } };
  const body =
    '{{ event.order_id }}/{{ coupon.code }}/{{ company.name }}/{{ sender.name }}/{{ shop.name }}/{{ person.id }}';
  assert.match(ok(await say({ body }, undefined, more)).text, /^A7\/MERCI\/SARL Loire\/Claire\/L’Atelier\/p1/);
});

test('[MS2] values are escaped in HTML, not in subject and text', async () => {
  const person = reader({ name: `<script>alert("l'été & co")</script>` });
  const message = ok(
    await say({ subject: 'Pour {{ user.name }}', body: '<p title="{{ user.name }}">{{ user.name }}</p>' }, person),
  );
  assert.ok(!message.html?.includes('<script>'));
  assert.ok(message.html?.includes('&lt;script&gt;alert(&quot;l&#39;été &amp; co&quot;)&lt;/script&gt;'));
  assert.equal(message.subject, `Pour <script>alert("l'été & co")</script>`);
  assert.ok(message.text.startsWith(`<script>alert("l'été & co")</script>`));
});

test('[MS2] no trait can open a tag or leave an attribute, whichever way it is printed', async () => {
  const compiled = await published({
    body: '<p title="{{ user.x }}">{% echo user.x %}{% cycle user.x, "b" %}{{ user.x | append: "!" }}</p>',
  });
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), async (x) => {
      const message = await render(compiled, values, around(reader({ x: `${x}<"'>` })));
      const html = ok(message).html!;
      assert.equal(html.match(/<p title="[^"<>]*">[^<>]*<\/p>/g)?.length, 1);
    }),
    { numRuns: 50 },
  );
});

test('[MS3] a missing variable skips the person with its name', async () => {
  const result = skipped(await say({ body: 'Bonjour {{ user.first_name }}' }));
  assert.deepEqual(result, {
    about: 'user.first_name',
    code: 'missing_variable',
    skip: 'The variable “user.first_name” has no value for this person.',
  });
});

test('[MS3] an empty or unprintable value skips as well: no hole, no [object Object]', async () => {
  const body = 'Bonjour {{ user.first_name | upcase }}.';
  for (const first_name of ['', '  ', null]) {
    assert.match(skipped(await say({ body }, reader({ first_name }))).skip, /user\.first_name \| upcase.*no value/);
  }
  for (const first_name of [{ a: 1 }, ['a', 'b']]) {
    assert.match(
      skipped(await say({ body: '{{ user.first_name }}' }, reader({ first_name }))).skip,
      /list or an object/,
    );
  }
  assert.match(ok(await say({ body: '{{ user.n }} {{ user.b }}' }, reader({ n: 0, b: false }))).text, /^0 false/);
});

test('[MS3] default and conditions allow a value to be missing', async () => {
  const body =
    'Bonjour {{ user.first_name | default: "à vous" }}{{ user.title | default: "" }}{% if user.vip %} VIP{% endif %}.';
  assert.match(ok(await say({ body })).text, /^Bonjour à vous\./);
  assert.match(ok(await say({ body }, reader({ first_name: 'Marie', vip: true }))).text, /^Bonjour Marie VIP\./);
});

test('[MS3] a missing value in the subject or the sender skips too', async () => {
  assert.match(skipped(await say({ subject: '{{ user.first_name }}' })).skip, /user\.first_name/);
  assert.match(skipped(await say({ fromName: '{{ user.owner.name }}' })).skip, /user\.owner/);
});

test('[MS3] the sender may be the customer’s own representative, with a fallback', async () => {
  const source = {
    fromName: '{{ user.owner.name | default: sender.name }}',
    fromAddress: '{{ user.owner.email | default: sender.address }}',
  };
  assert.deepEqual(ok(await say(source)).from, { name: 'Claire', address: 'claire@atelier.example' });
  const person = reader({ owner: { name: 'Paul', email: 'paul@atelier.example' } });
  assert.deepEqual(ok(await say(source, person)).from, { name: 'Paul', address: 'paul@atelier.example' });
});

const bombs: Record<string, string> = {
  'a long range': '{% for i in (1..1000000000) %}x{% endfor %}',
  'nested loops':
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}',
  'a doubling text':
    '{% assign s = "xxxxxxxxxx" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
  'a doubling capture':
    '{% assign s = "xxxxxxxxxx" %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}{{ s }}',
  'much output': `{% for i in (1..90000) %}${'y'.repeat(200)}{% endfor %}`,
  'replace by much': `{{ "${'a'.repeat(3000)}" | replace: "a", "${'b'.repeat(3000)}" }}`,
};
for (const [name, body] of Object.entries(bombs)) {
  test(`[MS4] ${name} is stopped, for the person and at publication`, async () => {
    const start = performance.now();
    const { compiled, checks } = await publishTemplate(input({ body }));
    assert.equal(compiled, null);
    assert.match(checks.map(({ sentence }) => sentence).join(), /more than a message may use/);
    const plain = {
      compiler: 1,
      channel: 'email',
      class: 'transactional',
      subject: 'x',
      html: body,
      slow: false,
      variables: [],
    } as const;
    const result = skipped(await render({ ...plain, variables: [] }, values, around()));
    assert.equal(result.code, 'template_limit');
    assert.ok(performance.now() - start < 5000, `took ${performance.now() - start} ms`);
  });
}

test('[MS4] no template reads a file, another template or a prototype', async () => {
  for (const body of [
    '{% include "/etc/passwd" %}',
    '{% render "x" %}',
    '{% layout "x" %}',
    '{% block a %}{% endblock %}',
  ]) {
    const { compiled, checks } = await publishTemplate(input({ body }));
    assert.equal(compiled, null);
    assert.match(checks[0]!.sentence, /tag .* not found/);
  }
  assert.match(skipped(await say({ body: '{{ user.constructor.name }}' })).skip, /user\.constructor/);
  assert.match(skipped(await say({ body: '{{ user.__proto__ }}' })).skip, /no value/);
  // Publication makes up a value for every variable: it must not write into what all objects share.
  await publishTemplate(input({ body: '{{ shop.__proto__.admin }} {{ user.constructor.prototype.admin }}' }));
  assert.equal(({} as { admin?: unknown }).admin, undefined);
});

test('[MS4] endless nesting and unclosed Liquid are refused in bounded time', async () => {
  const deep = '{% if true %}'.repeat(30_000);
  for (const body of [
    deep,
    '{{'.repeat(100_000),
    `{% if "${'a'.repeat(100_000)}`,
    '{%'.repeat(50_000),
    "{{ '".repeat(50_000),
    'x'.repeat(500_001),
  ]) {
    const start = performance.now();
    const { compiled, checks } = await publishTemplate(input({ body }));
    assert.equal(compiled, null);
    assert.equal(checks[0]?.code, 'LIQUID_INVALID');
    assert.ok(performance.now() - start < 5000, `${body.slice(0, 20)} took ${performance.now() - start} ms`);
  }
});

test('[MS5] dates follow the reader’s language and time zone', async () => {
  const body =
    '{{ event.at | date: "%A %-d %B %Y %H:%M" }} / {{ user.birthday | date: "%-d %B" }} / {{ "now" | date: "%-d" }}';
  const event = { at: '2026-03-28T23:30:00Z' };
  const french = ok(await say({ body }, reader({ birthday: '1980-05-12' }, { timezone: 'Europe/Paris' }), { event }));
  assert.match(french.text, /^dimanche 29 mars 2026 00:30 \/ 12 mai \/ 29/);
  const there = reader({ birthday: '1980-05-12' }, { timezone: 'America/New_York', locale: 'en-US' });
  assert.match(ok(await say({ body }, there, { event })).text, /^Saturday 28 March 2026 19:30 \/ 12 May \/ 28/);
  assert.match(skipped(await say({ body: '{{ user.d | date: "%d" }}' }, reader({ d: 'bientôt' }))).skip, /not a date/);
});

test('[MS5] a language or time zone that does not exist falls back to the shop’s', async () => {
  const person = reader({}, { timezone: 'Mars/Olympus', locale: 'pas une langue' });
  assert.match(ok(await say({ body: '{{ "now" | date: "%A %H:%M" }}' }, person)).text, /^dimanche 00:30/);
});

test('[MS5] money is exact and in the reader’s form', async () => {
  const body = '{{ event.total | money }} {{ event.total | money: "GBP" }}';
  const event = { total: '90071992547409.93' };
  assert.match(
    ok(await say({ body }, undefined, { event })).text,
    /^90\s071\s992\s547\s409,93\s€ 90\s071\s992\s547\s409,93\s£GB/,
  );
  assert.match(
    ok(await say({ body }, reader({}, { locale: 'en-GB' }), { event })).text,
    /^€90,071,992,547,409\.93 £90,071/,
  );
});

test('[MS6] line breaks in a value stay out of subject, sender and headers', async () => {
  const evil = 'Marie\r\nBcc: victim@exemple.fr\u2028X-Spam: no\u0000';
  const source = { subject: 'Bonjour {{ user.name }}', fromName: '{{ user.name }}', replyTo: '{{ user.name }}' };
  const message = ok(await say(source, reader({ name: evil })));
  for (const text of [message.subject, message.from?.name, message.replyTo]) {
    assert.match(text!, /Bcc: victim@exemple\.fr X-Spam: no$/);
    assert.doesNotMatch(text!, /[\p{Cc}\p{Zl}\p{Zp}]/u);
  }
});

test('[MS6] whatever a value holds, the subject is one line', async () => {
  const compiled = await published({ subject: '[{{ user.x }}]', body: 'x' });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (x) => {
      const result = await render(compiled, values, around(reader({ x })));
      if (!('skip' in result)) assert.doesNotMatch(result.subject!, /[\p{Cc}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('[MS10] promotional mail carries one-click unsubscribe, other classes do not', async () => {
  const promotional = await published({}, { class: 'promotional' });
  assert.deepEqual(ok(await render(promotional, values, around())).headers, {
    'List-Unsubscribe': `<${links.unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
  for (const kind of ['transactional', 'service'] as const) {
    const compiled = await published({}, { class: kind });
    assert.deepEqual(ok(await render(compiled, values, around())).headers, {});
  }
});

test('[MS10] without a link, or where a condition hides it, there is no promotional message', async () => {
  const compiled = await published({}, { class: 'promotional' });
  assert.equal(skipped(await render(compiled, values, around(reader(), { links: {} }))).code, 'unusable_value');
  const hidden = await published(
    { body: '{{ shop.name }} {{ shop.postal_address }} {% if user.old %}{% else %}{% unsubscribe_link %}{% endif %}' },
    { class: 'promotional' },
  );
  ok(await render(hidden, values, around()));
  assert.equal(skipped(await render(hidden, values, around(reader({ old: true })))).code, 'no_unsubscribe');
  const ownText = await published({ text: 'Venez !' }, { class: 'promotional' });
  assert.ok(
    ok(await render(ownText, values, around())).text.includes(links.unsubscribe),
    'the text part gets its own footer',
  );
});

test('[MS12] a value that turns the subject into an answer skips the person', async () => {
  const result = await say({ subject: '{{ user.topic }}' }, reader({ topic: 'RE: votre commande' }));
  assert.equal(skipped(result).code, 'disguised_subject');
});

test('[MS15] the link tags work in HTML and in text, with labels of one’s own or in the reader’s language', async () => {
  const body =
    '<p>{% unsubscribe_link Stop %} {% subscription_management_link %} <a href="{% view_in_browser_url %}">web</a> {% unsubscribe_url %}</p>';
  const message = ok(await say({ body }, reader({}, { locale: 'en' })));
  assert.match(message.html!, new RegExp(`<a href="${links.unsubscribe}"[^>]*>Stop</a>`));
  assert.match(message.html!, new RegExp(`<a href="${links.preferences}"[^>]*>Choose what I receive</a>`));
  assert.ok(message.text.includes(`Stop: ${links.unsubscribe}`));
  assert.ok(message.text.includes(`web <${links.viewInBrowser}>`));
});

test('[MS15] a link that does not exist skips the person', async () => {
  const compiled = await published({ body: '{% view_in_browser_url %}' });
  assert.match(skipped(await render(compiled, values, around(reader(), { links: {} }))).skip, /view_in_browser/);
});

test('[MS9] the footer follows shop, reason and language', async () => {
  const compiled = await published({}, { class: 'promotional' });
  const french = ok(await render(compiled, values, around(reader(), { basis: 'consent' })));
  for (const part of [french.html!.replaceAll('&#39;', '’'), french.text]) {
    assert.match(part, /L’Atelier · 12 rue du Chapitre · 35000 Rennes/);
    assert.match(part, /vous avez accepté de recevoir/);
    assert.match(part, /Se désabonner/);
  }
  const english = ok(await render(compiled, values, around(reader({}, { locale: 'en' }), { basis: 'customer' })));
  assert.match(english.text, /because you are a customer of L’Atelier/);
  assert.match(english.text, /Unsubscribe: https/);
  const moved = { ...values, shop: { ...shop, postalAddress: '1 quai Neuf\n44000 Nantes' } };
  assert.match(ok(await render(compiled, moved, around())).text, /1 quai Neuf · 44000 Nantes/);
});

test('[MS3] without a sender address there is no e-mail', async () => {
  const compiled = await published({});
  assert.equal(skipped(await render(compiled, { shop, sender: { name: sender.name } }, around())).code, 'no_sender');
});

test('[MS1] other channels speak too: a push is text with a title of its own', async () => {
  const compiled = await published(
    { format: 'text', body: 'Bonjour {{ user.name }}' },
    { channel: 'push', sender: {} },
  );
  const message = ok(await render(compiled, { shop }, around(reader({ name: 'Zoé' }))));
  assert.deepEqual(message, { text: 'Bonjour Zoé', subject: 'Bonjour', headers: {} });
});
