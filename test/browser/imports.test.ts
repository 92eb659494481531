/** A shop's files through the screen alone: dropped, corrected, looked at, read in, and what was wrong taken home. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, openBrowser, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);
const PATIENCE_MS = 120_000;

/** As a French spreadsheet writes it: Windows-1252, semicolons, decimal commas, days before months. */
const CUSTOMERS = Buffer.from(
  [
    'N° client;Prénom;Nom;Courriel;Ville;Né le;Panier moyen;Newsletter',
    'C1;Zoé;Lefèvre;zoe.lefevre@exemple.fr;Nîmes;14/07/1988;45,90;oui',
    'C2;Loïc;Guégan;loic@exemple.fr;Saint-Malo;03/02/1975;1249,00;non',
    ';Sans;Adresse;pas une adresse;Brest;01/01/1990;12,00;oui',
    'C3;Anaïs;Müller;anais@exemple.fr;Sète;31/02/1991;30,50;oui',
    'C4;Jean;Trop;jean@exemple.fr;Lyon;05/06/1970;10,00;non;de trop',
    'C5;Hélène;Noël;helene@exemple.fr;Évry;25/12/1980;8,75;oui',
  ].join('\r\n'),
  'latin1',
);

const LINES = 6_000;
const orders = (): string => {
  const lines = ['order;date;customer;article;units;unit price;note'];
  for (let at = 0; at < LINES; at++)
    lines.push(`O${at >> 1};2026-02-${String((at % 28) + 1).padStart(2, '0')};C${at % 5};art${at % 30};2;1.25;`);
  lines.push('O-bad;yesterday;C1;art1;2;1.25;');
  return `${lines.join('\n')}\n`;
};

async function choose(page: Page, column: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: column }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

const figure = (page: Page, label: string) =>
  page
    .locator('.mantine-Paper-root')
    .filter({ has: page.getByText(label, { exact: true }) })
    .first();

test('[WB100] a French file is imported with the mouse: one column corrected, bad lines told, and downloaded (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/people');
  await page.getByRole('link', { name: 'Importer un fichier' }).click();
  await page.getByText('Aucun import pour l’instant').waitFor();
  await settled(page);
  await assertAccessible(page);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choisir un fichier' }).click(),
  ]);
  await chooser.setFiles({ name: 'clients été.csv', mimeType: 'text/csv', buffer: CUSTOMERS });
  await page.getByRole('heading', { name: 'Vérifier le fichier' }).waitFor();
  await page.getByText('Encodage windows-1252, colonnes séparées par « ; ».').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Ce que contient le fichier' }).inputValue(), 'Clients');
  assert.equal(
    await page.getByRole('combobox', { name: 'Champ de la colonne Courriel' }).inputValue(),
    'Adresse e-mail',
  );

  const preview = page.getByRole('table', { name: 'Aperçu' });
  await preview.getByText('On ne sait pas de qui il s’agit : « pas une adresse » n’a pas de @').waitFor();
  await preview.getByText('La ligne a 9 cellules, l’en-tête 8').waitFor();
  await preview.getByText('Laissé de côté : Né le : 31/02/1991').waitFor();
  await page.getByText('1 colonne ne sera pas importée : Panier moyen.').waitFor();
  await page.getByRole('button', { name: 'Les garder sous leur nom' }).click();
  await preview.getByText('1249').waitFor();
  await choose(page, 'Champ de la colonne Panier moyen', 'Ne pas importer');
  await page.getByText('1 colonne ne sera pas importée : Panier moyen.').waitFor();
  await choose(page, 'Champ de la colonne Panier moyen', 'Garder sous le nom « Panier moyen »');
  await preview.getByText('1249').waitFor();
  await page.getByLabel('Phrase acceptée').fill('Je veux recevoir la lettre de la boutique');
  await page.getByLabel('Phrase acceptée').blur();
  await preview.getByText('Je veux recevoir la lettre de la boutique').first().waitFor();
  await settled(page);
  await assertAccessible(page);
  // What was decided stays when the page is read anew.
  await page.reload();
  await preview.getByText('1249').waitFor();

  await page.getByRole('button', { name: 'Lancer l’import' }).click();
  await page.getByText('Ce que le fichier a apporté').waitFor({ timeout: PATIENCE_MS });
  await page.getByText('Lignes écartées et pourquoi').waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.match((await figure(page, 'Lignes lues').textContent())!, /6/);
  assert.match((await figure(page, 'Lignes importées').textContent())!, /4/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Télécharger le rapport (CSV)' }).click(),
  ]);
  const report = readFileSync((await download.path())!, 'utf8').split('\r\n');
  assert.equal(report[0], '\ufeffLigne;Colonne;Ce qui ne va pas;Que faire;Contenu de la ligne');
  assert.match(report[1]!, /^4;;on ne sait pas de qui il s’agit : « pas une adresse » n’a pas de @;Donnez à la ligne/);
  assert.match(report[2]!, /^6;;/);
  assert.equal(report.length, 4);

  await page.getByRole('link', { name: 'Voir les clients' }).click();
  await page.getByRole('link', { name: 'Anaïs Müller' }).waitFor();
  assert.equal(await page.getByRole('row').count(), 5);
  await page.getByRole('link', { name: 'Loïc Guégan' }).click();
  await page.getByText('Saint-Malo').first().waitFor();
  await page.getByText('1249').first().waitFor();
  assert.deepEqual(troubles, []);
});

test('[WB101] a file is imported by the keyboard, left while it runs and found again; a second one is read as the first (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/imports');
  await page.getByRole('link', { name: 'clients été.csv' }).waitFor();
  const drop = async (name: string, key: 'Space' | 'Enter') => {
    await settled(page);
    await tabTo(page, 'Choose a file', 'button');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press(key)]);
    await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(orders()) });
    await page.getByRole('heading', { name: 'Check the file' }).waitFor();
  };
  await drop('orders.csv', 'Enter');
  assert.equal(await page.getByRole('combobox', { name: 'What the file holds' }).inputValue(), 'Orders');
  // “customer” is no name that is guessed.
  const preview = page.getByRole('table', { name: 'Preview' });
  await preview.getByText('2 × art0 (1.25)').first().waitFor();
  await tabTo(page, 'Field of the column customer');
  await page.keyboard.press('Enter');
  await arrowToOption(page, 'Customer number');
  await page.keyboard.press('Enter');
  await preview
    .getByText(/Order · C0 · /)
    .first()
    .waitFor();
  await settled(page);
  await assertAccessible(page);
  await tabTo(page, 'Start the import');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  await page.reload();
  await page.getByText('What the file brought').waitFor({ timeout: PATIENCE_MS });
  await page.getByText('€15,000').waitFor();
  await page.getByText('line 6002, column date:').waitFor();
  await settled(page);
  await assertAccessible(page);
  await tabTo(page, 'Download the report (CSV)');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const report = readFileSync((await download.path())!, 'utf8').split('\r\n');
  assert.equal(report[0], '\ufeffLine;Column;What is wrong;What to do;Content of the line');
  assert.match(report[1]!, /^6002;date;.*yesterday.*;"O-bad;yesterday;/);
  assert.equal(report.length, 3);

  await page.goto('/');
  await page.getByText('€15,000').waitFor();
  // Behind the turnover stand the orders that it is made of, page after page.
  await tabTo(page, /^Net revenue/, 'button');
  await page.keyboard.press('Enter');
  const behind = page.getByRole('dialog', { name: 'Orders' });
  await behind.getByRole('cell', { name: '€5.00' }).first().waitFor();
  await settled(page);
  await assertAccessible(page);
  await behind.getByRole('button', { name: 'Show more' }).click();
  await behind.getByText('100 lines shown').waitFor();
  await page.keyboard.press('Escape');
  await behind.waitFor({ state: 'detached' });
  await page.goto('/imports');
  await drop('orders again.csv', 'Space');
  await page.getByText('The columns are read as they were the last time.').waitFor();
  await preview
    .getByText(/Order · C0 · /)
    .first()
    .waitFor();
  await tabTo(page, 'Give this file up', 'button');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Give this file up' }).press('Enter');
  await page.waitForURL('**/imports');
  await page.getByRole('row').filter({ hasText: 'orders.csv' }).getByText('Finished').waitFor();
  assert.deepEqual(troubles, []);
});

/** Down the open list until that entry is the one that Enter takes. */
async function arrowToOption(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed++) {
    const marked = page.locator('[data-combobox-selected="true"]');
    if ((await marked.count()) > 0 && (await marked.first().textContent())?.trim() === name) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`“${name}” is not reached by arrow keys`);
}

test('[WB102] [WB112] what no import can read is told in a sentence, and nothing is left behind; what was refused is listed (fr)', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/imports');
  await settled(page);
  const put = async (name: string, buffer: Buffer) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choisir un fichier' }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer });
  };
  await put('classeur.xlsx', Buffer.from('PK\u0003\u0004 et la suite', 'latin1'));
  await page.getByRole('alert').getByText('enregistrez la feuille en « CSV UTF-8 »').waitFor();
  await assertAccessible(page);
  await page.goto('/imports');
  await settled(page);
  await put('titres.csv', Buffer.from('nom;e-mail\n'));
  await page.getByText('Le fichier n’a que ses titres').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Lancer l’import' }).isDisabled(), true);
  await page.goto('/imports');
  await settled(page);
  await put('villes.csv', Buffer.from('ville;pays\nRennes;FR\n'));
  await page.getByText('il manque').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Lancer l’import' }).isDisabled(), true);
  await assertAccessible(page);
  await page.goto(`/imports/file/00000000-0000-4000-8000-000000000000`);
  await page.getByText('Ce fichier n’est plus sur le serveur').waitFor();
  await server.track([{ type: 'track', event: 'Seen', messageId: 'of-nobody' }]);
  await page.goto('/');
  await page.getByRole('link', { name: /refus/ }).click();
  await page.getByRole('table', { name: 'Ce qui a été refusé' }).getByText('It names nobody').waitFor();
  await settled(page);
  await assertAccessible(page);
});
