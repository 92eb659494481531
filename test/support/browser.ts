/** A real browser on a real server: pages in one language and size, with whatever went wrong in them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import chromiumBinary from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Frame, type Page, type Request } from 'playwright-core';
import { buildWebWhenStale } from '../../src/api/index.ts';
import { ADMIN } from './serving.ts';

export type Language = 'fr' | 'en';
export const LANGUAGES: readonly Language[] = ['fr', 'en'];
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Nothing in these pages takes longer on a busy machine. */
const PATIENCE_MS = 40_000;

export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** Errors that scripts threw and complaints of the console, each with its page: none is wanted. */
  troubles: string[];
};

export type Visit = { language?: Language; size?: { width: number; height: number }; dark?: boolean };

/**
 * What that package starts a browser with and no reader has: in one process a second visitor would wait for the first one's end, and
 * between sites there are walls.
 */
const NOT_AS_PACKAGED = [
  '--single-process',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
];

/** Starts a browser that ends with the file, once the application is built: it must not change under a story. */
export async function openBrowser(after: (work: () => unknown) => void): Promise<Browser> {
  await buildWebWhenStale(() => {}).done;
  // Drawn as by a graphics card, in software, a page took a third of the processor.
  chromiumBinary.setGraphicsMode = false;
  const browser = await chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: [...chromiumBinary.args.filter((arg) => !NOT_AS_PACKAGED.includes(arg)), '--disable-gpu'],
  });
  after(() => browser.close());
  return browser;
}

/** A visitor with a browser profile of their own. */
export async function visit(browser: Browser, address: string, how: Visit = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: address,
    locale: { fr: 'fr-FR', en: 'en-GB' }[how.language ?? 'fr'],
    viewport: how.size ?? DESKTOP,
    colorScheme: how.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Paris',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  follow(page);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // What the server refuses is part of some stories, and the browser writes a line for each.
    const refused = /Failed to load resource: .* 4\d\d/.test(message.text());
    if (message.type() === 'error' && !refused) troubles.push(`${page.url()}: ${message.text()}`);
  });
  return { page, context, troubles };
}

/** Signs in without the screen, where the sign-in is not the story. */
export async function signedIn(visitor: Visitor, account = ADMIN): Promise<Visitor> {
  const answer = await visitor.context.request.post('/api/session', { data: account });
  assert.equal(answer.status(), 200, await answer.text());
  return visitor;
}

/** A page that asks for nothing for so long has all it needs. */
const QUIET_MS = 300;

/** What each page is still asking for, and since when it asks for nothing. */
const askings = new WeakMap<Page, { open: Set<Request>; since: number }>();

/**
 * Follows what a page asks for. Frames in it are left out: of a sandboxed one that is drawn anew the browser does not always tell that it is
 * done, and what waits for the whole page to be idle waits for ever.
 */
function follow(page: Page): void {
  const asking = { open: new Set<Request>(), since: Date.now() };
  askings.set(page, asking);
  const isOfPage = (request: Request) => request.isNavigationRequest() || request.frame() === page.mainFrame();
  page.on('request', (request) => isOfPage(request) && asking.open.add(request));
  const ended = (request: Request) => {
    if (asking.open.delete(request)) asking.since = Date.now();
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
}

/** What shows that something is waited for. In the tab that is not shown nothing goes on, and what it waited for stays waited for. */
const BUSY = '[aria-busy="true"], .mantine-Skeleton-root';

/** Resolves when the page has asked for all it needs. */
export async function settled(page: Page): Promise<void> {
  const asking = askings.get(page)!;
  const from = Date.now();
  for (;;) {
    const quiet = Date.now() - Math.max(asking.since, from);
    if (asking.open.size === 0 && quiet >= QUIET_MS) break;
    assert.ok(Date.now() - from < PATIENCE_MS, `still asks for ${[...asking.open].map((one) => one.url()).join(', ')}`);
    await sleep(asking.open.size > 0 ? 20 : QUIET_MS - quiet);
  }
  try {
    await page.waitForFunction(
      (busy) => ![...document.querySelectorAll(busy)].some((one) => one.checkVisibility()),
      BUSY,
    );
  } catch {
    const what = await page.locator(BUSY).evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 300)));
    assert.fail(`${page.url()} stays busy: ${what.join('\n')}`);
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

/** What axe-core finds serious or critical on the page as it is, one line each. */
async function violations(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => (window as unknown as AxeWindow).axe.run());
  return found
    .filter(({ impact }) => GRAVE.includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`));
}

type AxeWindow = {
  axe: {
    run: () => Promise<{
      violations: { id: string; impact: string; nodes: { html: string; any: { message: string }[] }[] }[];
    }>;
  };
};

/** Changes the colours and goes to the end of what fades meanwhile: half-way between two colours nothing can be read. */
async function toColour(scheme: string): Promise<void> {
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  for (const fading of document.getAnimations()) if (fading instanceof CSSTransition) fading.finish();
}

/** Holds a page to what every page owes, in both colours. */
export async function assertAccessible(page: Page): Promise<void> {
  for (const colour of ['light', 'dark']) {
    await page.evaluate(toColour, colour);
    assert.deepEqual(await violations(page), [], `${page.url()} in ${colour}`);
  }
}

/** The same of a public page, which follows the colours that the reader's system asks for. */
export async function assertLegible(shown: Page | Frame, page: Page = shown as Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(shown), [], `${shown.url()} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Presses the down arrow in an open menu or list until that entry has the focus. */
export async function arrowTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 20; pressed++) {
    await page.keyboard.press('ArrowDown');
    if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === name) return;
  }
  assert.fail(`“${name}” is not reached by arrow keys on ${page.url()}`);
}

/**
 * Presses Tab until the element with that accessible name has the focus; a page where it cannot be reached fails. `frame` is the one of the
 * page's frames that it stands in.
 */
export async function tabTo(
  page: Page,
  name: string | RegExp,
  role?: string,
  frame: Page | Frame = page,
  key: 'Tab' | 'Shift+Tab' = 'Tab',
): Promise<void> {
  const most = 80;
  const passed: string[] = [];
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press(key);
    const here = await frame.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      const labels = (at as HTMLInputElement | null)?.labels;
      const text = at?.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? at?.textContent ?? '';
      return { text: text.trim(), role: at?.getAttribute('role') ?? at?.tagName.toLowerCase() ?? '' };
    });
    const fits = typeof name === 'string' ? here.text === name : name.test(here.text);
    if (fits && (role === undefined || here.role === role)) return;
    passed.push(`${here.role} ${here.text.slice(0, 30)}`);
  }
  assert.fail(`“${name}” is not reached by ${most} presses of ${key} on ${page.url()}: ${passed.join(', ')}`);
}
