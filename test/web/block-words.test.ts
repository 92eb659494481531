import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readable, written } from '../../web/src/pages/messages/visual/block-words.ts';

test('words of a block are typed in lines, and stay the paragraphs that they were', () => {
  const html =
    '<p>Bonjour{% if user.a &gt; 1 %} {{ user.first_name }}{% endif %},</p>\n<p>Ligne une<br />ligne <strong>deux</strong>.</p>';
  const words = readable(html);
  assert.equal(
    words,
    'Bonjour{% if user.a > 1 %} {{ user.first_name }}{% endif %},\n\nLigne une\nligne <strong>deux</strong>.',
  );
  assert.equal(written(words, html), html.replace('\n', ''));
  assert.equal(written('Seul.', html), '<p>Seul.</p>');
});

test('a line without paragraphs gets them with a blank line', () => {
  assert.equal(readable('Voir\n   la suite'), 'Voir la suite');
  assert.equal(written('Voir\nla suite', 'Voir'), 'Voir<br />la suite');
  assert.equal(written('Un.\n\nDeux.\n\n', 'Un.'), '<p>Un.</p><p>Deux.</p>');
  assert.equal(written('Un.\n\n', 'Un.'), 'Un.');
  assert.equal(written('', '<p>Un.</p>'), '');
  assert.equal(written('{% if user.a %}\n\nUn{% endif\n\n%}', 'Un'), '<p>{% if user.a %}</p><p>Un{% endif\n\n%}</p>');
});

test('what holds more than paragraphs is shown and kept as it is written', () => {
  for (const html of [
    '<p style="margin:0">Un.</p>\n<p>Deux.</p>',
    '<ul>\n<li>Un</li>\n</ul>',
    '<p>Un.</p> et deux.',
    '<p>Un</p><ul><li>Deux</li></ul>',
  ]) {
    assert.equal(readable(html), html);
    assert.equal(written(html, html), html);
  }
});
