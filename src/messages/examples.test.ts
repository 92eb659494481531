import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { around, links, now, ok, reader, sender, shop } from './fixtures.ts';
import { publishTemplate, render, templateInput } from './index.ts';

const folder = new URL('../../examples/messages/', import.meta.url);
const people = [
  reader({
    firstName: 'Marie',
    favouriteCategory: 'céramique',
    lastOrderAt: '2026-01-12',
    owner: { name: 'Paul', email: 'paul@atelier.example' },
  }),
  reader(),
];
const values = [
  {
    shop: { ...shop, url: 'https://atelier.example' },
    sender: { ...sender, phone: '02 99 00 00 00' },
    coupon: { code: 'RETOUR-7F3K', validUntil: '2026-03-31' },
  },
  { shop: { ...shop, url: 'https://atelier.example' }, sender },
];

/** An example is the fields of a template, its body in a file beside it. */
function example(name: string) {
  const {
    key,
    name: title,
    channel,
    class: kind,
    purpose,
    body,
    ...draft
  } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  const source = { ...draft, format: 'mjml', body: readFileSync(new URL(body, folder), 'utf8') };
  return templateInput.parse({ key, name: title, channel, class: kind, purpose, draft: source });
}

for (const name of ['win-back', 'trial-tip']) {
  test(`[MS17] ${name} publishes without a remark and speaks to people with and without traits`, async () => {
    const { channel, class: kind, draft: source } = example(name);
    const samples = people.map((person, i) => ({ values: values[i]!, around: around(person) }));
    const { compiled, checks } = await publishTemplate({
      channel,
      class: kind,
      source,
      shop: values[0]!.shop,
      sender,
      now,
      samples,
    });
    assert.deepEqual(checks, []);
    assert.equal(compiled?.slow, false);
    for (const sample of samples) {
      const message = ok(await render(compiled!, sample.values, sample.around));
      assert.doesNotMatch(message.text, /\{[{%]|<[a-z/]+>|\n{3}/);
      assert.ok(message.text.includes(`Se désabonner\u00a0: ${links.unsubscribe}`));
      assert.match(message.text, /L’Atelier · 12 rue du Chapitre · 35000 Rennes/);
      assert.doesNotMatch(message.html!, /googleapis|\{[{%]/);
    }
  });
}

test('[MS17] the win-back speaks of what it knows and of nothing else', async () => {
  const { channel, class: kind, draft: source } = example('win-back');
  const { compiled } = await publishTemplate({ channel, class: kind, source, shop: values[0]!.shop, sender, now });
  const known = ok(await render(compiled!, values[0]!, around(people[0])));
  assert.match(
    known.text,
    /Votre dernière commande date du 12 janvier[\s\S]*rayon céramique[\s\S]*RETOUR-7F3K[\s\S]*jusqu’au 31 mars/,
  );
  const unknown = ok(await render(compiled!, values[1]!, around(people[1])));
  assert.equal(unknown.subject, 'Bonjour, vous nous manquez');
  assert.doesNotMatch(unknown.text, /dernière commande|rayon|Pour fêter/);
});
