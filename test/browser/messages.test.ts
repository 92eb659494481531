/** Messages through the screen: written in blocks and in code, read as anybody, checked, tried, approved, published. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { openMailSink } from '../support/mail-sink.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const sink = await openMailSink({ after } as never);
const server = await serve(after, { SMTP_URL: sink.url, PUBLIC_URL: 'http://mail.shop.example' });

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
const checks = (page: Page) => page.getByRole('region', { name: /^(Contrôles|Checks)$/ });
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
const EN = { open: 'New message', start: 'Newsletter', name: 'Name', create: 'Create the message' };

/** Chooses whom the preview is for. */
async function seeAs(page: Page, label: string, search: string, name: RegExp) {
  const field = page.getByRole('combobox', { name: label });
  await field.click();
  await field.fill(search);
  await page.getByRole('option', { name }).click(PATIENCE);
}

test('[WB40] a message is written in blocks, read as a person, mended where a check fails, tried and published (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await create(page, FR, 'Bienvenue à bord');
  assert.match(page.url(), /\/messages\/bienvenue-a-bord$/);
  await paper(page).getByText('Merci de nous avoir rejoints').waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Bienvenue !' }).click(PATIENCE);
  const words = page.getByRole('textbox', { name: 'Texte', exact: true });
  await words.fill('Bienvenue à bord !');
  await paper(page).getByText('Bienvenue à bord !').waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Image', exact: true }).click();
  await saved(page);
  await page.getByRole('button', { name: 'Texte', exact: true }).click();
  await words.fill('Un texte pâle pour {{ user.first_name }}');
  await page.getByRole('textbox', { name: 'Couleur du texte' }).fill('#cccccc');
  await checks(page).getByText('se lit mal').waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('textbox', { name: 'Couleur du texte' }).fill('#22201c');
  await checks(page)
    .getByText('se lit mal')
    .waitFor({ state: 'detached', ...PATIENCE });
  await seeAs(page, 'Voir comme', 'ada', /Ada/);
  await paper(page).getByText('Un texte pâle pour Ada').waitFor(PATIENCE);
  await preview(page).getByText('Téléphone', { exact: true }).click();
  await paper(page).getByText('Bonjour Ada').waitFor(PATIENCE);
  const subject = page.getByRole('textbox', { name: 'Objet' });
  await subject.fill('');
  await checks(page).getByText('Il manque l’objet').waitFor(PATIENCE);
  await preview(page).getByText('Pas d’aperçu pour l’instant').waitFor(PATIENCE);
  await subject.fill('Bienvenue, ');
  await page.getByRole('button', { name: 'Insérer une donnée dans « Objet »' }).click();
  await page.getByRole('button', { name: 'user.first_name' }).click(PATIENCE);
  await preview(page).getByText('Bienvenue, Ada').waitFor(PATIENCE);
  await saved(page);
  await page.getByRole('button', { name: 'Tester' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'À l’adresse' }).fill('claire@atelier.example');
  await dialog.getByRole('button', { name: 'Envoyer le test' }).click();
  await dialog.getByText('Le test est parti vers claire@atelier.example').waitFor(PATIENCE);
  assert.deepEqual(
    (await sink.taken()).map(({ to }) => to),
    ['claire@atelier.example'],
  );
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Fermer' }).last().click();
  await page.getByRole('button', { name: 'Publier' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publier' }).click(PATIENCE);
  await page.getByText('« Bienvenue à bord » est publié (version 1).').waitFor(PATIENCE);
  await page.getByText('Publié', { exact: true }).waitFor(PATIENCE);
  assert.deepEqual(troubles, []);
});

test('[WB41] a message is written in code by the keyboard alone, in two languages and for a segment (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await create(page, EN, 'Spring news');
  await page.getByRole('radiogroup', { name: 'Write in' }).getByText('Code').click(PATIENCE);
  const code = page.getByRole('textbox', { name: 'Code of the message' });
  await code.waitFor(PATIENCE);
  await code.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(
    '<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ user.first_name | default: "there" }}</mj-text></mj-column></mj-section></mj-body></mjml>',
  );
  await paper(page).getByText('Hello Exemple').waitFor(PATIENCE);
  await saved(page);
  await assertAccessible(page);
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Code of the message');
  await page.getByRole('button', { name: 'Add a language' }).click();
  await page.getByRole('menuitem', { name: 'French' }).click();
  await page.getByRole('tab', { name: 'French' }).and(page.locator('[aria-selected="true"]')).waitFor();
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(
    '<mjml><mj-body><mj-section><mj-column><mj-text>Bonjour Lyon</mj-text></mj-column></mj-section></mj-body></mjml>',
  );
  await paper(page).getByText('Bonjour Lyon').waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Content for a segment' }).click();
  await page.getByRole('menuitem', { name: 'Lyonnais' }).click();
  await page.getByRole('tab', { name: 'Everybody else' }).waitFor();
  await saved(page);
  const { body } = await server.call('GET', '/api/templates/spring-news');
  assert.deepEqual(Object.keys(body.draft.languages), ['fr']);
  assert.equal(body.draft.variants[0].segment, 'lyon');
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
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

const HOSTILE =
  '<img src=x onerror="parent.hacked = true; top.hacked = true"><script>parent.hacked = true</script><a href="javascript:parent.hacked=1" onclick="parent.hacked=1">x</a><svg onload="parent.hacked = 1"></svg>';

test('[WB44] a message full of scripts does nothing, in blocks, in code and in the preview', async () => {
  const body = `<mjml><mj-body><mj-section><mj-column><mj-text>${HOSTILE}Fin</mj-text><mj-button href="javascript:top.hacked=1">B</mj-button></mj-column></mj-section></mj-body></mjml>`;
  await ok('PUT', '/api/templates/hostile', {
    name: HOSTILE.slice(0, 190),
    channel: 'email',
    class: 'service',
    draft: { format: 'mjml', subject: HOSTILE, body },
  });
  const { page } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.addInitScript(() => localStorage.setItem('declic.messages.view', 'both'));
  await page.goto('/messages/hostile');
  await paper(page).getByText('Fin').waitFor(PATIENCE);
  await page.getByRole('textbox', { name: 'Code of the message' }).waitFor(PATIENCE);
  await page.getByRole('textbox', { name: 'Code of the message' }).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(' ');
  await saved(page);
  await settled(page);
  for (const frame of page.frames()) {
    const hacked = await frame.evaluate(() => 'hacked' in window).catch(() => false);
    assert.equal(hacked, false, frame.url());
  }
});

test('[WB45] images are added to the library, described, picked into a message, and stay while one shows them', async () => {
  const file = join(server.folder, 'sac.png');
  writeFileSync(file, png(60, 40));
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/images');
  await page.getByText('La bibliothèque est vide').waitFor(PATIENCE);
  await page.getByRole('textbox', { name: 'Texte alternatif' }).fill('Un sac rouge');
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole('img', { name: 'Un sac rouge' }).waitFor(PATIENCE);
  writeFileSync(file, '<svg onload="alert(1)"/>');
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByText('ne peut pas entrer dans la bibliothèque').waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  await ok('PUT', '/api/templates/avec-image', {
    name: 'Avec image',
    channel: 'email',
    class: 'service',
    draft: { format: 'html', subject: 'x', body: '<p>Ici</p>' },
  });
  await page.goto('/messages/avec-image');
  const code = page.getByRole('textbox', { name: 'Code du message' });
  await code.waitFor(PATIENCE);
  await code.focus();
  await page.keyboard.press('Control+End');
  await page.getByRole('button', { name: 'Image', exact: true }).click();
  await page.getByRole('button', { name: 'Choisir sac.png' }).click(PATIENCE);
  await paper(page).getByRole('img', { name: 'Un sac rouge' }).waitFor(PATIENCE);
  await saved(page);
  await page.goto('/images');
  await page.getByRole('button', { name: 'Supprimer sac.png' }).click(PATIENCE);
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await page.getByText('Un message montre cette image').waitFor(PATIENCE);
  assert.deepEqual(troubles, []);
});

test('[WB46] the list finds messages by words and state, in English on a phone', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/messages');
  await page.getByText('Spring news').waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  await tabTo(page, 'Search a name, a subject');
  await page.keyboard.type('rappel');
  await page.getByText('Spring news').waitFor({ state: 'detached', ...PATIENCE });
  await page.getByRole('link', { name: /Rappel/ }).waitFor(PATIENCE);
  assert.match(page.url(), /search=rappel/);
  assert.deepEqual(troubles, []);
});

function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const sizes = Buffer.alloc(4);
    sizes.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([sizes, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 120)]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
