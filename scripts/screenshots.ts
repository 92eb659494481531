/**
 * Pictures of every page of the registry, in both languages, light, on a desktop and a phone (and dark on a desktop), into screenshots/:
 *
 *     npm run screenshots -- [ADDRESS EMAIL PASSWORD] [--only settings]
 *
 * Without an address a demo shop is started for it. Parameters of a page's path are filled with the first thing that a list answers.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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
import { ADMIN, serve } from '../test/support/serving.ts';

/** Longer pages are cut: a picture of forty lists is read by nobody. */
const MOST_HEIGHT = 1_600;

const LOOKS: Record<string, Visit> = {
  desktop: { size: DESKTOP },
  phone: { size: PHONE },
  dark: { size: DESKTOP, dark: true },
};

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const ends: (() => unknown)[] = [];
const after = (work: () => unknown) => void ends.unshift(work);
try {
  const browser = await openBrowser(after);
  const [address = (await serve(after, {}, ['--demo'])).address, email = ADMIN.email, password = ADMIN.password] =
    positionals;
  const folder = join(PROJECT_DIR, 'screenshots');
  mkdirSync(folder, { recursive: true });
  for (const language of LANGUAGES) {
    for (const [look, how] of Object.entries(LOOKS)) {
      const { page, context, troubles } = await visit(browser, address, { ...how, language });
      const shoot = async (name: string) => {
        const height = Math.min(MOST_HEIGHT, await page.evaluate(() => document.documentElement.scrollHeight));
        const clip = { x: 0, y: 0, width: how.size!.width, height };
        await page.screenshot({ path: join(folder, `${name}.${language}.${look}.png`), fullPage: true, clip });
      };
      if (values.only === undefined) {
        await page.goto('/');
        await settled(page);
        await shoot('sign-in');
      }
      await signedIn({ page, context, troubles }, { email, password });
      for (const path of paths()) {
        const place = await filled(page.request, path);
        if (place === null) continue;
        await page.goto(place);
        await settled(page);
        await shoot(path === '/' ? 'home' : path.slice(1).replaceAll('/', '.').replaceAll('$', ''));
      }
      for (const trouble of troubles) console.error(trouble);
      await context.close();
    }
  }
  console.log(`The pictures are in ${folder}`);
} finally {
  for (const end of ends) await end();
}

/** What was asked for of the registry. */
function paths(): string[] {
  return registeredPaths().filter((path) => values.only === undefined || path.includes(values.only));
}
