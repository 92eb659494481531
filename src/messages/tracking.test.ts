import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { type Anchor, findLinks, nameLinks, writeLinks } from './anchors.ts';
import { around, input, links, ok, published, reader, sender, shop, values } from './fixtures.ts';
import { LINK_PATHS, publishTemplate, render, templateInput, trackMessage } from './index.ts';
import type { Tracking } from './tracking.ts';
import { HONEYPOT, readClick, readOpen, signClick, signOpen, TRACKING_PATHS } from './tracking-tokens.ts';
import { isOwnHost, withUtm } from './utm.ts';

const rewriteLinks = (html: string, target: (anchor: Anchor) => string | null) =>
  writeLinks(html, findLinks(html), target);

const key = '0f8fad5b-d9cb-469f-a165-70867728950e';
const message = { key, bucket: 7, buckets: 64 };
const link = { ...message, link: 'cta', links: 3, url: 'https://atelier.example/soldes?taille=38#haut' };
const publicUrl = 'https://mail.atelier.example';
const utm = { source: 'declic', medium: 'email', campaign: 'trial', content: 'tip' };
const following = (more: Partial<NonNullable<Tracking['measured']>> = {}): Tracking => ({
  publicUrl,
  marks: { ...utm, hosts: ['atelier.example'] },
  measured: {
    secret: 'secret',
    message,
    opens: true,
    clicks: true,
    honeypot: 'https://atelier.example/',
    withdraw: `${publicUrl}${LINK_PATHS.preferences}x`,
    ...more,
  },
});
const bare: Tracking = { ...following(), measured: null };

const uuid = fc.uuid();
const small = fc.integer({ min: 0, max: 65_535 });
const name = fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,39}$/);

/** Tracked links of a text, in their order, with what their tokens say. */
const tokensOf = (text: string, secret = 'secret') =>
  [...text.matchAll(/https:\/\/mail\.atelier\.example\/t\/c\/([\w-]+)/g)].map((match) => readClick(secret, match[1]!));

test('[MS18] a tracked link reads back what was signed, long targets too, for its own purpose and secret only', () => {
  const all = fc.tuple(
    uuid,
    small,
    small,
    name,
    fc.integer({ min: 0, max: 255 }),
    fc.webUrl({ withQueryParameters: true }),
  );
  fc.assert(
    fc.property(all, ([id, bucket, buckets, called, many, page]) => {
      for (const url of [new URL(page).href, `https://a.fr/?q=${'panier='.repeat(150)}`]) {
        const given = { key: id, bucket, buckets, link: called, links: many, url };
        const token = signClick('secret', given)!;
        assert.match(token, /^[\w-]+$/);
        assert.deepEqual(readClick('secret', token), given);
        assert.equal(readClick('other', token), null);
        assert.equal(readOpen('secret', token), null, 'a link is no pixel');
      }
      const open = signOpen('secret', { key: id, bucket, buckets });
      assert.deepEqual(readOpen('secret', open), { key: id, bucket, buckets });
      assert.equal(readClick('secret', open), null, 'a pixel is no link');
    }),
  );
});

test('[MS18] a target that is too long for a path is not signed', () => {
  const noise = Array.from({ length: 3_000 }, (_, i) => ((i * 7_919) % 36).toString(36)).join('');
  assert.equal(signClick('secret', { ...link, url: `https://a.fr/${'x'.repeat(5_000)}` }), null);
  const token = signClick('secret', { ...link, url: `https://a.fr/${noise}` });
  assert.ok(token === null || token.length <= 2_000);
});

test('[MS18] a token with any other character, cut or continued, leads nowhere', () => {
  const token = signClick('secret', link)!;
  for (let i = 0; i < token.length; i++) {
    for (const sign of ['A', 'z', '_', '.', '=']) {
      if (token[i] === sign) continue;
      assert.equal(readClick('secret', token.slice(0, i) + sign + token.slice(i + 1)), null, `at ${i}`);
    }
    assert.equal(readClick('secret', token.slice(0, i)), null);
  }
  for (const more of ['A', '=', '.', '\n', '%00']) assert.equal(readClick('secret', token + more), null);
});

test('[MS18] whatever is no token leads nowhere, and nothing is thrown', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.base64String().map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    fc.webUrl(),
  );
  fc.assert(
    fc.property(hostile, (token) => {
      assert.equal(readClick('secret', token), null);
      assert.equal(readOpen('secret', token), null);
    }),
    { numRuns: 2_000 },
  );
  assert.equal(readClick('secret', 'A'.repeat(1e6)), null);
});

test('[MS19] links of both parts lead by us to where the author said; what acts for the person or is no page is left alone', async () => {
  const body = `<p><a data-link="cta" href="https://atelier.example/p/{{ user.product }}?a=1&amp;b=2#top">Voir</a>
    <a href="https://ailleurs.example/x">Ailleurs</a> <a href="https://atelier.example/brut" data-no-track>Brut</a>
    <a href="mailto:a@b.fr">Écrire</a> <a href="#haut">Haut</a> <a href="{{ link.unsubscribe }}">Stop</a>
    {% subscription_management_link %}</p>`;
  const compiled = await published({ body });
  const person = reader({ product: 'café crème' });
  const tracking = { ...following(), publicUrl: 'https://mail.atelier.example' };
  const own = {
    ...links,
    unsubscribe: `${publicUrl}${LINK_PATHS.unsubscribe}u`,
    preferences: `${publicUrl}${LINK_PATHS.preferences}x`,
  };
  const made = ok(await render(compiled, values, around(person, { links: own, tracking })));
  const targets = [
    [
      'cta',
      'https://atelier.example/p/caf%C3%A9%20cr%C3%A8me?a=1&b=2&utm_source=declic&utm_medium=email&utm_campaign=trial&utm_content=tip%2Fcta#top',
    ],
    ['2', 'https://ailleurs.example/x'],
  ];
  const inHtml = tokensOf(made.html!);
  assert.deepEqual(
    inHtml.map((one) => [one!.link, one!.url]),
    [...targets, [HONEYPOT, 'https://atelier.example/']],
  );
  assert.deepEqual(
    inHtml.map((one) => one!.links),
    [2, 2, 0],
    'the hidden link is not counted',
  );
  assert.deepEqual(
    tokensOf(made.text).map((one) => [one!.link, one!.url]),
    targets,
    'the text part has the names of the HTML',
  );
  assert.deepEqual(readClick('secret', 'x'), null);
  for (const left of ['https://atelier.example/brut"', 'mailto:a@b.fr', '#haut', own.unsubscribe, own.preferences]) {
    assert.ok(made.html!.includes(left), left);
  }
  assert.ok(made.text.includes('https://atelier.example/brut') && made.text.includes(own.unsubscribe));
  assert.doesNotMatch(made.html!, /data-(?:declic-)?link|data-no-track/);
});

test('[MS19] a link in a loop or behind a condition has one name for everybody, and the table of links says what was written', async () => {
  const body = `{% if user.vip %}<a href="https://atelier.example/vip">VIP</a>{% endif %}
    {% for p in event.products %}<a href="{{ p.url }}">{{ p.name }}</a>{% endfor %}`;
  const compiled = await published({ body });
  assert.deepEqual(compiled.links, [
    { name: '1', href: 'https://atelier.example/vip', label: 'VIP' },
    { name: '2', href: '{{ p.url }}', label: '{{ p.name }}' },
  ]);
  const products = ['a', 'b'].map((id) => ({ url: `https://atelier.example/${id}`, name: id }));
  const made = ok(
    await render(compiled, { ...values, event: { products } }, around(reader(), { tracking: following() })),
  );
  assert.deepEqual(
    tokensOf(made.html!).map((one) => one!.link),
    ['2', '2', HONEYPOT],
  );
});

test('[MS19] a value cannot bring a link anywhere but where it says: quotes, scripts and credentials stay text', async () => {
  const compiled = await published({ body: '<a href="{{ user.url }}">x</a>' });
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a@evil.example/',
    '//evil.example',
    'http://[',
    'https://',
  ]) {
    const made = ok(await render(compiled, values, around(reader({ url }), { tracking: following() })));
    assert.deepEqual(
      tokensOf(made.html!).map((one) => one!.link),
      [HONEYPOT],
      url,
    );
  }
  const quoted = ok(
    await render(compiled, values, around(reader({ url: 'https://a.fr/"><script>' }), { tracking: following() })),
  );
  assert.doesNotMatch(quoted.html!, /<script/);
});

test('[MS19] broken markup is left as it is, quickly', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('<a ', 'href=', '"', "'", 'https://a.fr', '>', '<area/', '</a>', ' ', '=', '&amp;', '<!--'),
      ),
      (bits) => {
        const html = bits.join('');
        const { html: named } = nameLinks(html);
        rewriteLinks(named, ({ href }) => `https://x.fr/?${encodeURIComponent(href)}`);
        assert.equal(rewriteLinks(html, () => null).replace(/\s+/g, ''), html.replace(/\s+/g, ''));
      },
    ),
  );
  const started = performance.now();
  for (const hostile of ['<a "'.repeat(200_000), `<a${' href="x"'.repeat(100_000)}`, "<a href='".repeat(100_000)]) {
    trackMessage({ html: hostile, text: 'http://'.repeat(50_000) }, following());
  }
  assert.ok(performance.now() - started < 5_000, 'hostile markup takes too long');
});

test('[MS20] links to the shop get the marks they lack; queries and fragments stay as written, other hosts are left alone', async () => {
  const marked = 'utm_source=declic&utm_medium=email&utm_campaign=trial&utm_content=tip';
  for (const [given, expected] of [
    ['https://a.fr', `https://a.fr?${marked}`],
    ['https://a.fr/?', `https://a.fr/?${marked}`],
    ['https://a.fr/x?b=c%20d&flag#top', `https://a.fr/x?b=c%20d&flag&${marked}#top`],
    ['https://a.fr/x?b=1&', `https://a.fr/x?b=1&${marked}`],
    [
      'https://a.fr/?UTM_Source=x&utm_campaign=y',
      'https://a.fr/?UTM_Source=x&utm_campaign=y&utm_medium=email&utm_content=tip',
    ],
    ['https://a.fr/#/route?utm_source=z', `https://a.fr/?${marked}#/route?utm_source=z`],
  ] as const) {
    assert.equal(withUtm(given, utm), expected);
    assert.equal(withUtm(expected, utm), expected, 'a second time adds nothing');
  }
  assert.ok(isOwnHost('www.Atelier.example', ['atelier.example']));
  assert.ok(
    !isOwnHost('notatelier.example', ['atelier.example']) &&
      !isOwnHost('atelier.example.evil.example', ['atelier.example']),
  );
  const compiled = await published({
    body: '<a href="https://atelier.example/a">a</a> <a href="https://autre.example/b">b</a>',
  });
  const made = ok(await render(compiled, values, around(reader(), { tracking: bare })));
  assert.match(
    made.html!,
    /href="https:\/\/atelier\.example\/a\?utm_source=declic&amp;utm_medium=email[^"]*utm_content=tip%2F1"/,
  );
  assert.match(made.html!, /href="https:\/\/autre\.example\/b"/);
});

test('[MS20] whatever the address, what the author wrote is still in it', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const [before, after] = [new URL(url), new URL(withUtm(url, utm))];
      assert.equal(after.origin + after.pathname + after.hash, before.origin + before.pathname + before.hash);
      assert.ok(after.search.startsWith(before.search));
      assert.equal(after.searchParams.get('utm_campaign'), before.searchParams.get('utm_campaign') ?? 'trial');
    }),
  );
});

test('[MS21] without consent to be measured a message has no pixel and no signed link: nothing in it tells people apart', async () => {
  const compiled = await published({ body: '<a href="https://atelier.example/a">a</a>' });
  const of = async (tracking: Tracking) => ok(await render(compiled, values, around(reader(), { tracking })));
  const plain = await of(bare);
  assert.ok(!plain.html!.includes(TRACKING_PATHS.click) && !plain.html!.includes(TRACKING_PATHS.open));
  assert.ok(!plain.text.includes('/t/') && !plain.html!.includes('<img'));
  const clicks = await of(following({ opens: false }));
  assert.ok(clicks.html!.includes(TRACKING_PATHS.click) && !clicks.html!.includes(TRACKING_PATHS.open));
  const opens = await of(following({ clicks: false }));
  assert.ok(!opens.html!.includes(TRACKING_PATHS.click) && opens.html!.includes(TRACKING_PATHS.open));
});

test('[MS22] a measured message says how to end the measuring, once; what only programs find is hidden from eyes, ears and keys', async () => {
  const withdraw = `${publicUrl}${LINK_PATHS.preferences}x`;
  const silent = await published({ body: '<html><body><a href="https://atelier.example/a">a</a></body></html>' });
  const made = ok(await render(silent, values, around(reader(), { tracking: following() })));
  assert.equal(made.html!.split(withdraw).length, 2);
  assert.match(made.html!, /Ne plus mesurer mes ouvertures et mes clics<\/a><\/p><\/body><\/html>$/);
  assert.match(made.text, /Ne plus mesurer mes ouvertures et mes clics <https:/);
  const [, bait = ''] = /(<a href="[^"]*" aria-hidden[^>]*><\/a>)/.exec(made.html!)!;
  assert.match(bait, /aria-hidden="true" tabindex="-1" style="display:none/);
  const english = ok(await render(silent, values, around(reader(), { tracking: following({ locale: 'en-GB' }) })));
  assert.match(english.html!, /Stop measuring my opens and clicks/);
  const saying = await published({ body: `<a href="${withdraw}">Réglages</a>` });
  const once = ok(await render(saying, values, around(reader(), { tracking: following() })));
  assert.equal(once.html!.split(withdraw).length, 2, 'its author said it already');
});

test('[MS22] the purpose of measuring is not one that a template may have', () => {
  const draft = { format: 'text', body: 'x' };
  const given = { key: 'x', name: 'x', channel: 'email', class: 'promotional', draft };
  assert.equal(templateInput.safeParse({ ...given, purpose: 'news' }).success, true);
  assert.equal(templateInput.safeParse({ ...given, purpose: 'measure' }).success, false);
});

test('[MS20] a template names its own marks, or none', async () => {
  const { compiled } = await publishTemplate({ ...input({ utm: { campaign: 'soldes' } }), sender, shop });
  assert.deepEqual(compiled?.utm, { campaign: 'soldes' });
  const none = await publishTemplate({ ...input({ utm: false }), sender, shop });
  assert.equal(none.compiled?.utm, false);
});

test('[MS19] addresses are read as a browser reads them, whatever entities they are written with', () => {
  for (const [written, read] of [
    ['https://a.fr/?a=1&amp;b=2', 'https://a.fr/?a=1&b=2'],
    ['https://a.fr/?a=1&b=2', 'https://a.fr/?a=1&b=2'],
    ['https://a.fr/?q=&quot;x&quot;&#39;&#x26;', `https://a.fr/?q="x"'&`],
    ['https://a.fr/caf&eacute;', 'https://a.fr/café'],
    ['https://a.fr/?a=1&copy=2', 'https://a.fr/?a=1&copy=2'],
    ['https://a.fr/?a=&amp;amp;b', 'https://a.fr/?a=&amp;b'],
  ] as const) {
    for (const tag of [
      `<a href="${written}">`,
      `<A title='x href=y' HREF = '${written}' class=z>`,
      `<a href=${written}>`,
    ]) {
      assert.equal(findLinks(tag)[0]?.href, read, tag);
    }
  }
  const odd = `<a title="see href=here" href="https://a.fr/$&">x</a>`;
  assert.equal(
    rewriteLinks(odd, () => 'https://b.fr/$&'),
    `<a title="see href=here" href="https://b.fr/$&amp;">x</a>`,
  );
});
