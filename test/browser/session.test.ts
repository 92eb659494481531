/** Coming in and going out, by the keyboard alone, in both languages. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  arrowTo,
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
import { ADMIN, serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);

const says = {
  fr: {
    email: 'E-mail',
    password: 'Mot de passe',
    wrong: 'Cet e-mail et ce mot de passe ne vont pas ensemble. Vérifiez les deux ;',
    account: /^Mon compte/,
    out: 'Se déconnecter',
    home: 'Clients connus',
  },
  en: {
    email: 'E-mail',
    password: 'Password',
    wrong: 'This e-mail and this password do not go together. Check both;',
    account: /^My account/,
    out: 'Sign out',
    home: 'Known people',
  },
} as const satisfies Record<Language, unknown>;

for (const language of LANGUAGES) {
  test(`[WB1] signs in by keyboard, is told of a wrong password, and signs out (${language})`, async () => {
    const say = says[language];
    const { page, troubles } = await visit(browser, server.address, { language });
    await page.goto('/?from=a-link');
    await page.getByLabel(say.email, { exact: true }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await assertAccessible(page);
    // The field of the e-mail has the focus: typing begins at once.
    await page.keyboard.type(ADMIN.email);
    await tabTo(page, say.password);
    await page.keyboard.type('not this one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(say.wrong).waitFor();
    await assertAccessible(page);
    await page.getByLabel(say.password, { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByText(say.home).waitFor();
    assert.equal(new URL(page.url()).search, '?from=a-link', 'one arrives where one wanted to go');
    await settled(page);
    await assertAccessible(page);
    await tabTo(page, say.account);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: say.out }).waitFor();
    await arrowTo(page, say.out);
    await page.keyboard.press('Enter');
    await page.getByLabel(say.email, { exact: true }).waitFor();
    assert.equal((await page.request.get('/api/session')).status(), 401);
    assert.deepEqual(troubles, []);
  });
}

test('[WB2] a session that ends leaves the page as it is behind the sign-in, for whoever it was and nobody else', async () => {
  const visitor = await signedIn(await visit(browser, server.address, { language: 'en' }));
  const { page, context } = visitor;
  await page.goto('/');
  await page.getByText(says.en.home).waitFor();
  await page.getByRole('button', { name: says.en.account }).click();
  await page.getByRole('menuitem', { name: 'Change my password' }).click();
  await page.getByLabel('New password').fill('what was typed before');
  await context.clearCookies();
  await page.getByLabel('Current password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your session has ended', { exact: true }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended', { exact: true }).waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('New password').inputValue(), 'what was typed before');

  const other = { email: 'other@shop.example', password: 'a sentence of somebody else' };
  const { link } = await server.ok('POST', '/api/invitations', { email: other.email, role: 'analyst' });
  const token = new URL(link).pathname.split('/').at(-1);
  await server.ok('POST', '/api/session/invitation', { token, ...other });
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your session has ended', { exact: true }).waitFor();
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await again.getByLabel('E-mail').fill(other.email);
  await again.getByLabel('Password', { exact: true }).fill(other.password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended', { exact: true }).waitFor({ state: 'detached' });
  await page.getByText(says.en.home).waitFor();
  assert.equal(await page.getByLabel('New password').count(), 0, 'nothing of the first is left for the second');
});

test('[WB3] the language is switched in the header and kept', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr', size: PHONE }));
  await page.goto('/');
  await page.getByText(says.fr.home).waitFor();
  await page.getByText('EN', { exact: true }).click();
  await page.getByText(says.en.home).waitFor();
  await page.reload();
  await page.getByText(says.en.home).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await assertAccessible(page);
});

/** All that a browser fetches for the sign-in and then the first page, as it comes over the wire. */
const MOST_BYTES = 400_000;

test('[WB4] the first page weighs at most 400 kB, and neither editor, canvas nor charts come with it', async () => {
  const { page, context } = await visit(browser, server.address);
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const scripts: string[] = [];
  page.on('response', (response) => scripts.push(response.url()));
  await page.goto('/');
  await page.getByLabel(says.fr.email, { exact: true }).waitFor();
  await page.keyboard.type(ADMIN.email);
  await page.getByLabel(says.fr.password, { exact: true }).fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.getByText(says.fr.home).waitFor();
  await settled(page);
  assert.ok(bytes > 50_000 && bytes <= MOST_BYTES, `${bytes} bytes`);
  assert.deepEqual(
    scripts.filter((url) => /grapes|xyflow|charts|codemirror/i.test(url)),
    [],
  );
});

test('[WB5] [AP28] the page runs no script but ours, and nobody may frame it', async () => {
  const { page, troubles } = await visit(browser, server.address);
  const answer = await page.goto('/');
  const headers = answer!.headers();
  const policy = headers['content-security-policy'] ?? '';
  assert.match(policy, /script-src 'self';/);
  assert.doesNotMatch(policy, /script-src[^;]*(unsafe|data:|https:|\*)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cache-control'], 'no-cache');
  await page.getByLabel(says.fr.email, { exact: true }).waitFor();
  assert.deepEqual(troubles, [], 'nothing of ours is stopped by the policy');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => 'ran' in window), false);
  const asset = (await page.locator('script[type=module]').getAttribute('src'))!;
  const file = await fetch(server.address + asset, { headers: { 'accept-encoding': 'br' } });
  assert.deepEqual(
    [file.headers.get('cache-control'), file.headers.get('content-encoding')],
    ['public, max-age=31536000, immutable', 'br'],
  );
});

test('[WB6] an unknown address is a page for a browser and a failure for a program', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/nothing/here');
  await page.getByText('There is nothing at this address').waitFor();
  for (const path of ['/api/nothing', '/assets/nothing.js', '/static/nothing'])
    assert.equal((await fetch(server.address + path, { headers: { accept: 'text/html' } })).status, 404, path);
  assert.equal((await fetch(`${server.address}/nothing`, { headers: { accept: 'application/json' } })).status, 404);
});
