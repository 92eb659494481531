/** Why somebody was not written to, and what the law gives them: on the person's page, by the keyboard, in both languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  assertAccessible,
  LANGUAGES,
  type Language,
  openBrowser,
  PHONE,
  settled,
  signedIn,
  tabTo,
  visit,
} from '../support/browser.ts';
import { serve } from '../support/serving.ts';
import { introduce, known, personOf, publishOnCall, tell, write } from '../support/shop.ts';

const browser = await openBrowser(after);
const server = await serve(after, { PUBLIC_URL: 'https://declic.example' });

const { ok } = server;

/** One each who agreed to mail and then … */
const AGREED = ['paused', 'seldom', 'gone', 'reader', 'fr', 'en'];

async function hostPeople(): Promise<void> {
  const named = (lastName: string) => ({ firstName: 'Nour', lastName, city: 'Lyon' });
  await tell(server, [
    ...AGREED.flatMap((who) => known({ externalId: who, email: `${who}@exemple.fr` }, ['marketing'], named(who))),
    ...known({ externalId: 'silent', email: 'silent@exemple.fr' }, [], named('silent')),
    ...known({ externalId: 'nowhere' }, [], named('nowhere')),
  ]);
  const timestamp = new Date().toISOString();
  const order = (userId: string) => ({
    type: 'track',
    userId,
    messageId: `o-${userId}`,
    timestamp,
    event: 'Order Completed',
    properties: {
      order_id: `F-${userId}`,
      total: 59.9,
      currency: 'EUR',
      products: [{ product_id: 'p1', name: 'Bol', price: 59.9, quantity: 1 }],
    },
  });
  await server.track([order('fr'), order('en')]);
  await server.quiet();
}

async function offers(): Promise<void> {
  await introduce(ok);
  await publishOnCall(ok, 'offer', {
    class: 'promotional',
    name: 'Offre',
    subject: 'Offre pour {{ user.lastName }}',
    body: '<p>Une offre pour {{ user.lastName }}</p>',
  });
  await ok('PUT', '/api/segments/lyon', { name: 'Lyon', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
}

const idOf = (who: string) => personOf(ok, who);
const offer = (who: string) => write(server, 'offer', who);

/** Does on a public page of a message what its reader does. */
async function choose(key: string, chosen: Record<string, string>): Promise<void> {
  const { message } = await ok('GET', `/api/outbox/${key}`);
  const [, path] = /https:\/\/declic\.example(\/l\/preferences\/[^"]+)/.exec(message.html)!;
  const answer = await fetch(server.address + path, { method: 'POST', body: new URLSearchParams(chosen) });
  assert.equal(answer.status, 200);
  await server.quiet();
}

before(async () => {
  await offers();
  await hostPeople();
  const chosenBy: Record<string, Record<string, string>> = {
    paused: { do: 'save', pause: '4w' },
    seldom: { do: 'save', frequency: 'monthly' },
    gone: { do: 'stop' },
  };
  for (const [who, chosen] of Object.entries(chosenBy)) {
    const { key } = await offer(who);
    await choose(key, chosen);
  }
  for (const who of ['silent', 'nowhere', 'paused', 'seldom', 'gone', 'reader', 'fr', 'en']) await offer(who);
});

const says = {
  fr: {
    search: 'Chercher un nom, un e-mail, un numéro',
    facts: 'Fiche',
    messages: 'Messages et raisons',
    timeline: 'Historique',
    read: 'Lire le message',
    not: 'Message non envoyé · Offre',
    erase: 'Effacer…',
    reason: 'Pourquoi',
    forGood: 'Effacer définitivement',
    kept: 'Ce qui reste, et pourquoi :',
    orders: 'La comptabilité doit les garder dix ans',
    hash: 'L’empreinte des adresses, bloquée',
    back: 'Revenir aux clients',
    export: 'Exporter ses données',
    nothing: 'Rien ne correspond.',
    unknown: 'n’existe pas, ou n’existe plus',
    nobody: 'Adresse non conservée',
    noContent: 'Ce message n’a pas de contenu',
    members: 'Les personnes',
    why: {
      silent: 'Aucune preuve de consentement pour ce canal et cet usage.',
      nowhere: 'La personne n’a pas d’adresse pour ce canal.',
      paused: 'La personne a demandé une pause',
      seldom: 'La personne a choisi de recevoir moins souvent nos messages',
      gone: 'L’adresse est bloquée : désinscription',
    },
  },
  en: {
    search: 'Search a name, an e-mail, a number',
    facts: 'Record',
    messages: 'Messages and reasons',
    timeline: 'Timeline',
    read: 'Read the message',
    not: 'Message not sent · Offre',
    erase: 'Erase…',
    reason: 'Why',
    forGood: 'Erase for good',
    kept: 'What stays, and why:',
    orders: 'Accounts must be kept for ten years',
    hash: 'The hash of the addresses, suppressed',
    back: 'Back to people',
    export: 'Export their data',
    nothing: 'Nothing matches.',
    unknown: 'is not there, or no longer',
    nobody: 'Address not kept',
    noContent: 'This message has no content',
    members: 'The people',
    why: {
      silent: 'There is no proof of consent for this channel and purpose.',
      nowhere: 'The person has no address for this channel.',
      paused: 'The person asked for a pause',
      seldom: 'The person chose to hear from the shop less often',
      gone: 'The address is suppressed: unsubscribed',
    },
  },
} as const satisfies Record<Language, unknown>;

/** Finds somebody by the keyboard alone. */
async function find(page: Page, language: Language, who: string): Promise<void> {
  await page.goto('/people');
  await page.getByRole('link', { name: 'Nour' }).first().waitFor();
  await tabTo(page, says[language].search);
  await page.keyboard.type(who);
  await page.waitForURL(new RegExp(`search=${who}`));
  await page.getByRole('link', { name: `Nour ${who}`, exact: true }).waitFor();
  await tabTo(page, `Nour ${who}`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Nour ${who}`, exact: true }).waitFor();
}

for (const language of LANGUAGES) {
  test(`[WE5] why a message was not sent is read on the person's page, by keyboard (${language})`, async () => {
    const size = language === 'en' ? { size: PHONE } : {};
    const { page, troubles } = await signedIn(await visit(browser, server.address, { language, ...size }));
    const say = says[language];
    for (const [who, why] of Object.entries(say.why)) {
      await find(page, language, who);
      await tabTo(page, say.facts, 'tab');
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: say.timeline, selected: true }).waitFor();
      await page.getByText(say.not).first().waitFor();
      await page.getByText(why).first().waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: say.messages, selected: true }).waitFor();
      await page.getByRole('cell').getByText(why).first().waitFor();
    }
    await settled(page);
    await assertAccessible(page);
    // What did leave can be read from here.
    await find(page, language, 'reader');
    await tabTo(page, say.facts, 'tab');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('link', { name: say.read }).first().waitFor();
    await tabTo(page, say.read);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Offre pour reader' }).waitFor();
    assert.deepEqual(troubles, []);
  });
}

/** Looks where the person was, and finds nobody. */
async function assertGone(page: Page, language: Language, id: string, key: string): Promise<void> {
  const say = says[language];
  await page.goto(`/people?search=${language}@exemple.fr`);
  await page.getByText(say.nothing).waitFor();
  await page.goto('/segments/lyon?tab=members');
  await page.getByRole('tab', { name: say.members, selected: true }).waitFor();
  await page.getByRole('link', { name: 'Nour reader' }).waitFor();
  assert.equal(await page.getByRole('link', { name: `Nour ${language}`, exact: true }).count(), 0);
  // The message that left is a figure now: neither its address nor what it said is kept.
  await page.goto(`/outbox/${key}`);
  await page.getByText(say.noContent).waitFor();
  assert.equal(await page.getByText(`${language}@exemple.fr`).count(), 0);
  await page.goto('/outbox?state=sent');
  await page.getByText(say.nobody).first().waitFor();
  assert.equal(await page.getByText(`${language}@exemple.fr`).count(), 0);
  await page.goto(`/people/${id}`);
  await page.getByRole('alert').getByText(say.unknown).waitFor();
}

for (const language of LANGUAGES) {
  test(`[WE6] [WE1] a person is exported and erased by keyboard; what stays is told, and they are gone everywhere (${language})`, async () => {
    const { page, troubles } = await signedIn(await visit(browser, server.address, { language }));
    const say = says[language];
    const id = await idOf(language);
    const [{ key }] = (await ok('GET', `/api/outbox?person=${id}`)).items;
    await find(page, language, language);
    await tabTo(page, say.export);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const told = readFileSync(await download.path(), 'utf8');
    for (const known of [`${language}@exemple.fr`, 'Oui, volontiers', `F-${language}`, 'Lyon'])
      assert.ok(told.includes(known), `the export does not hold “${known}”`);
    await tabTo(page, say.erase);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: say.forGood }).waitFor();
    await settled(page);
    await assertAccessible(page);
    await tabTo(page, say.forGood);
    await page.keyboard.press('Enter');
    await page.getByText(say.kept).waitFor();
    for (const kept of [say.orders, say.hash]) await page.getByText(kept).waitFor();
    await settled(page);
    await assertAccessible(page);
    await tabTo(page, say.back);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Nour reader' }).waitFor();
    await assertGone(page, language, id, key);
    assert.deepEqual(troubles, []);
  });
}
