/** Campaigns through the screen: written, looked at, planned, sent, stopped and let go on; the calendar; what came of them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, openBrowser, PHONE, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

/** A Monday, eight o’clock in Paris. The clock stands still: a send of hours is followed step by step. */
const START = '2026-03-02T07:00:00Z';
/** Everything due in a day, on a busy machine. */
const LONG_MS = 120_000;

const browser = await openBrowser(after);
const server = await serve(after, {}, ['--clock', START]);

const put = async (path: string, body: object, method = 'PUT') => {
  const answer = await server.call(method, path, { body, patienceMs: LONG_MS });
  assert.equal(answer.status, 200, answer.text);
};

/** Six people of Lyon: four who agreed, Yan who did not, and Zoé who has no address. */
before(async () => {
  for (const [key, value] of Object.entries({
    'shop.name': 'Atelier Martin',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'shop.timezone': 'Europe/Paris',
    'delivery.senderAddress': 'bonjour@boutique.example',
  }))
    await put(`/api/settings/${key}`, { value });
  const draft = { format: 'html', subject: 'Bonjour {{ user.firstName }}', body: '<h1>Nouvelle collection</h1>' };
  await put('/api/templates/collection', {
    name: 'Nouvelle collection',
    channel: 'email',
    class: 'promotional',
    draft,
  });
  await put('/api/templates/collection/publish', {}, 'POST');
  const people = ['Ada', 'Béa', 'Cleo', 'Dan', 'Yan', 'Zoé'].map((firstName, at) => ({
    type: 'identify',
    messageId: `i${at}`,
    userId: `c${at}`,
    timestamp: START,
    traits: { firstName, city: 'Lyon', ...(firstName === 'Zoé' ? {} : { email: `c${at}@exemple.fr` }) },
  }));
  await server.track(people);
  await server.quiet();
  const file = join(server.folder, 'consents.csv');
  const rows = [0, 1, 2, 3].map((at) => `c${at},c${at}@exemple.fr,email,oui,Je veux la lettre,inscription,2026-02-01`);
  writeFileSync(file, `customer_id,email,channel,status,wording,source,date\n${rows.join('\n')}\n`);
  const imported = server.declic('import', 'consents', file);
  assert.equal(imported.code, 0, imported.err);
  await put('/api/segments/lyon', { name: 'Lyonnais', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
  await server.quiet();
});

type Words = { name: string; segments: string; message: string };
const FRENCH: Words = { name: 'Nom', segments: 'Segments', message: 'Le message' };
const ENGLISH: Words = { name: 'Name', segments: 'Segments', message: 'The message' };

/** The count beside the audience: while it is awaited, its place is kept. */
const counted = (page: Page) => page.getByRole('status').getByText('6', { exact: true }).waitFor();

/** Writes a draft on the page of a new campaign. */
async function write(page: Page, words: Words, name: string): Promise<void> {
  await page.getByRole('textbox', { name: words.name }).fill(name);
  await page.getByRole('combobox', { name: words.segments }).fill('Lyon');
  await page.getByRole('option', { name: /^Lyonnais/ }).click();
  await page.keyboard.press('Escape');
  await counted(page);
  await page.getByRole('combobox', { name: words.message }).fill('Nouvelle');
  await page.getByRole('option', { name: 'Nouvelle collection' }).click();
}

/** Figures of the running campaign are read again every few seconds. */
const figure = (page: Page, label: string, value: string) =>
  page
    .getByText(label, { exact: true })
    .first()
    .locator('xpath=..')
    .getByText(value, { exact: true })
    .waitFor({ timeout: LONG_MS });

/** Moves the clock of this installation by its menu. */
async function advance(page: Page, by: RegExp, until: string): Promise<void> {
  await page.getByRole('button', { name: /^(Horloge déplacée|Moved clock)/ }).click();
  await page.getByRole('menuitem', { name: by }).click();
  await page.locator(`[data-now^="${until}"]`).waitFor({ timeout: LONG_MS });
}

test('[WB70] [WB113] C10 · a campaign is written, looked at, planned, followed while it leaves, stopped and let go on, by the mouse (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/campaigns');
  await page.getByText('Aucune campagne', { exact: true }).waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Nouvelle campagne' }).first().click();
  await write(page, FRENCH, 'Collection d’été');
  await page.getByText('À un moment précis').click();
  await page.getByRole('textbox', { name: 'Jour' }).waitFor();
  await page.getByRole('switch', { name: 'Étaler l’envoi' }).click();
  await page.getByRole('textbox', { name: 'Messages' }).fill('2');
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Créer la campagne' }).click();
  await page.getByRole('heading', { name: 'Collection d’été' }).waitFor();
  await lookBefore(page);
  await page.getByRole('button', { name: 'Planifier l’envoi' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Planifier l’envoi' }).click();
  await page.getByText('Planifiée', { exact: true }).first().waitFor();
  await findInCalendar(page);
  await advance(page, /d’un jour/, '2026-03-03T07');
  await page.getByText('Rien n’est encore parti').waitFor();
  await advance(page, /d’une heure/, '2026-03-03T08');
  await figure(page, 'Envoyés', '1');
  await figure(page, 'Attendent leur tour', '3');
  await page.getByText('En cours', { exact: true }).waitFor();
  await page
    .getByRole('row')
    .filter({ hasText: 'Pas d’adresse pour ce canal' })
    .getByRole('button', { name: '1' })
    .click();
  await page.getByRole('dialog').getByRole('link', { name: 'Zoé' }).waitFor();
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await assertAccessible(page);
  await stopAndGoOn(page);
  assert.deepEqual(troubles, []);
});

/** To how many, who is left out and why, when, at what pace, what they read; and nothing is sent by looking. */
async function lookBefore(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Voir avant d’envoyer' }).click();
  await page.getByText('personnes le recevront, sur 6 concernées').waitFor();
  // No mail server is behind this shop, and what is called sent would reach nobody.
  await page.getByText('Canal non connecté : E-mail').waitFor();
  await page.getByRole('link', { name: 'Connecter un serveur d’envoi' }).waitFor();
  for (const reason of ['Pas d’adresse pour ce canal', 'Pas de preuve de consentement'])
    await page.getByRole('row').filter({ hasText: reason }).getByRole('button', { name: '1', exact: true }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Pas de preuve' }).getByRole('button', { name: '1' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'c4@exemple.fr' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('2 par heure').waitFor();
  await page.getByText(/3 mars 2026.*09:00/).waitFor();
  await page.getByText(/3 mars 2026.*10:30/).waitFor();
  await page.frameLocator('iframe[sandbox=""]').getByRole('heading', { name: 'Nouvelle collection' }).waitFor();
  await assertAccessible(page);
  assert.deepEqual((await server.call('GET', '/api/outbox')).body.items, [], 'nothing is sent by looking');
}

/** What is planned stands on its day with how many it will reach, and leads back. */
async function findInCalendar(page: Page): Promise<void> {
  await page.goto('/campaigns');
  await page.getByRole('link', { name: 'Calendrier' }).click();
  const day = page.getByRole('cell').filter({ has: page.getByText('3', { exact: true }) });
  const entry = day.getByRole('link', { name: 'Collection d’été · 4' });
  await entry.waitFor();
  await assertAccessible(page);
  await page.getByText('Semaine', { exact: true }).click();
  await page.getByRole('heading', { name: /2 mars.*8 mars/ }).waitFor();
  await entry.click();
  await page.getByText('Planifiée', { exact: true }).first().waitFor();
}

/** Midway it is held: an hour passes and nothing leaves. Then it goes on to its end. */
async function stopAndGoOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Mettre en pause' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 message est parti. 3 attendent encore.').waitFor();
  await dialog.getByRole('textbox', { name: 'Raison' }).fill('un prix faux');
  await dialog.getByRole('button', { name: 'Mettre en pause' }).click();
  await page.getByText('En pause', { exact: true }).waitFor();
  await advance(page, /d’une heure/, '2026-03-03T09');
  const left = async () => (await server.call('GET', '/api/outbox?state=sent')).body.items.length;
  assert.equal(await left(), 1, 'while it is held nothing leaves');
  await figure(page, 'Envoyés', '1');
  await page.getByRole('button', { name: 'Reprendre', exact: true }).click();
  await page.getByText('En cours', { exact: true }).waitFor();
  await advance(page, /d’un jour/, '2026-03-04T09');
  await page.getByText('Terminée', { exact: true }).waitFor({ timeout: LONG_MS });
  await figure(page, 'Envoyés', '4');
  assert.equal(await left(), 4);
}

test('[WB71] C10 · what came of a campaign is read day by day, and its numbers lead to the people (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/results');
  await page.getByText('pas forcément grâce à').first().waitFor();
  const line = page.getByRole('row').filter({ hasText: 'Collection d’été' });
  await line.getByText('4 inconnus').first().waitFor();
  await assertAccessible(page);
  await line.getByRole('link').click();
  await page.getByRole('img', { name: 'Jour par jour' }).waitFor();
  await page.getByRole('table', { name: 'Jour par jour' }).getByText('3 mars').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: /^Envoyés/ }).click();
  for (const at of [0, 1, 2, 3])
    await page
      .getByRole('link', { name: `c${at}@exemple.fr` })
      .first()
      .waitFor();
  await page.goBack();
  await page.getByRole('button', { name: /^Entrés/ }).click();
  for (const name of ['Ada', 'Béa', 'Cleo', 'Dan'])
    await page.getByRole('dialog').getByRole('link', { name, exact: true }).waitFor();
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Ouvrir la campagne' }).click();
  await page.getByText('Terminée', { exact: true }).waitFor();
  await page
    .getByRole('row', { name: /^Nouvelle collection/ })
    .getByRole('link', { name: '4', exact: true })
    .click();
  await page.getByRole('button', { name: 'Montrer tous ses messages' }).waitFor();
  await page.getByRole('link', { name: 'c0@exemple.fr' }).waitFor();
  assert.deepEqual(troubles, []);
});

/** Goes to a button by Tab and presses it. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).last().waitFor();
  await tabTo(page, name, 'button');
  await page.keyboard.press('Enter');
}

/** Chooses the entry of a list that what is typed leaves. */
async function pick(page: Page, label: string, typed: string, option: RegExp): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(typed);
  await page.getByRole('option', { name: option }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

/** Says yes in the dialog that is open. */
async function confirm(page: Page, verb: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: verb, exact: true }).waitFor();
  await tabTo(page, verb, 'button');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

test('[WB72] C10 · a campaign is written, sent at a pace, held midway, let go on and cancelled by the keyboard alone (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/campaigns/new');
  await page.getByRole('heading', { name: 'New campaign' }).waitFor();
  await page.getByRole('combobox', { name: 'Segments' }).waitFor();
  await tabTo(page, /^Name/);
  await page.keyboard.type('Autumn letter');
  await pick(page, 'Segments', 'Lyon', /^Lyonnais/);
  await counted(page);
  await pick(page, 'The message', 'Nouvelle', /^Nouvelle collection$/);
  await tabTo(page, 'Spread the sending');
  await page.keyboard.press('Space');
  await tabTo(page, 'Messages');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('1');
  await press(page, 'Create the campaign');
  await page.getByRole('heading', { name: 'Autumn letter' }).waitFor();
  await press(page, 'Review before sending');
  await page.getByText('people will get it, out of 6 in the audience').waitFor();
  await press(page, 'Send to 4 people');
  await confirm(page, 'Send to 4 people');
  await page.getByText('Running', { exact: true }).waitFor({ timeout: LONG_MS });
  await figure(page, 'Sent', '1');
  await press(page, 'Pause');
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await tabTo(page, 'Reason');
  await page.keyboard.type('a wrong price');
  await confirm(page, 'Pause');
  await page.getByText('Paused', { exact: true }).waitFor();
  await press(page, 'Resume');
  await page.getByText('Running', { exact: true }).waitFor();
  await press(page, 'Cancel the campaign');
  await confirm(page, 'Cancel the campaign');
  await page.getByText('Cancelled', { exact: true }).waitFor();
  const { body } = await server.call('GET', '/api/outbox?scenario=autumn-letter&state=sent');
  assert.equal(body.items.length, 1, 'what had left stays so, and nothing more leaves');
  assert.deepEqual(troubles, []);
});

test('[WB70] C10 · a campaign is planned for a day on a phone, and made a draft again before it begins (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/campaigns/new');
  await write(page, ENGLISH, 'Winter sale');
  await page.getByText('At a set time').click();
  await page.getByRole('textbox', { name: 'Day' }).waitFor();
  await page.getByText('Each person’s').click();
  await page.getByRole('button', { name: 'Create the campaign' }).click();
  // What is told does not lie over what comes next.
  await page.getByRole('button', { name: 'Review before sending' }).click();
  await page.getByText('people will get it, out of 6 in the audience').waitFor();
  await page.getByRole('button', { name: 'Schedule the campaign' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Schedule the campaign' }).click();
  await page.getByText('Scheduled', { exact: true }).first().waitFor();
  await page.goto('/campaigns/calendar');
  await page
    .getByRole('link', { name: /^Winter sale/ })
    .first()
    .click();
  await page.getByText('Scheduled', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Back to draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Back to draft' }).click();
  await page.getByText('Draft', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Put away' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put away' }).click();
  await page.waitForURL(/\/campaigns$/);
  await page.getByRole('link', { name: 'Winter sale' }).waitFor({ state: 'detached' });
  await page.goto('/campaigns?state=archived');
  await page.getByRole('link', { name: 'Winter sale' }).waitFor();
  // A shop of some years has more messages than one page of their list.
  const draft = { format: 'text', subject: 'Bonjour', body: 'Bonjour' };
  for (let nth = 0; nth < 201; nth++)
    await put(`/api/templates/z-${nth}`, { name: `Message ${nth}`, channel: 'email', class: 'promotional', draft });
  await page.goto('/campaigns/new');
  await page.getByRole('combobox', { name: ENGLISH.message }).fill('Message 99');
  await page.getByRole('option', { name: /^Message 99/ }).waitFor();
  assert.deepEqual(troubles, []);
});
