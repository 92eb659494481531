/**
 * A visitor of the shop in a real browser, with scripts and without: signs up, confirms by the mail, chooses what to receive, makes a
 * pause, is not written to and the shop sees why, and unsubscribes. Store, engine, delivery (into the local outbox) and pages are the real
 * ones; the clock is moved by hand between two acts.
 * Screenshots go into the folder that SCREENSHOTS names, where it is set.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import chromiumBinary from '@sparticuz/chromium';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PUBLIC, testApp } from '../../src/api/fixtures.ts';
import { introduce, publishOnCall } from '../support/shop.ts';

const HOSTILE = '"><script>window.bad=1</script><img src=x onerror="window.bad=1">{{ 7 | times: 6 }}';

const { app, store, engine, as, logged } = await testApp({ after });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
/** All that is due is done, and some time has passed. */
async function quiet(): Promise<void> {
  await engine.quiet();
  store.clock.move!(new Date(store.clock.now().getTime() + 60_000));
}
const browser = await chromium.launch({
  executablePath: await chromiumBinary.executablePath(),
  // In one process, as that package starts it, closing a context ends the browser.
  args: [...chromiumBinary.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
});
after(() => browser.close());

async function ok(method: string, path: string, body?: unknown) {
  const answer = await as('admin', method, path, body);
  assert.equal(answer.statusCode, 200, `${method} ${path}: ${answer.body}`);
  return answer.json();
}

/** A visitor; what goes wrong in their browser fails the test. */
async function visitor(
  options: BrowserContextOptions,
): Promise<{ page: Page; troubles: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({ locale: 'fr-FR', ...options });
  const close = () => context.close();
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  return { page, troubles, close };
}

const SHOTS = process.env.SCREENSHOTS;
const shoot = async (page: Page, name: string) => {
  if (!SHOTS) return;
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(SHOTS, `${name}-${scheme}.png`), fullPage: true });
  }
};

async function begin(): Promise<void> {
  await introduce(ok, {
    'shop.name': 'Atelier Martin',
    'shop.url': 'https://atelier.example',
    'shop.accent': '#1f6f54',
    'pages.topics': [
      {
        purpose: 'marketing',
        name: { fr: 'Nouveautés et offres', en: 'News and offers' },
        about: {
          fr: 'Les nouvelles pièces, et les ventes avant tout le monde.',
          en: 'New pieces, and sales before others.',
        },
        channels: ['email', 'sms'],
      },
      { purpose: 'events', name: { fr: 'Ateliers et rencontres', en: 'Workshops' }, channels: ['email'] },
    ],
    'pages.lists': [
      { list: 'ceramics', name: { fr: 'Céramique', en: 'Ceramics' } },
      { list: 'linen', name: { fr: 'Lin', en: 'Linen' } },
    ],
  });
  const draft = {
    title: { fr: 'La lettre de l’atelier', en: 'The letter' },
    lead: { fr: 'Une fois par mois, ce qui sort du four et du métier à tisser.', en: 'Once a month.' },
    fields: [{ trait: 'firstName', label: { fr: 'Prénom', en: 'First name' } }],
    consents: [
      {
        channel: 'email',
        purpose: 'marketing',
        wording: {
          fr: 'J’accepte de recevoir la lettre par e-mail. Je peux changer d’avis à tout moment.',
          en: 'I agree to get the letter by e-mail.',
        },
      },
    ],
    lists: [{ list: 'ceramics', label: { fr: 'Je m’intéresse à la céramique', en: 'Ceramics' } }],
  };
  await ok('PUT', '/api/forms/letter', { name: 'Lettre', draft });
  await ok('POST', '/api/forms/letter/publish');
  await publishOnCall(ok, 'offer', { class: 'promotional', name: 'Offre', subject: 'Offre', body: '<p>Une offre</p>' });
}

type Mail = { key: string; subject: string; links: string[] };

/** The newest mail to an address, with its links on this server. */
async function mailTo(email: string, subject: RegExp): Promise<Mail> {
  await quiet();
  const { items } = await ok('GET', `/api/people?email=${encodeURIComponent(email)}`);
  const lines = (await ok('GET', `/api/outbox?person=${items[0].id}&state=sent`)).items;
  for (const { key } of lines.reverse()) {
    const { message } = await ok('GET', `/api/outbox/${key}`);
    const links = [...message.html.matchAll(/href="([^"]+)"/g)].map(([, url]) => url as string);
    if (subject.test(message.subject)) return { key, subject: message.subject, links };
  }
  assert.fail(`no mail “${subject}” to ${email}`);
}

const linkOf = (mail: Mail, kind: string): string => {
  const found = mail.links.find((url) => url.includes(`/l/${kind}/`));
  assert.ok(found, `${kind}: ${mail.links}`);
  return found.replace(PUBLIC, address);
};

/** Asks for an offer to somebody, and says what became of it. */
async function offer(email: string): Promise<string> {
  await quiet();
  const { id } = (await ok('GET', `/api/people?email=${encodeURIComponent(email)}`)).items[0];
  await ok('POST', '/api/scenarios/offer/enrol', { personId: id, context: {} });
  await quiet();
  const [last] = (await ok('GET', `/api/people/${id}/decisions`)).items;
  return last.reason ?? last.state;
}

await begin();

/** The whole way of a visitor. */
async function story(email: string, options: BrowserContextOptions, name: string): Promise<void> {
  const { page, troubles, close } = await visitor(options);
  await page.goto(`${address}/f/letter`);
  await shoot(page, `${name}-form`);
  await page.getByLabel('Adresse e-mail').fill(email);
  await page.getByLabel('Prénom').fill(HOSTILE);
  await page.getByLabel(/J’accepte/).check();
  // A person reads for some seconds.
  await sleep(2_100);
  await page.getByRole('button', { name: 'M’inscrire' }).click();
  await page.getByRole('heading', { name: 'Regardez votre boîte' }).waitFor();
  await shoot(page, `${name}-asked`);

  const asking = await mailTo(email, /Confirmez/);
  const confirm = linkOf(asking, 'confirm');
  // The programs of the mailbox open everything.
  for (const method of ['GET', 'HEAD']) assert.equal((await fetch(confirm, { method })).status, 200);
  await quiet();
  assert.equal(await offer(email), 'unconfirmed');
  await page.goto(confirm);
  await shoot(page, `${name}-confirm`);
  await page.getByRole('button', { name: 'Oui, confirmer' }).click();
  await page.getByRole('heading', { name: 'C’est confirmé' }).waitFor();
  await quiet();
  assert.equal(await offer(email), 'awarded');

  const letter = await mailTo(email, /^Offre/);
  for (const kind of ['preferences', 'unsubscribe'])
    for (const method of ['GET', 'HEAD']) assert.equal((await fetch(linkOf(letter, kind), { method })).status, 200);
  await quiet();
  assert.equal(await offer(email), 'awarded', 'whoever opens links changes nothing');

  await page.goto(linkOf(letter, 'preferences'));
  await shoot(page, `${name}-preferences`);
  assert.ok(await page.getByRole('checkbox', { name: 'E-mail' }).first().isChecked());
  assert.ok(!(await page.getByRole('checkbox', { name: 'Lin' }).isChecked()));
  await page.getByRole('checkbox', { name: 'Lin' }).check();
  await page.getByRole('radio', { name: '2 semaines' }).check();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('status').waitFor();
  await shoot(page, `${name}-saved`);
  assert.ok(await page.getByRole('radio', { name: /En pause jusqu’au/ }).isChecked());
  await quiet();
  assert.equal(await offer(email), 'paused');

  await page.reload();
  await page.getByRole('button', { name: 'Me désinscrire de tout' }).click();
  await page.getByText('plus aucun message commercial').waitFor();
  await quiet();
  assert.equal(await offer(email), 'suppressed');
  assert.deepEqual(troubles, []);
  assert.equal(options.javaScriptEnabled === false ? undefined : await page.evaluate('window.bad'), undefined);
  await close();
}

test('[FO5] [PF5] a visitor without scripts signs up, confirms, chooses, pauses and unsubscribes', () =>
  story('sans@exemple.fr', { javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, 'phone'));

test('[FO5] [PF5] the same with scripts, on a wide screen', () =>
  story('avec@exemple.fr', { viewport: { width: 1280, height: 800 } }, 'wide'));

test('[FO3] hostile text in every field is inert: shown again, in the mail, and on the person’s page', async () => {
  const { page, troubles, close } = await visitor({});
  await page.goto(`${address}/f/letter?lang=${encodeURIComponent(HOSTILE)}`);
  await page.evaluate('document.querySelector("form").noValidate = true');
  await page.getByLabel('E-mail address').or(page.getByLabel('Adresse e-mail')).fill(HOSTILE);
  await page.locator('[name="trait:firstName"]').fill(HOSTILE);
  await sleep(2_100);
  await page.locator('button').click();
  await page.getByRole('alert').first().waitFor();
  assert.equal(await page.locator('[name="trait:firstName"]').inputValue(), HOSTILE.slice(0, 200));
  await shoot(page, 'faults');
  assert.equal(await page.evaluate('window.bad'), undefined);
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.deepEqual(
    troubles.filter((text) => !/status of 422/.test(text)),
    [],
  );
  await close();
  assert.deepEqual(
    logged.filter((line) => line.includes('failed unexpectedly')),
    [],
  );
});
