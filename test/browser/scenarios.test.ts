/** Scenarios through the screen: drawn from nothing, tried with a person, published, and read in the outbox. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { arrowTo, assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';
import { introduce } from '../support/shop.ts';

const START = '2026-03-06T21:00:00Z';
/** A walk of weeks, with everything due on the way, on a busy machine. */
const LONG_MS = 120_000;

const browser = await openBrowser(after);
const server = await serve(after, {}, ['--clock', START]);
const { ok } = server;

const example = (name: string) => JSON.parse(readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8'));
const read = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

/** The shop, its messages, and two people who want to hear of it. */
before(async () => {
  await introduce(ok, { 'shop.url': 'https://atelier.example' });
  const { subject, fromName, fromAddress, body, key, ...tip } = example('messages/trial-tip.json');
  const draft = { format: 'mjml', subject, fromName, fromAddress, body: read(`messages/${body}`) };
  for (const { key: name, ...template } of [...example('scenarios/templates.json'), { key, ...tip, draft }]) {
    await ok('PUT', `/api/templates/${name}`, template);
    await ok('POST', `/api/templates/${name}/publish`);
  }
  const identify = ['lea', 'zoe'].map((userId) => ({
    type: 'identify',
    messageId: `i-${userId}`,
    userId,
    timestamp: START,
    traits: { email: `${userId}@exemple.fr`, firstName: userId === 'lea' ? 'Léa' : 'Zoé', timezone: 'Europe/Paris' },
  }));
  await server.track(identify);
  await server.quiet();
  const file = join(server.folder, 'consents.csv');
  const rows = ['lea', 'zoe'].map(
    (who) => `${who},${who}@exemple.fr,email,oui,Je veux vos conseils,inscription,2026-03-01`,
  );
  writeFileSync(file, `customer_id,email,channel,status,wording,source,date\n${rows.join('\n')}\n`);
  const imported = server.declic('import', 'consents', file);
  assert.equal(imported.code, 0, imported.err);
});

const panelOf = (page: Page) => page.getByRole('region', { name: /^(Réglages|Settings)$/ });
const nodeOf = (page: Page, says: string | RegExp) => page.locator('.react-flow__node').filter({ hasText: says });

/** A step out of the palette, behind the chosen one; its panel opens. */
async function tool(page: Page, short: string, kind: string): Promise<void> {
  await page.getByRole('toolbar').getByRole('button', { name: short, exact: true }).click();
  await panelOf(page).getByRole('heading', { name: kind, exact: true }).waitFor();
}

async function choose(
  within: Page | Locator,
  page: Page,
  label: string | RegExp,
  option: string | RegExp,
): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
}

/** A wait of so many days, to an hour of the person's day. */
async function wait(page: Page, days: number, hour?: string): Promise<void> {
  await tool(page, 'Durée', 'Attendre une durée');
  await panelOf(page).getByRole('textbox', { name: 'Durée' }).fill(String(days));
  if (hour) await panelOf(page).getByLabel('Puis jusqu’à l’heure').fill(hour);
}

async function say(page: Page, name: RegExp, signed = false): Promise<void> {
  await tool(page, 'Message', 'Envoyer un message');
  const panel = panelOf(page);
  await choose(panel, page, 'Message', name);
  if (!signed) return;
  await choose(panel, page, 'Signé par', 'Le conseiller de la personne');
  await panel.getByRole('textbox', { name: 'Signature de repli' }).fill('Camille Martin');
  await panel.getByRole('textbox', { name: 'Adresse de repli' }).fill('camille@atelier.example');
}

/** Waits until everything is at the server, and nothing is left to be corrected. */
async function kept(page: Page): Promise<void> {
  await page.getByText(/^(Enregistré|Saved)$/).waitFor();
}

/** Resolves when something has come to rest. */
async function still(it: Locator): Promise<void> {
  const place = async () => JSON.stringify(await it.boundingBox());
  for (let before = await place(); ; ) {
    await it.page().waitForTimeout(100);
    const now = await place();
    if (now === before && now !== 'null') return;
    before = now;
  }
}

/** Chooses a step on the drawing, all of which is shown before. */
async function open(page: Page, says: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Tout voir' }).click();
  await still(nodeOf(page, says));
  await nodeOf(page, says).click();
}

/** Draws a way by hand, from the lower edge of one step to the upper edge of another. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const middle = async (handle: Locator) => {
    const box = await handle.boundingBox();
    assert.ok(box, 'the handle is not on the drawing');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  await still(to);
  const [start, end] = [await middle(from), await middle(to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 });
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.mouse.up();
}

async function begin(page: Page): Promise<void> {
  await page.goto('/scenarios');
  await page.getByRole('button', { name: 'Nouveau scénario' }).first().click();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('textbox', { name: 'Nom du scénario' }).fill('Essai de 30 jours');
  await page.getByRole('button', { name: 'Créer le scénario' }).click();
  const panel = panelOf(page);
  await panel.getByRole('button', { name: 'Ajouter un déclencheur' }).click();
  await page.getByRole('menuitem', { name: 'Un événement se produit' }).click();
  await panel.getByRole('combobox', { name: 'Événement' }).fill('Trial Started');
  await panel.getByRole('button', { name: 'But', exact: true }).click();
  await panel.getByRole('button', { name: 'Définir le but' }).click();
  const goal = panel.getByRole('group', { name: 'But' }).getByRole('combobox', { name: 'Événement' });
  await goal.fill('Order Completed');
  // Known events are offered below, and the list lies over what comes next.
  await goal.blur();
}

/** The three paths of the trial, beside each other. */
async function drawPaths(page: Page): Promise<void> {
  const panel = panelOf(page);
  await tool(page, 'Parallèle', 'Chemins parallèles');
  await panel.getByRole('button', { name: 'Ajouter un chemin' }).click();
  await wait(page, 1, '09:00');
  await say(page, /merci, et qui/, true);
  await wait(page, 1, '09:00');
  await say(page, /astuce/i);
  await tool(page, 'Sortie', 'Sortie');

  await open(page, '3 chemins en même temps');
  await tool(page, 'Événement', 'Attendre un événement');
  await panel.getByRole('combobox', { name: 'Événement' }).fill('Tool Used');
  await panel.getByRole('textbox', { name: 'Durée' }).fill('10');
  await choose(panel, page, 'Ensuite : fait', /Tool Used/);
  await tool(page, 'Heure', 'Attendre une heure du jour');
  await tool(page, 'Condition', 'Condition');
  await panel.getByRole('button', { name: 'Définir une condition : Si la personne' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ajouter une condition' }).click();
  await page.getByRole('menuitem', { name: /Comportement/ }).click();
  await dialog.getByRole('combobox', { name: 'Événement' }).fill('Tool Used');
  await choose(dialog, page, 'Ce qui est mesuré', 'jamais');
  await dialog.getByRole('textbox', { name: 'Durée' }).fill('10');
  await dialog.getByRole('button', { name: 'Valider la condition' }).click();
  await dialog.waitFor({ state: 'detached' });
  await say(page, /une démonstration/, true);
  await tool(page, 'Sortie', 'Sortie');

  await open(page, '3 chemins en même temps');
  await wait(page, 25, '09:00');
  await say(page, /le code des cinq/, true);
  await panel.getByRole('textbox', { name: 'Code promo' }).fill('ESSAI20');
  await panel.getByRole('group', { name: 'Valable' }).getByRole('textbox', { name: 'Durée' }).fill('5');
  await wait(page, 5);
  await tool(page, 'Sortie', 'Sortie');
  await panel.getByRole('textbox', { name: 'Raison de sortie' }).fill('Trial over');
  await panel.getByRole('switch', { name: 'Finir aussi les chemins parallèles' }).check({ force: true });
}

/** A graph without the names of its steps: each step as what it says, and what it leads to. */
function shapeOf(steps: Record<string, Record<string, unknown>>): string[] {
  const ways = new Set(['next', 'timeout', 'otherwise']);
  const bare = (key: string, depth: number): unknown => {
    const step = steps[key];
    if (!step || depth === 0) return step?.kind;
    return Object.fromEntries(
      Object.entries(step)
        .filter(([field]) => field !== 'name')
        .map(([field, value]) => [
          field,
          ways.has(field) ? bare(String(value), depth - 1) : ofPaths(field, value, depth),
        ])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
  };
  const ofPaths = (field: string, value: unknown, depth: number): unknown => {
    if (field !== 'paths') return value;
    return (value as (string | Record<string, unknown>)[]).map((path) =>
      typeof path === 'string' ? bare(path, depth - 1) : { next: bare(String(path.next), depth - 1) },
    );
  };
  return Object.keys(steps)
    .map((key) => JSON.stringify(bare(key, 3)))
    .sort();
}

test('[WB60] C6 · the trial is drawn from an empty canvas with the mouse, published, and its mails are read in the outbox after the clock was moved (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await begin(page);
  await drawPaths(page);
  await page.getByRole('button', { name: 'Ranger les étapes' }).click();
  // The last way is drawn by hand: those who used the tool wait again.
  const watch = nodeOf(page, '« Tool Used »');
  await drag(
    page,
    nodeOf(page, 'Condition').locator('[data-handleid="otherwise"]'),
    watch.locator('.react-flow__handle-top'),
  );
  await page.getByRole('alert').filter({ hasText: 'avant la publication' }).waitFor({ state: 'detached' });
  await kept(page);
  await settled(page);
  await assertAccessible(page);
  const { draft } = await ok('GET', '/api/scenarios/essai-de-30-jours');
  assert.deepEqual(shapeOf(draft.steps), shapeOf(example('scenarios/trial.json').steps));
  assert.deepEqual(draft.goal, { event: 'Order Completed' });

  await page.getByRole('button', { name: 'Publier', exact: true }).click();
  await page.getByText('Personne n’est inscrit d’office').waitFor();
  await page.getByText('Canal non connecté : E-mail').waitFor();
  await page.getByRole('button', { name: 'Publier maintenant' }).click();
  await page.getByText('En service, version 1').waitFor();
  await server.track([{ type: 'track', messageId: 't-lea', userId: 'lea', event: 'Trial Started', timestamp: START }]);
  await server.quiet();
  await page.getByRole('button', { name: /Horloge déplacée/ }).click();
  await page.getByRole('menuitem', { name: 'Avancer d’un jour' }).click();
  await page
    .getByText(/il est maintenant/)
    .first()
    .waitFor({ timeout: LONG_MS });
  // Who waits where: on the second morning's wait, for the tool, and for the last days.
  await nodeOf(page, '« Tool Used »').getByRole('button', { name: '1 personne attend ici : voir qui' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Léa' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
  await page.getByRole('button', { name: '1 entrée', exact: true }).click();
  const came = page.getByRole('dialog', { name: 'Personnes entrées' });
  await came.getByRole('link', { name: 'Léa' }).waitFor();
  await came.getByRole('button', { name: 'Fermer' }).click();
  await page.getByRole('button', { name: /Horloge déplacée/ }).click();
  await page.getByRole('menuitem', { name: 'Avancer de 30 jours' }).click();
  await page.locator('[data-now^="2026-04-06"]').waitFor({ timeout: LONG_MS });

  await page.goto('/outbox');
  const rowOf = (message: string) =>
    page.getByRole('row').filter({ hasText: 'lea@exemple.fr' }).filter({ hasText: message });
  for (const message of ['merci, et qui vous accompagne', 'l’astuce du deuxième jour', 'une démonstration ?'])
    await rowOf(message).waitFor();
  await rowOf('le code des cinq derniers jours').getByRole('link').click();
  await page.getByText(/ESSAI20/).waitFor();
  await page.getByText(/5 avril 2026/).waitFor();
  assert.deepEqual(troubles, []);
});

/** Reaches something by Tab and presses Enter on it. */
async function press(page: Page, name: string | RegExp, role?: string): Promise<void> {
  await tabTo(page, name, role);
  await page.keyboard.press('Enter');
}

async function pick(page: Page, entry: string): Promise<void> {
  await arrowTo(page, entry);
  await page.keyboard.press('Enter');
}

test('[WB61] C6 · a scenario is made, corrected, undone and published by the keyboard alone, and its mail is read (en)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/scenarios');
  await settled(page);
  await press(page, 'New scenario', 'button');
  await tabTo(page, /^Name of the scenario/);
  await page.keyboard.type('Thanks');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Thanks', level: 1 }).waitFor();
  await page.goto('/scenarios/thanks?view=list');
  await settled(page);

  await press(page, 'Add a trigger', 'button');
  await pick(page, 'An event happens');
  await tabTo(page, 'Event');
  await page.keyboard.type('Asked');
  await press(page, /^Add a step after: /, 'button');
  await pick(page, 'Send a message');
  await tabTo(page, 'Which message');
  await page.keyboard.type('merci');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await press(page, /^Add a step after: Send/, 'button');
  await pick(page, 'Wait for a while');
  await press(page, /^Add a step after: Wait/, 'button');
  await pick(page, 'Exit');
  await page.getByText('thing to do').or(page.getByText('things to do')).waitFor({ state: 'detached' });
  await kept(page);
  // Taken out by the keyboard: who led to it leads on; then it is back again.
  await press(page, /^Remove: Wait/, 'button');
  await page
    .getByRole('list', { name: 'Steps of the scenario' })
    .getByText('Wait 1 day')
    .waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await page.getByRole('list', { name: 'Steps of the scenario' }).getByText('Wait 1 day').waitFor();
  await page.keyboard.press('Control+Shift+z');
  await page
    .getByRole('list', { name: 'Steps of the scenario' })
    .getByText('Wait 1 day')
    .waitFor({ state: 'detached' });
  await kept(page);
  await settled(page);
  await assertAccessible(page);

  await press(page, 'Publish', 'button');
  await page.getByRole('button', { name: 'Publish now' }).waitFor();
  await press(page, 'Publish now', 'button');
  await page.getByText('Running, version 1').waitFor();
  const { now } = await ok('GET', '/api/clock');
  await server.track([{ type: 'track', messageId: 't-zoe', userId: 'zoe', event: 'Asked', timestamp: now }]);
  await server.quiet();
  await page.goto('/outbox?scenario=thanks');
  await page.getByRole('row').filter({ hasText: 'zoe@exemple.fr' }).waitFor();
  await press(page, 'zoe@exemple.fr');
  await page.getByText('Merci d’essayer Atelier').first().waitFor();
  assert.deepEqual(troubles, []);
});

const cart = { ...example('scenarios/abandoned-cart.json'), name: 'Panier' };

test('[WB62] what is wrong stands on its step and in a list that leads there; what was removed is undone, and a reload loses nothing (fr)', async () => {
  const { $schema: _, ...draft } = cart;
  await ok('PUT', '/api/scenarios/panier', draft);
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/scenarios/panier');
  const panel = panelOf(page);
  await nodeOf(page, '« cart »').getByLabel('À corriger').waitFor();
  await page.getByRole('button', { name: /« cart-coupon », qui n’existe pas/ }).click();
  await panel.getByText(/« cart-coupon », qui n’existe pas/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Publier', exact: true }).isDisabled(), true);
  await settled(page);
  await assertAccessible(page);

  await choose(panel, page, 'Message', /le code des cinq/);
  await nodeOf(page, /le code des cinq/).waitFor();
  await open(page, /2 jours, puis 18:00/);
  await page.keyboard.press('Delete');
  await nodeOf(page, /2 jours, puis 18:00/).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await nodeOf(page, /2 jours, puis 18:00/).waitFor();
  await page.keyboard.press('Control+z');
  await nodeOf(page, '« cart-coupon »').waitFor();
  await page.getByRole('button', { name: 'Rétablir', exact: true }).click();
  await nodeOf(page, /le code des cinq/).waitFor();
  await kept(page);
  await page.reload();
  await nodeOf(page, /le code des cinq/).waitFor();
  assert.equal((await ok('GET', '/api/scenarios/panier')).draft.steps.coupon.template, 'trial-coupon');
  assert.deepEqual(troubles, []);
});

test('[WB64] of two who draw one scenario the second is told and chooses, and leaving what is not saved asks (fr)', async () => {
  const { $schema: _, ...draft } = cart;
  await ok('PUT', '/api/scenarios/a-deux', draft);
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/scenarios/a-deux');
  await open(page, /2 jours, puis 18:00/);
  await ok('PUT', '/api/scenarios/a-deux', { ...draft, description: 'Par une autre main' });
  await page.keyboard.press('Delete');
  await page.getByText('Il y a maintenant deux versions').waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Segments', exact: true }).first().click();
  await page.getByRole('dialog', { name: 'Tout n’est pas enregistré' }).getByRole('button', { name: 'Rester' }).click();
  assert.equal((await ok('GET', '/api/scenarios/a-deux')).draft.description, 'Par une autre main');
  await page.getByRole('button', { name: 'Prendre l’autre version' }).click();
  await nodeOf(page, /2 jours, puis 18:00/).waitFor();
  await kept(page);
  // The own version is not lost: it comes back, and now over the other one.
  await page.getByRole('button', { name: 'Annuler la dernière action' }).click();
  await nodeOf(page, /2 jours, puis 18:00/).waitFor({ state: 'detached' });
  await kept(page);
  assert.equal((await ok('GET', '/api/scenarios/a-deux')).draft.description, cart.description);
  assert.deepEqual(troubles, []);
});

test('[WB63] one person walks through ahead of time, versions are compared, and a phone shows the list (en)', async () => {
  const steps = {
    say: { kind: 'message', template: 'trial-coupon', next: 'wait' },
    wait: { kind: 'wait', for: 'P3D', hour: '09:00', next: 'end' },
    end: { kind: 'exit' },
  };
  const draft = { name: 'Short', triggers: [{ id: 'api', kind: 'api' }], start: 'say', steps };
  await ok('PUT', '/api/scenarios/short', draft);
  await ok('POST', '/api/scenarios/short/publish');
  const longer = { ...steps, wait: { ...steps.wait, for: 'P5D' }, extra: { kind: 'exit' } };
  await ok('PUT', '/api/scenarios/short', { ...draft, steps: { ...longer, say: { ...steps.say, next: 'extra' } } });
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/scenarios/short');
  await page.getByRole('list', { name: 'Steps of the scenario' }).getByText('Wait 5 days, then 09:00').waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.goto('/scenarios/short?tab=versions');
  await page.getByText('Wait 3 days, then 09:00 → Wait 5 days, then 09:00').waitFor();
  // What the published version only says by itself is no difference.
  assert.equal(await page.getByRole('heading', { name: 'Settings of the scenario changed' }).count(), 0);
  await page.getByRole('heading', { name: 'Steps added' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await ok('PUT', '/api/scenarios/short', draft);
  await page.goto('/scenarios/short?tab=walk');
  await page.getByRole('combobox', { name: 'Who walks' }).fill('zoe');
  await page.getByRole('option', { name: /zoe@exemple.fr/ }).click();
  await page.getByRole('button', { name: 'Walk through' }).click();
  const way = page.getByRole('region', { name: 'Their way' });
  await way.getByText('Would leave').waitFor();
  await way.getByText('End of the way').waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});
