/** Messages through the screen: written in blocks and in code, with their languages and images, tried, approved and published. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { openLetterbox } from '../support/letterbox.ts';
import { png } from '../support/picture.ts';
import { serve } from '../support/serving.ts';

/** Where readers would reach the server; the browser of these stories is led to it. */
const PUBLIC = 'https://atelier.example';
const browser = await openBrowser(after);
const letterbox = await openLetterbox(after);
const server = await serve(after, { SMTP_URL: letterbox.url, PUBLIC_URL: PUBLIC });
const { ok } = server;

/** Compiling, checking and drawing blocks on a busy machine. */
const PATIENCE = { timeout: 60_000 };

/** What a person says of themselves, and what somebody pastes into a message. */
const RUNS = 'top.hacked=1';
const HOSTILE = `"'><script>${RUNS}</script><img src=x onerror="${RUNS}"><svg onload="${RUNS}"></svg>`;

before(async () => {
  await ok('PUT', '/api/settings/shop.name', { value: 'L’Atelier' });
  await ok('PUT', '/api/settings/shop.postalAddress', { value: '1 rue du Port, 35000 Rennes' });
  await ok('PUT', '/api/settings/delivery.senderAddress', { value: 'bonjour@atelier.example' });
  await ok('PUT', '/api/settings/shop.url', { value: PUBLIC });
  await ok('PUT', '/api/segments/lyon', { name: 'Lyonnais', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
  await server.track(
    [
      { first_name: 'Ada', email: 'ada@exemple.fr', city: 'Lyon', locale: 'fr-FR' },
      { first_name: 'Bob', email: 'bob@exemple.fr', city: 'Leeds', locale: 'en-GB' },
      { first_name: HOSTILE, email: 'eve@exemple.fr', city: HOSTILE },
    ].map((traits, at) => ({ type: 'identify', userId: `p${at}`, messageId: `i${at}`, traits })),
  );
  await server.quiet();
});

const preview = (page: Page) => page.getByRole('region', { name: /^(Aperçu|Preview)$/ });
const paper = (page: Page) => preview(page).frameLocator('iframe[sandbox=""]');
const saved = (page: Page) => page.getByText(/^(Brouillon enregistré|Draft saved)$/).waitFor(PATIENCE);

/** Chooses who the preview is for; typed again where the page was not ready to listen. */
async function seenAs(page: Page, email: string): Promise<void> {
  const box = preview(page).getByRole('combobox', { name: 'Voir comme' });
  const option = page.getByRole('option', { name: email });
  for (const end = Date.now() + PATIENCE.timeout; ; ) {
    await box.fill('');
    await box.fill(email);
    const listed = await option.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (listed) break;
    assert.ok(Date.now() < end, `nobody is offered for ${email}`);
  }
  // The list closes when the page is scrolled, as Playwright may do before it clicks.
  await option.evaluate((one) => (one as HTMLElement).click());
}

type Kept = {
  subject: string;
  body: string;
  languages?: Record<string, Kept>;
  variants?: (Kept & { segment: string })[];
};

/** The draft at the server, once it is as wanted. */
async function draftOnce(key: string, wanted: (draft: Kept) => boolean): Promise<Kept> {
  for (const end = Date.now() + PATIENCE.timeout; ; await sleep(200)) {
    const { draft } = await ok('GET', `/api/templates/${key}`);
    if (wanted(draft)) return draft;
    assert.ok(Date.now() < end, `the draft is not as wanted: ${JSON.stringify(draft)}`);
  }
}

const TEMPLATE = { channel: 'email', class: 'service' };
const writes = (key: string, name: string, body: string, more: object = {}) =>
  ok('PUT', `/api/templates/${key}`, {
    ...TEMPLATE,
    ...more,
    name,
    draft: { format: 'mjml', subject: name, body: `<mjml><mj-body>${body}</mj-body></mjml>` },
  });
const column = (...blocks: string[]) =>
  `<mj-section background-color="#ffffff"><mj-column>${blocks.join('')}</mj-column></mj-section>`;

/** Which way of writing is shown: blocks, both, or code. */
const view = (page: Page, name: string) =>
  page
    .getByRole('radiogroup', { name: /^(Écrire dans|Write in)$/ })
    .getByText(name, { exact: true })
    .click(PATIENCE);

/** Tab, towards the beginning of the page. */
const tabBackTo = (page: Page, name: string, role?: string) => tabTo(page, name, role, page, 'Shift+Tab');

/** Nothing is wider than the screen. */
async function assertNarrow(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert.ok(scrollWidth <= clientWidth, `${page.url()} is ${scrollWidth} pixels wide on ${clientWidth}`);
}

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
  await page.getByRole('treeitem', { name: 'Bienvenue !' }).click(PATIENCE);
  const words = page.getByRole('textbox', { name: 'Texte', exact: true });
  await words.fill('Bienvenue à bord !');
  await paper(page).getByText('Bienvenue à bord !').waitFor(PATIENCE);
  await draftOnce('bienvenue-a-bord', ({ body }) => body.includes('>Bienvenue à bord !<'));
  // Who comes back finds what was written, and not what was there when the page was opened before.
  await page.getByRole('link', { name: 'Messages' }).last().click();
  await page.getByRole('link', { name: 'Bienvenue à bord' }).click();
  await page.getByRole('treeitem', { name: 'Bienvenue à bord !' }).click(PATIENCE);
  await settled(page);
  await assertAccessible(page);
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
  await page.getByRole('link', { name: 'Segments', exact: true }).first().click();
  await page.getByRole('dialog', { name: 'Tout n’est pas enregistré' }).getByRole('button', { name: 'Rester' }).click();
  assert.equal(await text.inputValue(), 'L’Atelier : ce texte n’est pas parti');
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
  await page.getByText('Il y a maintenant deux versions').waitFor(PATIENCE);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Garder ma version' }).click();
  await saved(page);
  assert.equal((await server.call('GET', '/api/templates/rappel')).body.draft.body, 'Ma version');
});

/** Written as a person's fingers do it: the editor closes brackets, quotes and elements by itself. */
test('[WB41] a message is written in code by the keyboard alone, and read as one of its readers (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/messages');
  await settled(page);
  await tabTo(page, 'Nouveau message', 'button');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Nom' }).waitFor();
  await page.keyboard.type('Au clavier');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Au clavier', level: 1 }).waitFor(PATIENCE);
  await tabTo(page, 'Blocs');
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('textbox', { name: 'Code du message' }).waitFor(PATIENCE);
  await tabTo(page, 'Code du message', 'textbox');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('<mjml><mj-body><mj-section><mj-column><mj-text>Bonjour {{ user.first_name }}, à table !');
  const { body } = await draftOnce('au-clavier', ({ body }) => body.includes('à table !'));
  assert.match(body, /<mj-text>Bonjour \{\{ user\.first_name \}\}, à table !<\/mj-text><\/mj-column>/);
  await tabTo(page, 'Voir comme');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('bob@');
  await page.getByRole('option', { name: /bob@exemple\.fr/ }).waitFor();
  // Whoever searches finds the made-up person above them all.
  await page.keyboard.press('ArrowDown');
  for (let pressed = 0; pressed < 5; pressed++) {
    const at = await page.locator('[role="option"][data-combobox-selected]').textContent();
    if (at?.includes('bob@')) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await paper(page).getByText('Bonjour Bob, à table !').waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  await tabBackTo(page, 'Publier', 'button');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Rien ne s’oppose à l’envoi.').waitFor(PATIENCE);
  await tabTo(page, 'Publier', 'button');
  await page.keyboard.press('Enter');
  await page.getByText('« Au clavier » est publié (version 1).').waitFor(PATIENCE);
  assert.deepEqual(troubles, []);
});

test('[WB44] a message has a tab per language and other words for the members of a segment (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await writes('tongues', 'Tongues', column('<mj-text>Hello</mj-text>'));
  await page.goto('/messages/tongues');
  const subject = page.getByRole('textbox', { name: 'Subject' });
  const languages = page.getByRole('tablist', { name: 'Languages' });
  await page.getByRole('button', { name: 'Add a language' }).click(PATIENCE);
  await page.getByRole('menuitem', { name: 'English' }).click();
  await languages.getByRole('tab', { name: 'English', selected: true }).waitFor();
  await subject.fill('For all in English');
  await page.getByRole('button', { name: 'Content for a segment' }).click();
  await page.getByRole('menuitem', { name: 'Lyonnais' }).click();
  const people = page.getByRole('tablist', { name: 'Audience' });
  await people.getByRole('tab', { name: 'Lyonnais', selected: true }).waitFor();
  await subject.fill('Pour les Lyonnais');
  await languages.getByRole('tab', { name: 'English' }).click();
  await languages.getByRole('tab', { name: 'English', selected: true }).waitFor();
  await subject.fill('For people of Lyon');
  await preview(page).getByText('For people of Lyon').waitFor(PATIENCE);
  await people.getByRole('tab', { name: 'Everybody else' }).click();
  await preview(page).getByText('For all in English').waitFor(PATIENCE);
  await languages.getByRole('tab', { name: 'French' }).click();
  await preview(page).getByText('Tongues').waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  const draft = await draftOnce(
    'tongues',
    ({ languages: all, variants }) =>
      all?.en?.subject === 'For all in English' && variants?.[0]?.languages?.en?.subject === 'For people of Lyon',
  );
  assert.deepEqual(
    [draft.subject, draft.languages?.en?.subject, draft.variants?.map((one) => [one.segment, one.subject])],
    ['Tongues', 'For all in English', [['lyon', 'Pour les Lyonnais']]],
  );
  await people.getByRole('tab', { name: 'Lyonnais' }).click();
  await page.getByRole('button', { name: 'Remove the content for Lyonnais' }).click();
  await people.waitFor({ state: 'detached' });
  await draftOnce('tongues', ({ variants, languages }) => !variants && languages?.en !== undefined);
  assert.deepEqual(troubles, []);
});

/** Runs in every frame before anything of it does. */
function watch(): void {
  const seen = window as unknown as { stopped: string[] };
  seen.stopped = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    seen.stopped.push(`${effectiveDirective} ${blockedURI}`),
  );
}

/** Nothing ran in any frame of the page that scripts can run in, and nothing had to be stopped by the policy. */
async function assertCalm(page: Page): Promise<void> {
  assert.equal(await page.evaluate(() => 'hacked' in window), false, page.url());
  for (const frame of page.frames()) {
    const stopped = await frame.evaluate(() => (window as unknown as { stopped?: string[] }).stopped ?? []);
    assert.deepEqual(stopped, [], `${page.url()} ${frame.url()}`);
  }
}

test('[WB45] a message and a reader full of scripts do nothing in blocks, code, preview and outbox', async () => {
  const link = `<a href="javascript:${RUNS}">Lien</a>`;
  const text = `<mj-text>Bonjour {{ user.first_name }} ${link}</mj-text>`;
  const kind = { class: 'transactional' };
  await writes('piege', 'Piège', column(text, `<mj-button href="javascript:${RUNS}">Bouton</mj-button>`), kind);
  await writes(
    'piege-brut',
    `Piège brut`,
    column(text, `<mj-text>${HOSTILE}</mj-text><mj-raw>${HOSTILE}</mj-raw>`),
    kind,
  );
  const troubles: string[][] = [];
  // A page each: Playwright waits for ever for the address that was clicked, which the sandbox stopped.
  const watched = async (): Promise<Page> => {
    const visitor = await signedIn(await visit(browser, server.address, { language: 'fr' }));
    await visitor.page.addInitScript(watch);
    troubles.push(visitor.troubles);
    return visitor.page;
  };
  for (const key of ['piege', 'piege-brut']) {
    const page = await watched();
    await page.goto(`/messages/${key}`);
    await view(page, 'Côte à côte');
    await page.getByRole('textbox', { name: 'Code du message' }).waitFor(PATIENCE);
    await page.getByRole('tree').or(page.getByText('Ce message se modifie dans le code')).waitFor(PATIENCE);
    await seenAs(page, 'eve@exemple.fr');
    await paper(page)
      .getByText(/^Bonjour .*onerror/)
      .waitFor(PATIENCE);
    await paper(page)
      .getByText('Lien')
      .evaluate((link) => (link as HTMLElement).click());
    await assertCalm(page);
  }
  await ok('POST', '/api/templates/piege-brut/publish');
  const sent = await server.call('POST', '/api/send', { body: { template: 'piege-brut', to: { externalId: 'p2' } } });
  assert.equal(sent.status, 202, sent.text);
  const mail = await letterbox.mailTo('eve@exemple.fr', /Piège brut/);
  assert.match(mail.html ?? '', /Bonjour [^<]*&lt;script&gt;/);
  const page = await watched();
  await page.goto('/outbox');
  await page.getByRole('link', { name: 'eve@exemple.fr' }).first().click(PATIENCE);
  await page
    .frameLocator('iframe[sandbox=""]')
    .getByText(/^Bonjour .*onerror/)
    .waitFor(PATIENCE);
  await assertCalm(page);
  // That the sandbox of a message stops its scripts, and the address that was clicked in it, is what it is there for.
  const stopped = /Blocked script execution in 'about:srcdoc'|Running the JavaScript URL violates/;
  assert.deepEqual(
    troubles.flat().filter((line) => !stopped.test(line)),
    [],
  );
});

/** Requests to the public address come to the server, as through the proxy in front of it. */
const led = (context: BrowserContext) =>
  context.route(`${PUBLIC}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await context.request.get(server.address + pathname) });
  });

test('[WB46] an image is added, gets a public address, is put into a message and shown; what cannot be taken is told why (en)', async () => {
  const { page, context, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await led(context);
  await page.goto('/images');
  await page.getByText('The library is empty').waitFor();
  await assertAccessible(page);
  const add = page.locator('input[type="file"]');
  await page.getByRole('textbox', { name: 'Alternative text' }).fill('A red kite');
  await add.setInputFiles({ name: 'kite.png', mimeType: 'image/png', buffer: png(120, 80) });
  await page.getByText('120 × 80 px').waitFor(PATIENCE);
  await add.setInputFiles([
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('No picture') },
    { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([png(9, 9), Buffer.alloc(3 * 1024 * 1024)]) },
  ]);
  await page.getByRole('alert').filter({ hasText: 'it is no picture that mail programs show' }).waitFor(PATIENCE);
  await page
    .getByRole('alert')
    .filter({ hasText: 'This image takes 3,073 kB; at most 2,048 kB are taken' })
    .waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Describe kite.png' }).click();
  const address = page.getByRole('dialog').getByText(/^https:\/\/atelier\.example\/i\/[0-9a-f]{40}\.png$/);
  const url = (await address.textContent()) ?? '';
  const answer = await fetch(server.address + new URL(url).pathname);
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/png']);
  await settled(page);
  await assertAccessible(page);

  await writes('kite', 'Kite', column('<mj-text>Wind</mj-text>'));
  await page.goto('/messages/kite');
  await view(page, 'Code');
  await page.getByRole('textbox', { name: 'Code of the message' }).click(PATIENCE);
  await page.keyboard.press('Control+Home');
  const code = '<mjml><mj-body><mj-section><mj-column>';
  for (const _ of code) await page.keyboard.press('ArrowRight');
  for (const _ of ' background-color="#ffffff"') await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Image', exact: true }).click();
  const library = page.getByRole('dialog', { name: 'Images' });
  await library.getByRole('button', { name: 'Choose kite.png' }).waitFor(PATIENCE);
  await settled(page);
  await assertAccessible(page);
  await library.getByRole('button', { name: 'Choose kite.png' }).click();
  await draftOnce('kite', ({ body }) => body.includes(`<mj-image src="${new URL(url).pathname}" alt="A red kite" />`));
  const shown = paper(page).getByRole('img', { name: 'A red kite' });
  await shown.waitFor(PATIENCE);
  assert.equal(await shown.getAttribute('src'), url);
  const width = () => shown.evaluate((img) => (img as HTMLImageElement).naturalWidth);
  for (const end = Date.now() + PATIENCE.timeout; (await width()) !== 120; await sleep(200))
    assert.ok(Date.now() < end, 'the image is not drawn');
  // In blocks it stands there as well, and an image that a message shows stays in the library.
  await view(page, 'Blocks');
  await page.getByRole('treeitem', { name: 'Image' }).waitFor(PATIENCE);
  await page.goto('/images');
  await page.getByRole('button', { name: 'Delete kite.png' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page
    .getByRole('dialog')
    .getByRole('alert')
    .getByText(/shows this image/)
    .waitFor(PATIENCE);
  assert.deepEqual(troubles, []);
});

test('[WB47] a test of what is on the screen arrives in a real mailbox, marked as one (fr)', async () => {
  await writes('essai', 'Essai', column('<mj-text>Bonjour {{ user.first_name | default: "vous" }}</mj-text>'));
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/messages/essai');
  await page.getByRole('textbox', { name: 'Objet' }).fill('Un essai pas encore enregistré');
  await seenAs(page, 'ada@exemple.fr');
  await page.getByRole('button', { name: 'Tester' }).click(PATIENCE);
  const dialog = page.getByRole('dialog', { name: 'Envoyer un test' });
  await dialog.getByRole('textbox', { name: 'À l’adresse' }).fill('claire@atelier.example');
  await settled(page);
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Envoyer le test' }).click();
  await dialog.getByText(/Le test est parti vers claire@atelier\.example/).waitFor(PATIENCE);
  const mail = await letterbox.mailTo('claire@atelier.example', /^\[Test\] Un essai pas encore enregistré$/);
  assert.match(mail.html ?? '', /Bonjour Ada/);
  assert.match(mail.text ?? '', /Bonjour Ada/);
});

/** Down the plan until that block is chosen. */
async function planTo(page: Page, name: string): Promise<void> {
  await tabTo(page, /./, 'treeitem');
  await page.keyboard.press('Home');
  const lines = await page.getByRole('treeitem').count();
  for (let pressed = 0; pressed < lines; pressed++) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`“${name}” is not in the plan`);
}

test('[WB48] blocks are added, written, moved, removed and brought back by the keyboard alone (en)', async () => {
  await writes('keys', 'Keys', column('<mj-text>One</mj-text>', '<mj-text>Two</mj-text>'));
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/messages/keys');
  await page.getByRole('treeitem', { name: 'Two' }).waitFor(PATIENCE);
  await settled(page);
  await planTo(page, 'One');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('First');
  await page.getByRole('treeitem', { name: 'First' }).waitFor(PATIENCE);
  await tabBackTo(page, 'Line', 'button');
  await page.keyboard.press('Enter');
  await page.getByRole('treeitem', { name: 'Line', selected: true }).waitFor();
  const order = (wanted: RegExp) => draftOnce('keys', ({ body }) => wanted.test(body.replace(/\s+/g, ' ')));
  await order(/First<.*<mj-divider.*Two</);
  // What is pressed on a button is nothing to the block that is selected.
  await page.keyboard.press('Delete');
  await planTo(page, 'Line');
  await page.keyboard.press('Alt+ArrowDown');
  await order(/First<.*Two<.*<mj-divider/);
  await page.keyboard.press('Delete');
  await order(/^(?!.*mj-divider)/);
  await page.keyboard.press('Control+z');
  await order(/First<.*Two<.*<mj-divider/);
  await settled(page);
  // The canvas is the message itself, in a frame of its own: its contrast is told by the checks beside it, not by axe.
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('[WB49] the list and a message are read on a phone (fr)', async () => {
  await writes(
    'telephone',
    'Un message au nom bien long qui doit tenir sur un téléphone',
    column('<mj-text>Un</mj-text>'),
  );
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr', size: PHONE }));
  await page.goto('/messages');
  const link = page.getByRole('link', { name: /Un message au nom bien long/ });
  await link.waitFor();
  await settled(page);
  await assertNarrow(page);
  await assertAccessible(page);
  await link.click();
  await page.getByRole('treeitem', { name: 'Un', exact: true }).waitFor(PATIENCE);
  await paper(page).getByText('Un', { exact: true }).waitFor(PATIENCE);
  await settled(page);
  await assertNarrow(page);
  await assertAccessible(page);
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
