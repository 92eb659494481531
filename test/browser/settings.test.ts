/** What an administrator decides, through the screen alone. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);

const open = async (path: string, how: Parameters<typeof visit>[2]) => {
  const visitor = await signedIn(await visit(browser, server.address, how));
  await visitor.page.goto(path);
  await settled(visitor.page);
  return visitor;
};

test('[WB7] a setting is changed, a wrong value is told and kept in its field, and the default comes back (fr)', async () => {
  const { page, troubles } = await open('/settings', { language: 'fr' });
  await assertAccessible(page);
  const currency = page.locator('[data-setting="shop.currency"]');
  await currency.getByLabel('Monnaie').fill('euro');
  await currency.getByLabel('Monnaie').press('Enter');
  await currency.getByRole('alert').waitFor();
  assert.equal(await currency.getByLabel('Monnaie').inputValue(), 'euro');
  await currency.getByLabel('Monnaie').fill('CHF');
  await currency.getByRole('button', { name: 'Enregistrer' }).click();
  await currency.getByRole('button', { name: 'Revenir à la valeur d’origine (EUR)' }).click();
  await currency.getByRole('button', { name: /Revenir/ }).waitFor({ state: 'detached' });
  assert.equal(await currency.getByLabel('Monnaie').inputValue(), 'EUR');
  const { body } = await server.call('GET', '/api/audit');
  const lines = body.items.filter(({ target }: { target: string }) => target === 'shop.currency');
  assert.deepEqual(
    lines.map(({ details }: { details: { value: unknown } }) => details.value),
    [null, 'CHF'],
  );

  // What people choose among has fields, and leaving what waits for its button asks.
  const topics = page.locator('[data-setting="pages.topics"]');
  await topics.getByRole('button', { name: 'Ajouter un sujet' }).click();
  await topics.getByLabel('Nom en français').last().fill('Tennis');
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Segments', exact: true }).first().click();
  await page.getByRole('dialog', { name: 'Tout n’est pas enregistré' }).getByRole('button', { name: 'Rester' }).click();
  await topics.getByRole('button', { name: 'Enregistrer' }).click();
  await topics.getByRole('button', { name: 'Enregistrer' }).waitFor({ state: 'detached' });
  const kept = (await server.call('GET', '/api/settings')).body.items.find(
    ({ key }: { key: string }) => key === 'pages.topics',
  );
  assert.deepEqual(kept.value[1], { purpose: 'tennis', name: { fr: 'Tennis', en: 'Tennis' }, channels: ['email'] });
  assert.deepEqual(troubles, []);
});

test('[WB114] first steps lead to where each is done, and end with what mail leaves over (fr)', async () => {
  const { page } = await open('/', { language: 'fr' });
  await page.getByRole('link', { name: 'Connecter un serveur d’envoi' }).waitFor();
  await page.getByRole('link', { name: 'Choisir l’adresse d’expéditeur' }).click();
  await page.locator('[data-setting="delivery.senderAddress"]').waitFor();
  await page.waitForFunction(() => {
    const { top = -1 } = document.getElementById('group-delivery')?.getBoundingClientRect() ?? {};
    return top >= 0 && top < 300;
  });
});

test('[WB8] a rule of law is switched off only after it was asked twice, and the log says who did it (en)', async () => {
  const { page } = await open('/settings/rules', { language: 'en' });
  await assertAccessible(page);
  const rule = page.getByRole('switch', { name: 'One-click unsubscription' });
  await rule.press('Space');
  await page.getByRole('dialog').waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await rule.isChecked(), true);
  await rule.press('Space');
  await page.getByRole('button', { name: 'Switch it off' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await rule.isChecked(), false);
  await page.goto('/settings/audit');
  await settled(page);
  await page.getByRole('row').filter({ hasText: 'Rule of law switched' }).first().waitFor();
  await assertAccessible(page);
});

test('[WB9] somebody is invited by a link that is shown once, opens their account, sees what their role may, and gets a new password (fr)', async () => {
  const { page } = await open('/settings/accounts', { language: 'fr', size: PHONE });
  await page.getByRole('button', { name: 'Inviter quelqu’un' }).click();
  await page.getByLabel('E-mail').fill('ana@boutique.example');
  await page.getByRole('dialog').getByRole('combobox', { name: 'Rôle' }).click();
  await page.getByRole('option', { name: 'Analyste' }).click();
  await page.getByRole('button', { name: 'Créer le lien' }).click();
  const link = (await page.locator('[data-secret]').textContent())!;
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click();
  await page.getByText('ana@boutique.example').waitFor();
  await assertAccessible(page);

  const guest = await visit(browser, server.address, { language: 'fr' });
  await guest.page.goto(new URL(link).pathname);
  await guest.page.getByLabel(/Mot de passe/).fill('une phrase pour Ana');
  await guest.page.getByRole('button', { name: 'Ouvrir mon compte' }).click();
  await guest.page.goto('/');
  await guest.page.getByText('Clients connus').waitFor();
  await settled(guest.page);
  assert.equal(await guest.page.getByText('Premiers pas').count(), 0, 'who only looks is asked to do nothing');
  await guest.page.goto('/settings');
  await settled(guest.page);
  assert.equal(await guest.page.locator('[data-setting="shop.name"] input').isDisabled(), true);
  assert.equal(await guest.page.getByRole('link', { name: 'Accès' }).count(), 0);
  await guest.page.getByRole('link', { name: 'Consentement et droit' }).click();
  await guest.page.getByRole('link', { name: 'Règles de droit' }).click();
  await guest.page.getByRole('switch', { name: 'Consentement aux liens suivis' }).waitFor();
  await guest.page.goto('/settings/keys');
  await guest.page.getByText('Cette page ne vous est pas ouverte').waitFor();

  // Ana has forgotten her sentence.
  await page.reload();
  await page.getByRole('button', { name: 'Nouveau mot de passe pour ana@boutique.example' }).click();
  await page.getByRole('button', { name: 'Créer le lien' }).click();
  const renewal = (await page.locator('[data-secret]').textContent())!;
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click();
  await page.getByRole('button', { name: 'Retirer le lien de ana@boutique.example' }).waitFor();
  await guest.page.goto(new URL(renewal).pathname);
  await guest.page.getByLabel(/Mot de passe/).fill('une autre phrase');
  await guest.page.getByRole('button', { name: 'Changer mon mot de passe' }).click();
  await guest.page.getByRole('heading', { name: 'Votre mot de passe est changé' }).waitFor();
  await page.getByRole('button', { name: 'Inviter quelqu’un' }).click();
  await page.getByLabel('E-mail').fill('erreur@boutique.example');
  await page.getByRole('button', { name: 'Créer le lien' }).click();
  const wrong = (await page.locator('[data-secret]').textContent())!;
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click();
  await page.getByRole('button', { name: 'Retirer le lien de erreur@boutique.example' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retirer', exact: true }).click();
  await page.getByRole('button', { name: 'Retirer le lien de erreur@boutique.example' }).waitFor({ state: 'detached' });
  await guest.page.goto(new URL(wrong).pathname);
  await guest.page.getByText('Cette invitation n’est plus valable').waitFor();
});

test('[WB106] the holidays of a region are seen, and a closing is added by keyboard, refused, and taken off (fr)', async () => {
  const { page, troubles } = await open('/settings/holidays?year=2027', { language: 'fr' });
  const days = page.getByRole('list', { name: 'Jours fériés de 2027' });
  await days.getByText('lundi 29 mars').waitFor();
  assert.equal(await days.getByRole('listitem').count(), 11);
  await page.getByText('Aucune fermeture prévue').waitFor();
  await assertAccessible(page);
  await page.getByRole('combobox', { name: 'Jours fériés de' }).click();
  await page.getByRole('option', { name: 'Alsace et Moselle' }).click();
  await days.getByText('Vendredi saint').waitFor();
  assert.equal(await days.getByRole('listitem').count(), 13);

  await tabTo(page, 'Ajouter une fermeture', 'button');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Raison').fill('Congés d’été');
  await dialog.getByLabel('Premier jour').fill('2027-08-16');
  await dialog.getByLabel('Dernier jour').fill('2027-08-02');
  await dialog.getByLabel('Dernier jour').press('Enter');
  await dialog.getByText('la fin, 2027-08-02, vient avant le début, 2027-08-16').waitFor();
  assert.equal(await dialog.getByLabel('Raison').inputValue(), 'Congés d’été');
  await assertAccessible(page);
  await dialog.getByLabel('Dernier jour').fill('2027-08-22');
  await dialog.getByRole('button', { name: 'Ajouter' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row').filter({ hasText: 'Congés d’été' }).getByText('22 août 2027').waitFor();
  await settled(page);
  await assertAccessible(page);
  const { body } = await server.call('GET', '/api/holidays?from=2027-08-15&until=2027-08-17');
  assert.deepEqual(
    body.items.map(({ day, kind }: { day: string; kind: string }) => `${day} ${kind}`),
    ['2027-08-15 holiday', '2027-08-16 closing', '2027-08-17 closing'],
  );
  await page.getByRole('button', { name: 'Retirer « Congés d’été »' }).click();
  await dialog.getByRole('button', { name: 'Retirer' }).click();
  await page.getByText('Aucune fermeture prévue').waitFor();
  await page.goto('/settings/audit');
  await page.getByRole('row').filter({ hasText: 'Fermeture retirée' }).waitFor();
  assert.deepEqual(troubles, []);
});

test('[WB107] a wording is written, taken by a form, changed to a second version, and the page says which form still shows the first (en)', async () => {
  const { page, troubles } = await open('/settings/wordings', { language: 'en' });
  await page.getByText('No wording yet').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Write a wording' }).first().click();
  await page.getByLabel('Name').fill('Summer letter');
  await page.getByLabel('In French').fill('J’accepte de recevoir la lettre de l’été.');
  await page.getByLabel('In English').fill('I agree to get the summer letter.');
  await page.getByLabel('Where it is read').fill('site');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved: version 1 is in force.').waitFor();
  await page.waitForURL('**/settings/wordings/summer-letter');
  await page.getByText('No form shows it yet.').waitFor();
  await settled(page);
  await assertAccessible(page);

  await page.goto('/forms/new');
  await page.getByLabel('Name of the form').fill('Summer');
  await page.getByRole('combobox', { name: 'Taken from' }).click();
  await page.getByRole('option', { name: 'Summer letter (version no. 1)' }).click();
  const preview = page.frameLocator('iframe[sandbox=""]');
  await preview.getByText('I agree to get the summer letter.').waitFor();
  // Its mail needs a sender, which is another story.
  const { draft } = (await server.call('GET', '/api/forms/summer')).body ?? {};
  assert.equal(draft, undefined);
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  await page.waitForURL('**/forms/summer');
  const kept = (await server.call('GET', '/api/forms/summer')).body;
  const body = { name: kept.name, draft: { ...kept.draft, doubleOptIn: false } };
  assert.equal((await server.call('PUT', '/api/forms/summer', { body })).status, 200);
  assert.equal((await server.call('POST', '/api/forms/summer/publish')).status, 200);

  await page.goto('/settings/wordings');
  await page.getByRole('link', { name: 'Summer letter' }).click();
  await page.getByText('Shows version 1').waitFor();
  await page.getByLabel('In English').fill('I agree to get the summer letter, once a week.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Still shows version 1').waitFor();
  await page.getByText('Version no. 2').first().waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('[WB108] a business unit is added by keyboard, chosen in a campaign, and lists are filtered by it (fr)', async () => {
  const { page, troubles } = await open('/settings/units', { language: 'fr' });
  await page.getByText('Aucune entité').waitFor();
  await assertAccessible(page);
  await tabTo(page, 'Ajouter une entité', 'button');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Nom', exact: true }).fill('Atelier Junior');
  await dialog.getByRole('textbox', { name: 'Couleur' }).fill('rouge');
  await dialog.getByRole('textbox', { name: 'Couleur' }).press('Enter');
  await dialog.getByText('la couleur s’écrit comme #1f6f54').waitFor();
  await dialog.getByRole('textbox', { name: 'Couleur' }).fill('#2b6cb0');
  await dialog.getByLabel('Adresse de l’expéditeur').fill('junior@boutique.example');
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Enregistrer' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row').filter({ hasText: 'Atelier Junior · junior@boutique.example' }).waitFor();
  await settled(page);
  await assertAccessible(page);

  await page.goto('/campaigns/new');
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Rentrée');
  await page.getByRole('combobox', { name: 'Entité' }).click();
  await page.getByRole('option', { name: 'Atelier Junior' }).click();
  await page.getByRole('button', { name: 'Créer' }).click();
  await page.waitForURL(/campaigns\/rentree/);
  assert.equal((await server.call('GET', '/api/campaigns/rentree')).body.unit, 'atelier-junior');
  await server.call('POST', '/api/campaigns', { body: { name: 'Autre' } });
  await page.goto('/campaigns?unit=atelier-junior');
  await page.getByRole('link', { name: 'Rentrée' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Autre' }).count(), 0);
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('[WB10] a key is made, shown once, works, and is ended for good (en)', async () => {
  const { page } = await open('/settings/keys', { language: 'en' });
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByLabel('Name').fill('till');
  await page.getByRole('dialog').getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Secret key' }).click();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.locator('[data-secret]').textContent())!.trim();
  const asked = async () => (await server.call('GET', '/api/settings', { key })).status;
  assert.equal(await asked(), 200);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  const row = page.getByRole('row').filter({ hasText: 'till' });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('Ended').waitFor();
  assert.equal(await asked(), 401);
});
