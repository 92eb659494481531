import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrastOf, faintTexts, readColour } from './contrast.ts';
import { input } from './fixtures.ts';
import { addressesIn } from './html-checks.ts';
import { publishTemplate } from './publish.ts';

const near = (found: number, wanted: number) => assert.ok(Math.abs(found - wanted) < 0.005, `${found}, not ${wanted}`);

test('[MS25] contrast is that of WCAG 2.2: from 1 to 21, whichever comes first', () => {
  near(contrastOf('#000000', '#ffffff'), 21);
  near(contrastOf('#ffffff', '#ffffff'), 1);
  // Values of the WebAIM contrast checker.
  near(contrastOf('#777777', '#ffffff'), 4.48);
  near(contrastOf('#ffffff', '#0000ff'), 8.59);
});

test('[MS25] colours are read as mails write them, and nothing is guessed', () => {
  assert.equal(readColour('#FFF'), '#ffffff');
  assert.equal(readColour('rgb(255, 0, 300)'), '#ff00ff');
  assert.equal(readColour('Navy'), '#000080');
  for (const odd of ['rgba(0,0,0,0.5)', 'var(--x)', '#12', 'currentcolor', ''])
    assert.equal(readColour(odd), null, odd);
});

test('[MS25] faint text is found where it stands; large, hidden and pictured text is judged as such', () => {
  const texts = (html: string) => faintTexts(html).map(({ text }) => text);
  const grey = 'color:#999999';
  assert.deepEqual(texts(`<div style="background:#fff"><p style="${grey}">pâle</p></div>`), ['pâle']);
  assert.deepEqual(texts(`<p style="${grey};font-size:24px">x</p>`), ['x'], '2.8 is too little even for large text');
  assert.deepEqual(texts('<p style="color:#888888;font-size:24px">x</p>'), []);
  assert.deepEqual(texts('<p style="color:#888888;font-size:19px;font-weight:bold">x</p>'), []);
  assert.deepEqual(texts(`<p style="${grey};display:none">x</p>`), []);
  assert.deepEqual(
    texts(`<td style="background:url(x.png)"><p style="${grey}">x</p></td>`),
    [],
    'what is on a picture',
  );
  assert.deepEqual(
    texts(`<td bgcolor="#222222" style="color:#ffffff">x<a href="y">lien</a></td>`),
    ['lien'],
    'blue on ink',
  );
  assert.deepEqual(texts('<style>p { color: red }</style><p>x &zwnj;</p>'), []);
  assert.deepEqual(texts(`<p style="${grey}">a</p><p style="${grey}">b</p>`), ['a'], 'a pair of colours is told once');
});

test('[MS25] text in the cells of MJML, which are written without a size, is judged; text without a size is not', async () => {
  const text = '<mj-text font-size="16px" color="#dddddd">Pâle</mj-text>';
  const body = `<mjml><mj-body><mj-section background-color="#fff"><mj-column>${text}</mj-column></mj-section></mj-body></mjml>`;
  const { checks } = await publishTemplate(input({ format: 'mjml', body }));
  const told = checks.find(({ code }) => code === 'CONTRAST_LOW')?.details;
  assert.deepEqual(told, { text: 'Pâle', colour: '#dddddd', behind: '#ffffff', ratio: 1.4 });
  const pale = (style: string) =>
    faintTexts(`<td style="font-size:0px"><p style="color:#ddd;${style}">x</p></td>`).length;
  assert.deepEqual(['', 'font-size:0', 'font-size:14px', 'font-size:14px;visibility:hidden'].map(pale), [0, 0, 1, 0]);
});

test('[MS25] links that lead nowhere and faint text are told at publication, with their values', async () => {
  const body = '<p style="color:#aaa">x</p><a href="">vide</a> <a href="#">rien</a> <a href="/page">page</a>';
  const { checks } = await publishTemplate(input({ body }));
  const details = (code: string) => checks.find((check) => check.code === code)?.details;
  assert.deepEqual(details('LINK_EMPTY'), { count: 2 });
  assert.deepEqual(details('LINK_RELATIVE'), { addresses: '“/page”' });
  assert.deepEqual(details('CONTRAST_LOW'), { text: 'x', colour: '#aaaaaa', behind: '#ffffff', ratio: 2.3 });
});

test('[MS25] addresses of a message are told once, those of pictures too, and no others', () => {
  const html =
    '<a href="https://a.fr/?x=1&amp;y=2">a</a><a href="https://a.fr/?x=1&amp;y=2">b</a><img src="http://b.fr/i.png"><a href="mailto:x@y.fr">c</a>';
  assert.deepEqual(addressesIn(html), ['https://a.fr/?x=1&y=2', 'http://b.fr/i.png']);
});
