/** Pages that people open without an account: those behind the links of a mail, a sign-up and its confirmation, a colleague's first day. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIRequestContext, Page } from 'playwright-core';
import { ok } from './ok.ts';

type Shoot = (name: string) => Promise<void>;

/** How long somebody looks at a form before it is sent: whoever is quicker than that is taken for a program. */
const READING_MS = 5_000;
/** How long a confirmation may take to be written. */
const MAIL_WITHIN_MS = 30_000;
/** Messages that are looked through for one with every link. */
const MOST_MESSAGES = 50;
/** Links of a mail, by the page that is behind them. */
const LINKS = ['view', 'preferences', 'unsubscribe'] as const;

/** Sends the form that a page shows, by its first button or the one that is named. */
async function send(page: Page, button = 'main form button'): Promise<void> {
  await page.locator(button).first().click();
  await page.waitForLoadState();
}

/** A mail that was read in the pictures before is left alone: what its reader chose then would be shown. */
const used = new Set<string>();

/** The three links of a mail, each first as it opens and then after the reader has said what they want. */
export async function playLinks(page: Page, shoot: Shoot): Promise<void> {
  const links = await linksOfAMail(page.request);
  await page.goto(links.view);
  await shoot('public.view');
  await page.goto(links.preferences);
  await shoot('public.preferences');
  await page.locator('input[name=frequency][value=monthly]').check();
  await page.locator('input[name=pause][value="2w"]').check();
  await send(page, 'button[value=save]');
  await shoot('public.preferences-saved');
  await page.goto(links.unsubscribe);
  await shoot('public.unsubscribe');
  await send(page);
  await shoot('public.unsubscribed');
  await page.goto(links.preferences);
  await shoot('public.preferences-after');
  await page.goto('/l/unsubscribe/nothing');
  await shoot('public.dead-link');
}

async function linksOfAMail(request: APIRequestContext): Promise<Record<(typeof LINKS)[number], string>> {
  const { items } = await ok(request.get(`/api/outbox?state=sent&order=latest&limit=${MOST_MESSAGES}`));
  for (const { key, personId } of items) {
    if (used.has(personId)) continue;
    const { message } = await ok(request.get(`/api/outbox/${key}`));
    const links = LINKS.map((kind) => [kind, new RegExp(`/l/${kind}/[\\w.~-]+`).exec(message?.html ?? '')?.[0]]);
    if (links.some(([, link]) => link === undefined)) continue;
    used.add(personId);
    return Object.fromEntries(links);
  }
  throw new Error('no message that left has every link');
}

/** A stranger signs up by the shop's form and confirms by the mail that comes. */
export async function playSignUp(page: Page, shoot: Shoot): Promise<void> {
  const { request } = page;
  const [form] = (await ok(request.get('/api/forms?limit=1'))).items;
  const email = `stranger.${Date.now()}@courriel.example`;
  await page.goto(`/f/${form.key}`);
  await shoot('public.form');
  await page.locator('input[type=email]').fill('stranger@courriel');
  await sleep(READING_MS);
  await page.locator('form').evaluate((form: HTMLFormElement) => form.submit());
  await page.waitForURL(/[?&]lang=/);
  await shoot('public.form-refused');
  await page.locator('input[type=email]').fill(email);
  for (const box of await page.locator('input[type=checkbox]').all()) await box.check();
  await sleep(READING_MS);
  await send(page);
  await shoot('public.form-sent');
  const link = await confirmationOf(request, email);
  await page.goto(link);
  await shoot('public.confirm');
  await send(page);
  await shoot('public.confirmed');
  await page.goto('/f/nothing');
  await shoot('public.form-gone');
}

/** Where the mail that was written to an address leads. */
async function confirmationOf(request: APIRequestContext, email: string): Promise<string> {
  for (const until = Date.now() + MAIL_WITHIN_MS; Date.now() < until; await sleep(500)) {
    const { items } = await ok(request.get('/api/outbox?order=latest&limit=20'));
    const line = items.find(({ address }: { address: string }) => address === email);
    const { message } = line ? await ok(request.get(`/api/outbox/${line.key}`)) : { message: null };
    const found = /\/l\/confirm\/[\w.~-]+/.exec(message?.html ?? '');
    if (found) return found[0];
  }
  throw new Error(`No confirmation was written to ${email}`);
}

/** A colleague opens their account: afterwards the page is theirs, so this comes last. */
export async function playWelcome(page: Page, shoot: Shoot): Promise<void> {
  const email = `collegue.${Date.now()}@foulee-et-cimes.example`;
  const { link } = await ok(page.request.post('/api/invitations', { data: { email, role: 'analyst' } }));
  await page.goto(new URL(link).pathname);
  await shoot('public.welcome');
  await page.locator('form').evaluate((form: HTMLFormElement) => {
    form.querySelector<HTMLInputElement>('input[type=password]')!.value = 'court';
    form.submit();
  });
  await page.getByRole('alert').waitFor();
  await shoot('public.welcome-refused');
  await page.locator('input[type=password]').fill('une phrase que personne ne devine');
  await send(page);
  await shoot('public.welcomed');
  await page.goto(new URL(link).pathname);
  await shoot('public.welcome-gone');
}
