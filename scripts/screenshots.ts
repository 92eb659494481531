/**
 * Pictures of every page of the registry, of pages in the middle of work (scenes.ts), of the shop's public pages and its mails, in both languages, light, on a desktop and a phone (and dark on a desktop), into screenshots/:
 *
 *     npm run screenshots -- [ADDRESS EMAIL PASSWORD] [--only settings] [--only public] [--look phone] [--language fr]
 *
 * Without an address a demo shop is started for it. Parameters of a page's path are filled with the first thing that a list answers; a file
 * is sent for the page that looks at one. A page that has nothing to show is named, and the command fails.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { APIRequestContext, Page } from 'playwright-core';
import { PROJECT_DIR } from '../src/config.ts';
import {
  DESKTOP,
  LANGUAGES,
  openBrowser,
  PHONE,
  settled,
  signedIn,
  type Visit,
  visit,
} from '../test/support/browser.ts';
import { filled, registeredPaths } from '../test/support/registry.ts';
import { ADMIN, serveBundled } from '../test/support/serving.ts';
import { mailsOf } from './mails.ts';
import { playLinks, playSignUp, playWelcome } from './public-pages.ts';
import { play, SCENES } from './scenes.ts';

/** Longer pages are cut: a picture of forty lists is read by nobody. */
const MOST_HEIGHT = 1_600;
/** Charts and frames follow a screen that grew. */
const DRAWN_MS = 400;
/** Most that a demo shop may take to be loaded on a busy machine. */
const LOADED_WITHIN_MS = 600_000;

const LOOKS: Record<string, Visit> = {
  desktop: { size: DESKTOP },
  phone: { size: PHONE },
  dark: { size: DESKTOP, dark: true },
};
/** Widths that mails are made for: what most mail programs give them, and a phone. */
const MAIL_WIDTHS = [600, 360];

const { values, positionals } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    look: { type: 'string', multiple: true },
    language: { type: 'string', multiple: true },
  },
  allowPositionals: true,
});
const ends: (() => unknown)[] = [];
const after = (work: () => unknown) => void ends.unshift(work);
try {
  const browser = await openBrowser(after);
  const [address = await demoShop(), email = ADMIN.email, password = ADMIN.password] = positionals;
  const folder = join(PROJECT_DIR, 'screenshots');
  mkdirSync(folder, { recursive: true });
  const missed = new Set<string>();
  let upload: string | undefined;
  for (const language of LANGUAGES.filter((one) => values.language?.includes(one) ?? true)) {
    for (const [look, how] of Object.entries(LOOKS).filter(([one]) => values.look?.includes(one) ?? true)) {
      const { page, context, troubles } = await visit(browser, address, { ...how, language });
      const shoot = async (name: string) => {
        await takePicture(page, how.size!, join(folder, `${name}.${language}.${look}.png`));
      };
      if (values.only === undefined) {
        await page.goto('/');
        await settled(page);
        await shoot('sign-in');
      }
      await signedIn({ page, context, troubles }, { email, password });
      upload ??= await sendFile(page.request);
      for (const path of registeredPaths().filter(isWanted)) {
        const place = await filled(page.request, path, { upload });
        if (place === null) {
          missed.add(path);
          continue;
        }
        await page.goto(place);
        await settled(page);
        const name = path === '/' ? 'home' : path.slice(1).replaceAll('/', '.').replaceAll('$', '');
        await shoot(name);
        // Messages have scenes of their own, and tabs within tabs.
        if (!path.startsWith('/messages')) await shootTabs(page, (tab) => shoot(`${name}.${tab}`));
      }
      for (const scene of SCENES.filter(({ name, wide }) => isWanted(name) && !(wide && how.size === PHONE)))
        await play(scene, page, language, () => shoot(scene.name)).catch((error: Error) => {
          missed.add(`${scene.name} (${error.message.split('\n')[0]})`);
        });
      if (isWanted('public'))
        for (const part of [playLinks, playSignUp, playWelcome])
          await part(page, shoot).catch((error: Error) => {
            missed.add(`public pages (${error.message.split('\n')[0]})`);
          });
      for (const trouble of troubles) console.error(trouble);
      await context.close();
    }
  }
  if (isWanted('mail')) {
    const visitor = await signedIn(await visit(browser, address), { email, password });
    for (const { name, html } of await mailsOf(visitor.context.request)) {
      for (const width of MAIL_WIDTHS) {
        await visitor.page.setViewportSize({ width, height: PHONE.height });
        await visitor.page.setContent(html);
        await visitor.page.screenshot({ path: join(folder, `mail.${name}.${width}.png`), fullPage: true });
      }
    }
  }
  console.log(`The pictures are in ${folder}`);
  for (const path of missed) console.error(`${path} has nothing to show: no picture was made of it`);
  if (missed.size > 0) process.exitCode = 1;
} finally {
  for (const end of ends) await end();
}

/** The address of a demo shop, once it is loaded whole. */
async function demoShop(): Promise<string> {
  const { address, lines } = await serveBundled(after, {}, ['--demo']);
  const said = (what: string) => lines.some((line) => line.startsWith(`The demo shop ${what}`));
  const until = Date.now() + LOADED_WITHIN_MS;
  while (!said('is ready') && Date.now() < until) {
    if (said('could not') || said('is not loaded')) break;
    await sleep(200);
  }
  if (!said('is ready')) throw new Error(lines.join('\n'));
  return address;
}

/** The page's tabs but the open one, each as a picture. */
async function shootTabs(page: Page, shoot: (tab: number) => Promise<void>): Promise<void> {
  for (const [at, tab] of (await page.getByRole('main').getByRole('tab').all()).entries()) {
    if ((await tab.getAttribute('aria-selected')) === 'true') continue;
    await tab.click();
    await settled(page);
    await shoot(at + 1);
  }
}

/**
 * The page on a screen that is as high as it: frames and code are drawn when they are seen, and what lies over a page covers all of it.
 */
async function takePicture(page: Page, size: { width: number; height: number }, path: string): Promise<void> {
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...size, height: Math.max(size.height, Math.min(MOST_HEIGHT, whole)) });
  await page.evaluate(() => scrollTo(0, 0));
  await sleep(DRAWN_MS);
  await page.screenshot({ path });
  await page.setViewportSize(size);
}

/** Whether a page was asked for. */
function isWanted(path: string): boolean {
  return values.only === undefined || values.only.some((part) => path.includes(part));
}

/** Of some accents and a line that cannot be read; a function, because it is asked for before this line is reached. */
function spreadsheet(): string {
  return [
    'N° client;Prénom;Nom;Courriel;Ville;Né le;Newsletter',
    'S1;Zoé;Lefèvre;zoe.lefevre@exemple.fr;Nîmes;14/07/1988;oui',
    ';Sans;Adresse;pas une adresse;Brest;01/01/1990;oui',
    'S2;Loïc;Guégan;loic@exemple.fr;Saint-Malo;03/02/1975;non',
  ].join('\r\n');
}

/** A file that waits to be looked at; answers its id. */
async function sendFile(request: APIRequestContext): Promise<string> {
  const sent = await request.post('/api/imports/uploads?file=clients.csv', {
    headers: { 'content-type': 'application/octet-stream' },
    data: Buffer.from(spreadsheet()),
  });
  if (!sent.ok()) throw new Error(`The file for the pictures was not taken: ${await sent.text()}`);
  return ((await sent.json()) as { id: string }).id;
}
