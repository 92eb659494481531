/**
 * Somebody signs up by the form of the shop, confirms by the link of the mail that arrived, chooses what to receive, is written to and not
 * written to, and unsubscribes; the marketer sees each step on the person's page. Server, mail server and browsers are real ones.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import {
  assertAccessible,
  assertLegible,
  DESKTOP,
  type Language,
  openBrowser,
  PHONE,
  settled,
  signedIn,
  tabTo,
  type Visit,
  type Visitor,
  visit,
} from '../support/browser.ts';
import { linkOf, openLetterbox } from '../support/letterbox.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const letterbox = await openLetterbox(after);
/** The address of the net, behind which a proxy with a certificate would stand. */
const PUBLIC = 'https://declic.example';
const server = await serve(after, { PUBLIC_URL: PUBLIC, SMTP_URL: letterbox.url });
const { ok } = server;
const site = await openShopSite();

/** Nobody reads a form in less; what is quicker is taken for a program. */
const READING_MS = 2_100;

const both = (fr: string, en: string) => ({ fr, en });
const SHOP = {
  'shop.name': 'Atelier Martin',
  'shop.url': 'https://atelier.example',
  'shop.postalAddress': '12 rue du Chapitre, 35000 Rennes',
  'delivery.senderAddress': 'bonjour@atelier.example',
  'pages.lists': [{ list: 'linen', name: both('Lin', 'Linen') }],
};
const FORM = {
  title: both('La lettre de l’atelier', 'The letter of the workshop'),
  lead: both('Une fois par mois, ce qui sort du four.', 'Once a month, what leaves the kiln.'),
  fields: [{ trait: 'firstName', label: both('Prénom', 'First name') }],
  consents: [
    {
      channel: 'email',
      purpose: 'marketing',
      wording: both('J’accepte de recevoir la lettre.', 'I agree to get the letter.'),
    },
  ],
};

before(async () => {
  for (const [key, value] of Object.entries(SHOP)) await ok('PUT', `/api/settings/${key}`, { value });
  await ok('PUT', '/api/forms/letter', { name: 'Lettre', draft: FORM });
  await ok('POST', '/api/forms/letter/publish');
  const draft = {
    format: 'html',
    subject: 'Bienvenue {{ user.firstName }}',
    body: '<p>Bienvenue</p><p><a href="{{ link.view_in_browser }}">web</a></p>',
  };
  await ok('PUT', '/api/templates/welcome', { name: 'Bienvenue', channel: 'email', class: 'promotional', draft });
  await ok('POST', '/api/templates/welcome/publish');
  const steps = { say: { kind: 'message', template: 'welcome', next: 'end' }, end: { kind: 'exit' } };
  const offer = { reentry: { kind: 'always' }, start: 'say', steps };
  // Who has confirmed is welcomed; the other one is what the shop sends by itself later.
  const event = [{ id: 'in', kind: 'event', event: 'Form Confirmed' }];
  await ok('PUT', '/api/scenarios/welcome', { name: 'Bienvenue', triggers: event, ...offer });
  await ok('PUT', '/api/scenarios/offer', { name: 'Offre', triggers: [{ id: 'call', kind: 'api' }], ...offer });
  for (const key of ['welcome', 'offer']) await ok('POST', `/api/scenarios/${key}/publish`);
});

/** The shop's own site: another origin, with the one line of script that the product gives for it. */
async function openShopSite(): Promise<{ address: string; stands: (html: string) => void }> {
  let html = '';
  const http = createServer((_, answer) => answer.setHeader('content-type', 'text/html; charset=utf-8').end(html));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  after(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as { port: number };
  const stands = (form: string) => {
    html = `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Atelier</title><h1>Atelier Martin</h1>${form}</html>`;
  };
  return { address: `http://localhost:${port}/`, stands };
}

const says = {
  fr: {
    email: 'Adresse e-mail',
    firstName: /^Prénom/,
    agree: /^J’accepte/,
    send: 'M’inscrire',
    asked: 'Regardez votre boîte de réception',
    asks: /^Confirmez/,
    confirm: 'Oui, confirmer mon inscription',
    confirmed: 'C’est confirmé',
    linen: 'Lin',
    any: 'Au fil de l’eau',
    weekly: 'Une fois par semaine au plus',
    save: 'Enregistrer mes choix',
    saved: 'C’est enregistré.',
    unsubscribe: 'Confirmer ma désinscription',
    done: 'C’est fait',
    messages: 'Messages et raisons',
    seldom: 'La personne a choisi de recevoir moins souvent nos messages',
    stopped: 'L’adresse est bloquée : désinscription',
    facts: 'Fiche',
    left: 'E-mail : adresse bloquée (désinscription)',
    timeline: 'Historique',
    told: ['Inscription confirmée', 'Préférences changées'],
    dead: 'Ce lien ne fonctionne pas',
    gone: 'Ce formulaire n’est plus là',
  },
  en: {
    email: 'E-mail address',
    firstName: /^First name/,
    agree: /^I agree/,
    send: 'Sign me up',
    asked: 'Check your inbox',
    asks: /./,
    confirm: 'Yes, confirm my sign-up',
    confirmed: 'Confirmed',
    linen: 'Linen',
    any: 'As it comes',
    weekly: 'At most once a week',
    save: 'Save my choices',
    saved: 'Saved.',
    unsubscribe: 'Yes, unsubscribe me',
    done: 'Done',
    messages: 'Messages and reasons',
    seldom: 'The person chose to hear from the shop less often',
    stopped: 'The address is suppressed: unsubscribed',
    facts: 'Record',
    left: 'E-mail: address suppressed (unsubscribed)',
    timeline: 'Timeline',
    told: ['Sign-up confirmed', 'Preferences changed'],
    dead: 'This link does not work',
    gone: 'This form is no longer available',
  },
} as const satisfies Record<Language, unknown>;

/** A reader of the shop, in whose browser the public address leads to the server. */
async function reader(how: Visit): Promise<Visitor> {
  const visitor = await visit(browser, PUBLIC, how);
  await visitor.context.route(`${PUBLIC}/**`, async (route) => {
    const url = route.request().url().replace(PUBLIC, server.address);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  return visitor;
}

type Story = { language: Language; email: string; embedded: boolean; size: typeof DESKTOP };

/** Fills the form in by the keyboard alone, where it stands. */
async function signUp(page: Page, { language, email }: Story, form: Page | Frame): Promise<void> {
  const say = says[language];
  await assertLegible(form, page);
  await tabTo(page, say.email, 'input', form);
  await page.keyboard.type(email);
  await tabTo(page, say.firstName, 'input', form);
  await page.keyboard.type('Zoé');
  await sleep(READING_MS);
  // Without the box nothing is sent, and what was typed stays.
  await tabTo(page, say.agree, 'input', form);
  await page.keyboard.press('Space');
  await tabTo(page, say.send, 'button', form);
  await page.keyboard.press('Enter');
  await form.getByRole('heading', { name: say.asked }).waitFor();
  await assertLegible(form, page);
}

/** Goes to the page of the person who has that address, as a marketer does: by the list. */
async function personPage(language: Language, email: string): Promise<Page> {
  const { page } = await signedIn(await visit(browser, server.address, { language }));
  await page.goto(`/people?search=${encodeURIComponent(email)}`);
  await page.getByRole('link', { name: 'Zoé', exact: true }).click();
  await page.getByRole('heading', { name: 'Zoé' }).waitFor();
  return page;
}

/** The shop wants to write, and the marketer reads why it did not. */
async function readWhyNot(page: Page, language: Language, email: string, why: string): Promise<void> {
  const [{ id }] = (await ok('GET', `/api/people?email=${encodeURIComponent(email)}`)).items;
  const before = (await ok('GET', `/api/people/${id}/decisions`)).items.length;
  await ok('POST', '/api/scenarios/offer/enrol', { personId: id });
  for (const end = Date.now() + 60_000; ; await sleep(200)) {
    const { items } = await ok('GET', `/api/people/${id}/decisions`);
    if (items.length > before && items[0].state !== 'pending') break;
    assert.ok(Date.now() < end, 'nothing was decided');
  }
  // The tab that is open stands in the address: it begins with the first one.
  await page.goto(new URL(page.url()).pathname);
  await tabTo(page, says[language].facts, 'tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: says[language].messages, selected: true }).waitFor();
  await page.getByText(why).first().waitFor();
  await settled(page);
  await assertAccessible(page);
}

async function story(given: Story): Promise<void> {
  const { language, email, embedded, size } = given;
  const say = says[language];
  const { page, context, troubles } = await reader({ language, size });
  if (embedded) {
    const { script } = await ok('GET', '/api/forms/letter/snippets');
    site.stands(script);
    await page.goto(site.address);
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    await frame!.getByLabel(say.email).waitFor();
    await page.waitForFunction(fitsItsFrame, null);
    await signUp(page, given, frame!);
  } else {
    await page.goto('/f/letter');
    await signUp(page, given, page);
  }

  await page.goto(linkOf(await letterbox.mailTo(email, say.asks), 'confirm'));
  await assertLegible(page);
  await tabTo(page, say.confirm);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: say.confirmed }).waitFor();
  await assertLegible(page);

  const welcome = await letterbox.mailTo(email, /^Bienvenue Zoé/);
  await page.goto(linkOf(welcome, 'view'));
  await page.getByText('Bienvenue').first().waitFor();
  await page.goto(linkOf(welcome, 'preferences'));
  await assertLegible(page);
  await tabTo(page, say.linen);
  await page.keyboard.press('Space');
  await tabTo(page, say.any);
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.getByRole('radio', { name: say.weekly }).isChecked());
  await tabTo(page, say.save);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(say.saved).waitFor();
  assert.ok(await page.getByRole('checkbox', { name: say.linen }).isChecked());
  await assertLegible(page);
  await server.quiet();

  const marketer = await personPage(language, email);
  await marketer.getByText('linen', { exact: true }).waitFor();
  await marketer.getByText(FORM.consents[0]!.wording[language]).first().waitFor();
  await settled(marketer);
  await assertAccessible(marketer);
  await readWhyNot(marketer, language, email, say.seldom);

  await page.goto(linkOf(welcome, 'unsubscribe'));
  await assertLegible(page);
  await tabTo(page, say.unsubscribe);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: say.done }).waitFor();
  await assertLegible(page);
  await server.quiet();
  await readWhyNot(marketer, language, email, say.stopped);
  await marketer.getByRole('tab', { name: say.facts }).click();
  await marketer.getByText(say.left).waitFor();
  await marketer.getByRole('tab', { name: say.timeline }).click();
  for (const event of say.told) await marketer.getByText(event).first().waitFor();
  assert.deepEqual(troubles, []);
  await context.close();
  await marketer.context().close();
}

/** Nothing of the form is cut off by the frame that the script made. */
function fitsItsFrame(): boolean {
  const frame = document.querySelector('iframe');
  return frame !== null && frame.clientWidth > 300 && frame.clientHeight > 300;
}

test('[FO10] [WE4] who signs up in the shop’s own page confirms, chooses and unsubscribes; the marketer sees it (fr)', () =>
  story({ language: 'fr', email: 'zoe@exemple.fr', embedded: true, size: DESKTOP }));

test('[WE4] who signs up by the form’s own address confirms, chooses and unsubscribes; the marketer sees it (en)', () =>
  story({ language: 'en', email: 'zoe.brown@example.com', embedded: false, size: PHONE }));

test('[WE4] pages that lead nowhere, faults of a form and the invitation are legible in both languages', async () => {
  const { link } = await ok('POST', '/api/invitations', { role: 'analyst', email: 'new@atelier.example' });
  for (const language of ['fr', 'en'] as const) {
    const { page, context } = await reader({ language, size: PHONE });
    for (const [path, heading] of [
      ['/l/confirm/nothing', says[language].dead],
      ['/l/preferences/nothing', says[language].dead],
      ['/l/unsubscribe/nothing', says[language].dead],
      ['/f/nothing', says[language].gone],
    ] as const) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading }).waitFor();
      await assertLegible(page);
    }
    await page.goto('/f/letter');
    await page.locator('form').evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
    });
    await page.getByLabel(says[language].email).fill('zoe@');
    await sleep(READING_MS);
    await page.getByRole('button', { name: says[language].send }).click();
    await page.getByRole('alert').first().waitFor();
    assert.equal(await page.locator('[name=email]').inputValue(), 'zoe@');
    await assertLegible(page);
    await page.goto(new URL(link).pathname);
    await page.locator('input[type=password]').waitFor();
    await assertLegible(page);
    await context.close();
  }
});
