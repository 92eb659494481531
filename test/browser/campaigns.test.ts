/** Campaigns through the screen: written, looked at, sent, seen in the outbox, held midway and cancelled; and the calendar. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);

const put = async (path: string, body: object, method = 'PUT') => {
  const answer = await server.call(method, path, { body });
  assert.equal(answer.status, 200, answer.text);
};

before(async () => {
  await put('/api/settings/shop.name', { value: 'Atelier Martin' });
  await put('/api/settings/delivery.senderAddress', { value: 'bonjour@boutique.example' });
  await put('/api/settings/shop.postalAddress', { value: '1 rue du Port, 35000 Rennes' });
  const draft = { format: 'html', subject: 'Bonjour {{ user.firstName }}', body: '<h1>Nouvelle collection</h1>' };
  await put('/api/templates/collection', { name: 'Nouvelle collection', channel: 'email', class: 'service', draft });
  await put('/api/templates/collection/publish', {}, 'POST');
  const people = ['Ada', 'Béa', 'Cleo', 'Dan', 'Zoé'].map((firstName, at) => ({
    type: 'identify',
    messageId: `i${at}`,
    userId: `c${at}`,
    traits: { firstName, city: 'Lyon', ...(firstName === 'Zoé' ? {} : { email: `c${at}@exemple.fr` }) },
  }));
  await server.track(people);
  await server.quiet();
  await put('/api/segments/lyon', { name: 'Lyonnais', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
  await server.quiet();
});

/** Writes a draft on the page of a new campaign. */
async function write(
  page: Page,
  words: { name: string; segments: string; message: string },
  name: string,
): Promise<void> {
  await page.getByRole('textbox', { name: words.name }).fill(name);
  await page.getByRole('combobox', { name: words.segments }).click();
  await page.getByRole('option', { name: /^Lyonnais/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: words.message }).click();
  await page.getByRole('option', { name: 'Nouvelle collection' }).click();
}

test('C10 · a campaign is written, looked at, sent at a pace, seen in the outbox, held midway and cancelled (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/campaigns');
  await page.getByText('Aucune campagne', { exact: true }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Nouvelle campagne' }).first().click();
  await write(page, { name: 'Nom', segments: 'Segments', message: 'Le message' }, 'Collection d’été');
  await page.getByText('Étaler l’envoi').click();
  await page.getByRole('textbox', { name: 'Messages' }).fill('1');
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Créer la campagne' }).click();
  await page.getByRole('heading', { name: 'Collection d’été' }).waitFor();
  await page.getByRole('button', { name: 'Voir avant d’envoyer' }).click();
  await page.getByText('personnes le recevront, sur 5 concernées').waitFor();
  await page.getByRole('cell', { name: 'Pas d’adresse pour ce canal' }).waitFor();
  await page.frameLocator('iframe[sandbox=""]').getByRole('heading', { name: 'Nouvelle collection' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual((await server.call('GET', '/api/outbox')).body.items, [], 'nothing is sent by looking');
  await page.getByRole('button', { name: 'Envoyer à 4 personnes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Envoyer à 4 personnes' }).click();
  await page.getByText('En cours', { exact: true }).waitFor();
  const sent = page.getByRole('link', { name: /^Partis/ });
  await sent.getByText('1', { exact: true }).waitFor();
  await page.getByRole('cell', { name: 'Pas d’adresse pour ce canal' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Mettre en pause' }).click();
  await page.getByRole('textbox', { name: 'Raison' }).fill('un prix faux');
  await page.getByRole('dialog').getByRole('button', { name: 'Mettre en pause' }).click();
  await page.getByText('En pause', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Reprendre', exact: true }).click();
  await page.getByText('En cours', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Annuler la campagne' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Annuler la campagne' }).click();
  await page.getByText('Annulée', { exact: true }).waitFor();
  await sent.click();
  await page.getByRole('link', { name: /@exemple\.fr/ }).waitFor();
  assert.equal(await page.getByRole('link', { name: /@exemple\.fr/ }).count(), 1);
  assert.deepEqual(troubles, []);
});

test('C10 · a campaign is planned for a day, shown in the calendar, and made a draft again (en, phone)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/campaigns/new');
  await write(page, { name: 'Name', segments: 'Segments', message: 'The message' }, 'Winter sale');
  await page.getByText('At a given moment').click();
  await page.getByRole('textbox', { name: 'Day' }).waitFor();
  await page.getByText('Everybody’s own').click();
  await page.getByRole('button', { name: 'Create the campaign' }).click();
  await page.getByRole('button', { name: 'Look before sending' }).click();
  await page.getByText('people will get it, of 5 concerned').waitFor();
  await page.getByRole('button', { name: 'Plan the sending' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Plan the sending' }).click();
  await page.getByText('Planned', { exact: true }).first().waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.goto('/campaigns/calendar');
  await page
    .getByRole('link', { name: /^Winter sale/ })
    .first()
    .waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByText('Week', { exact: true }).click();
  await page.getByRole('table', { name: 'Calendar' }).waitFor();
  await page.goto('/campaigns/winter-sale');
  await page.getByText('Planned', { exact: true }).first().waitFor();
  await settled(page);
  await page.getByRole('button', { name: 'Back to draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Back to draft' }).click();
  await page.getByText('Draft', { exact: true }).waitFor();
  assert.deepEqual(troubles, []);
});

test('G1 · results say what happened after, with a chart and its table, and never a no for what is unknown (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/results');
  await page.getByRole('link', { name: 'Collection d’été' }).waitFor();
  await page.getByText('after, not because of').waitFor();
  await page.getByText('1 unknown').first().waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Collection d’été' }).click();
  await page.getByRole('img', { name: 'Day by day' }).waitFor();
  await page.getByRole('table', { name: 'Day by day' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Open the campaign' }).click();
  await page.getByText('Cancelled', { exact: true }).waitFor();
  await page.goto('/');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  await page.getByRole('link', { name: 'Collection d’été' }).first().waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});
