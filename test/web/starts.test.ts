import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { publishTemplate } from '../../src/messages/index.ts';
import * as blank from '../../web/src/pages/messages/starts/blank.ts';
import * as newsletter from '../../web/src/pages/messages/starts/newsletter.ts';
import * as offer from '../../web/src/pages/messages/starts/offer.ts';
import * as receipt from '../../web/src/pages/messages/starts/receipt.ts';
import * as reminder from '../../web/src/pages/messages/starts/reminder.ts';
import * as welcome from '../../web/src/pages/messages/starts/welcome.ts';

const shop = {
  name: 'Foulée',
  url: 'https://foulee.example',
  postalAddress: '1 rue du Port',
  currency: 'EUR',
  locale: 'fr',
};
const sender = { name: 'Foulée', address: 'bonjour@foulee.example' };

/** The example words that publication would tell of. */
async function left(source: { subject?: string; body: string }) {
  const content = { format: 'mjml' as const, ...source };
  const given = { channel: 'email', class: 'transactional' as const, shop, sender, now: new Date(), source: content };
  const { checks } = await publishTemplate(given);
  return checks.find(({ code }) => code === 'EXAMPLE_TEXT_LEFT')?.details?.texts;
}

test('[MS31] what starting points leave to be written is told at publication, and nothing else of them', async () => {
  const told: Record<string, Record<string, unknown>> = {};
  for (const [name, { fr, en }] of Object.entries({ welcome, offer, reminder, receipt, newsletter, blank }))
    told[name] = { fr: await left(fr), en: await left(en) };
  assert.deepEqual(told, {
    welcome: { fr: undefined, en: undefined },
    offer: { fr: '“MERCI15”', en: '“THANKS15”' },
    reminder: { fr: undefined, en: undefined },
    receipt: { fr: undefined, en: undefined },
    newsletter: {
      fr: '“Le titre de votre première nouvelle”, “dites ici en deux ou trois phrases”, “Une deuxième nouvelle”, “Une troisième nouvelle”, “Quelques mots, et un lien vers la page qui en dit plus”',
      en: '“The title of your first story”, “say here in two or three sentences”, “A second story”, “A third story”, “A few words, and a link to the page that says more”',
    },
    blank: { fr: '“Votre titre”, “Votre texte.”', en: '“Your title”, “Your text.”' },
  });
});

test('[MS31] so is what a new block and a field that may be missing begin with', async () => {
  for (const language of ['fr', 'en']) {
    const words = JSON.parse(
      readFileSync(new URL(`../../web/src/words/messages.${language}.json`, import.meta.url), 'utf8'),
    );
    const { otherwise } = words.fields;
    const block = `<mj-text>${words.visual.placeholder}</mj-text><mj-text>{{ user.city | default: "${otherwise}" }}</mj-text>`;
    const body = `<mjml><mj-body><mj-section><mj-column>${block}</mj-column></mj-section></mj-body></mjml>`;
    assert.equal(await left({ subject: 'Bonjour', body }), `“${words.visual.placeholder}”, “${otherwise}”`);
  }
});
