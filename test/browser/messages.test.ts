/** Messages through the screen: written in blocks, kept by themselves, approved and published by a second person. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, openBrowser, settled, signedIn, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);

/** Compiling, checking and drawing blocks on a busy machine. */
const PATIENCE = { timeout: 60_000 };

async function ok(method: string, path: string, body: object) {
  const answer = await server.call(method, path, { body });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

before(async () => {
  await ok('PUT', '/api/settings/shop.name', { value: 'L’Atelier' });
  await ok('PUT', '/api/settings/shop.postalAddress', { value: '1 rue du Port, 35000 Rennes' });
  await ok('PUT', '/api/settings/delivery.senderAddress', { value: 'bonjour@atelier.example' });
  await ok('PUT', '/api/settings/shop.url', { value: 'https://atelier.example' });
  await ok('PUT', '/api/segments/lyon', { name: 'Lyonnais', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
  await server.track(
    [
      { first_name: 'Ada', email: 'ada@exemple.fr', city: 'Lyon', locale: 'fr-FR' },
      { first_name: 'Bob', email: 'bob@exemple.fr', city: 'Leeds', locale: 'en-GB' },
    ].map((traits, at) => ({ type: 'identify', userId: `p${at}`, messageId: `i${at}`, traits })),
  );
  await server.quiet();
});

const preview = (page: Page) => page.getByRole('region', { name: /^(Aperçu|Preview)$/ });
const paper = (page: Page) => preview(page).frameLocator('iframe[sandbox=""]');
const saved = (page: Page) => page.getByText(/^(Brouillon enregistré|Draft saved)$/).waitFor(PATIENCE);

async function create(page: Page, words: { open: string; start: string; name: string; create: string }, name: string) {
  await page.goto('/messages');
  await page.getByRole('button', { name: words.open }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: words.name }).fill(name);
  await dialog.getByRole('radio', { name: words.start }).click();
  await dialog.getByRole('button', { name: words.create }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor(PATIENCE);
}
const FR = { open: 'Nouveau message', start: 'Bienvenue', name: 'Nom', create: 'Créer le message' };

test('[WB40] a message is written in blocks, kept by itself, and read at once as its readers have it (fr)', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await create(page, FR, 'Bienvenue à bord');
  assert.match(page.url(), /\/messages\/bienvenue-a-bord$/);
  await paper(page).getByText('Merci de nous avoir rejoints').waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Bienvenue !' }).click(PATIENCE);
  const words = page.getByRole('textbox', { name: 'Texte', exact: true });
  await words.fill('Bienvenue à bord !');
  await paper(page).getByText('Bienvenue à bord !').waitFor(PATIENCE);
  await saved(page);
});

test('[WB42] nothing typed is lost: what a closed page had not saved is there again, and two editors are told', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await create(page, { ...FR, start: 'SMS' }, 'Rappel');
  const text = page.getByRole('textbox', { name: 'Texte du SMS' });
  await text.fill('L’Atelier : votre commande est prête, à bientôt');
  await preview(page).getByText('Parties facturées').waitFor(PATIENCE);
  await saved(page);
  await page
    .context()
    .route('**/api/templates/rappel', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
  await text.fill('L’Atelier : ce texte n’est pas parti');
  await page.getByText('Non enregistré').waitFor(PATIENCE);
  await page.context().unroute('**/api/templates/rappel');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await page.getByRole('textbox', { name: 'Texte du SMS' }).waitFor(PATIENCE);
  assert.equal(await text.inputValue(), 'L’Atelier : ce texte n’est pas parti');
  await saved(page);
  const kept = (await server.call('GET', '/api/templates/rappel')).body;
  assert.equal(kept.draft.body, 'L’Atelier : ce texte n’est pas parti');
  const { name, channel, class: kind, draft } = kept;
  await ok('PUT', '/api/templates/rappel', { name, channel, class: kind, draft: { ...draft, body: 'Autre main' } });
  await text.fill('Ma version');
  await page.getByText('Deux versions de ce message').waitFor(PATIENCE);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Garder ma version' }).click();
  await saved(page);
  assert.equal((await server.call('GET', '/api/templates/rappel')).body.draft.body, 'Ma version');
});

test('[WB43] a second account approves and publishes, where the shop wants it', async () => {
  await ok('PUT', '/api/settings/messages.approval', { value: true });
  after(() => server.call('PUT', '/api/settings/messages.approval', { body: { value: null } }));
  const draft = { format: 'html', subject: 'Soldes', body: '<p>Les soldes commencent</p>' };
  await ok('PUT', '/api/templates/soldes', { name: 'Soldes', channel: 'email', class: 'service', draft });
  const invited = await ok('POST', '/api/invitations', { email: 'claire@atelier.example', role: 'marketer' });
  const password = 'une phrase que seuls les tests savent';
  const claire = { email: 'claire@atelier.example', password };
  const form = new URLSearchParams(claire);
  assert.equal(
    (await fetch(server.address + new URL(invited.link).pathname, { method: 'POST', body: form })).status,
    200,
  );
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr' }), claire);
  await page.goto('/messages/soldes');
  await page.getByRole('button', { name: 'Demander l’approbation' }).click(PATIENCE);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Un mot pour la personne qui relit' }).fill('Relis le titre');
  await dialog.getByRole('button', { name: 'Demander l’approbation' }).click(PATIENCE);
  await page.getByText(/En attente de l’approbation d’une autre personne/).waitFor(PATIENCE);
  assert.equal(await page.getByRole('button', { name: 'Approuver et publier' }).count(), 0);
  const other = await signedIn(await visit(browser, server.address, { language: 'en', dark: true }));
  await other.page.goto('/messages/soldes');
  await other.page.getByText('Relis le titre').waitFor(PATIENCE);
  await settled(other.page);
  await assertAccessible(other.page);
  await other.page.getByRole('button', { name: 'Approve and publish' }).click();
  await other.page.getByText('“Soldes” is published (version 1).').waitFor(PATIENCE);
});
