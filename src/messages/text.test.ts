import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { htmlToText } from './index.ts';

test('[MS8] headings, paragraphs, lists and links can be read', () => {
  const html = `<!doctype html><html><head><title>t</title><style>p{}</style></head><body>
    <h1>Bonjour &amp; bienvenue</h1><p>Un <b>mot</b>,<br>deux lignes&nbsp;!</p>
    <ul><li>un</li><li>deux<ol><li>a</li><li><a href="https://x.fr/?a=1&amp;b=2">b</a></li></ol></li></ul>
    <h2>Suite</h2><p><a href="mailto:a@b.fr">a@b.fr</a> <a href="https://x.fr">https://x.fr</a> <a href="#haut">haut</a></p></body></html>`;
  assert.equal(
    htmlToText(html),
    [
      'Bonjour & bienvenue',
      '===================',
      '',
      'Un mot,',
      'deux lignes !',
      '',
      '- un',
      '- deux',
      '',
      '  1. a',
      '  2. b <https://x.fr/?a=1&b=2>',
      '',
      'Suite',
      '-----',
      '',
      'a@b.fr https://x.fr haut',
    ].join('\n'),
  );
});

test('[MS8] real tables keep their rows, layout tables leave nothing', () => {
  const data = '<table><tr><th>Article</th><th>Prix</th></tr><tr><td>Bol</td><td>12 €</td></tr></table>';
  assert.equal(
    htmlToText(`<table role="presentation"><tr><td><p>Reçu</p>${data}</td></tr></table>`),
    'Reçu\n\nArticle | Prix\nBol | 12 €',
  );
});

test('[MS8] hidden parts, comments, scripts and images without text leave nothing', () => {
  const html =
    '<div style="display:none">caché<b>aussi</b></div><!-- x --><!--[if mso]>outlook<![endif]--><script>s()</script><img src="a"><img src="b" alt="Bol bleu"><p>visible</p>';
  assert.equal(htmlToText(html), 'Bol bleu\n\nvisible');
});

test('[MS8] any text inside a paragraph comes back as it was, spaces apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
      const squeeze = (value: string) => value.replace(/(?:\s|\u00ad|\u200b|\u034f)+/g, ' ').trim();
      if (squeeze(text) === '-') return;
      assert.equal(squeeze(htmlToText(`<p>${escaped}</p>`)), squeeze(text));
    }),
  );
});

test('[MS8] unclosed and deeply nested markup is read in bounded time', () => {
  const start = performance.now();
  assert.equal(htmlToText(`${'<div>'.repeat(1_900)}x`), 'x');
  assert.throws(() => htmlToText('<ul><li>'.repeat(60_000)), RangeError);
  assert.equal(htmlToText('<p>a<p>b</div></div><li>c'), 'a\n\nb\n- c');
  assert.ok(performance.now() - start < 5000);
});
