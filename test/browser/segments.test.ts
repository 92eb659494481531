/** Who is concerned, and who they are: segments and people through the screen. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);

const people = ['Ada', 'Béatrice', 'Camille', 'Dominique', 'Élise', 'Farid'];

before(async () => {
  const timestamp = new Date().toISOString();
  const identify = people.map((firstName, at) => ({
    type: 'identify',
    messageId: `i${at}`,
    userId: `c${at}`,
    timestamp,
    traits: {
      email: `c${at}@exemple.fr`,
      firstName,
      lastName: 'Martin',
      city: at < 4 ? 'Lyon' : 'Paris',
      children: [{ age: at }],
    },
  }));
  const orders = [0, 1, 4].map((at) => ({
    type: 'track',
    messageId: `o${at}`,
    userId: `c${at}`,
    event: 'Order Completed',
    timestamp,
    properties: {
      order_id: `F${at}`,
      total: 59.9,
      currency: 'EUR',
      products: [{ product_id: 'p1', name: 'Chaussures', category: 'Running', price: 59.9, quantity: 1 }],
    },
  }));
  await server.track([...identify, ...orders]);
  await server.quiet();
});

test('B1 · a segment is built from conditions, counted while it is written, and kept (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/segments');
  await page.getByRole('link', { name: 'Nouveau segment' }).first().click();
  await page.getByRole('textbox', { name: 'Nom' }).fill('Lyonnais qui achètent');
  await page.getByRole('button', { name: 'Ajouter une condition' }).click();
  await page.getByRole('menuitem', { name: 'Une information sur la personne' }).click();
  await page.getByRole('combobox', { name: 'Nom de l’information' }).click();
  await page.getByRole('option', { name: 'city' }).click();
  await page.getByRole('combobox', { name: 'Valeur' }).fill('Ly');
  await page.getByRole('option', { name: 'Lyon' }).click();
  await page.getByRole('status').getByText('4', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ajouter une condition' }).click();
  await page.getByRole('menuitem', { name: 'Commandes : combien' }).click();
  await page.getByRole('status').getByText('2', { exact: true }).waitFor();
  await page.getByText('Ville est « Lyon »').waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Créer le segment' }).click();
  await page.getByRole('heading', { name: 'Lyonnais qui achètent' }).waitFor();
  assert.match(page.url(), /\/segments\/lyonnais-qui-achetent$/);
  await server.quiet();
  await page.getByRole('tab', { name: 'Les personnes' }).click();
  await page.getByRole('link', { name: 'Ada Martin' }).waitFor();
  await page.getByRole('tab', { name: 'Dans le temps' }).click();
  await page.getByRole('img', { name: 'Taille du segment jour par jour' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('tab', { name: 'Les personnes' }).click();
  await page.getByRole('link', { name: 'Ada Martin' }).click();
  await page.getByRole('heading', { name: 'Ada Martin' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('B1 · an alternative group and what the editor does not know are kept as they are written (en)', async () => {
  const rule = {
    all: [
      { trait: 'children', op: 'any_item', where: [{ property: 'age', op: 'above', value: 2 }] },
      { any: [{ orders: { amount: { above: 50 }, where: [{ property: 'category', op: 'is', value: 'Running' }] } }] },
    ],
  };
  await server.call('PUT', '/api/segments/parents', { body: { name: 'Parents', rule } });
  const between = [{ none: [{ orders: { within: 'P90D' } }] }, { orders: { count: { at_least: 2, at_most: 5 } } }];
  await server.call('PUT', '/api/segments/between', { body: { name: 'Between', rule: { all: between } } });
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/segments/between');
  const written = page.getByRole('textbox', { name: 'Advanced condition, written in JSON' });
  await written.waitFor();
  assert.match(await written.inputValue(), /"at_most": 5/, 'of two bounds none is shown alone');
  assert.equal(await page.getByRole('textbox', { name: 'Value', exact: true }).inputValue(), '1');
  await page.goto('/segments/parents');
  await page.getByText('Advanced condition, written in JSON').waitFor();
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('70');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('The segment “Parents” is saved.').waitFor();
  const { body } = await server.call('GET', '/api/segments/parents');
  assert.deepEqual(body.rule.all[0], rule.all[0]);
  assert.deepEqual(body.rule.all[1].any[0].orders.amount, { above: 70 });
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('[WB110] [WE7] what a button saves asks before it is left, the second of two chooses, and a new segment replaces none (en)', async () => {
  const rule = { orders: { amount: { above: 50 } } };
  await server.call('PUT', '/api/segments/spenders', { body: { name: 'Spenders', rule } });
  const { page, context, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/segments/spenders');
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('70');
  // Without a connection the button says so, and what was typed stays.
  await settled(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('The server does not answer').first().waitFor();
  await context.setOffline(false);
  await server.call('PUT', '/api/segments/spenders', { body: { name: 'Big spenders', rule } });
  const back = page.getByRole('main').getByRole('link', { name: 'Segments', exact: true });
  await back.click();
  await page.getByRole('dialog', { name: 'Not everything is saved' }).getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('There are two versions now').waitFor();
  await settled(page);
  await assertAccessible(page);
  const kept = async () => (await server.call('GET', '/api/segments/spenders')).body;
  assert.equal((await kept()).rule.orders.amount.above, 50, 'nothing of theirs is written over');
  // The note goes when the saving begins.
  const written = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await page.getByRole('button', { name: 'Keep my version' }).click();
  await written;
  await settled(page);
  assert.deepEqual([(await kept()).name, (await kept()).revision], ['Spenders', 3]);
  await back.click();
  await page.getByRole('link', { name: 'New segment' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Spenders');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('menuitem', { name: 'Orders: how much' }).click();
  await page.getByRole('button', { name: 'Create the segment' }).click();
  await page.getByText('There is a segment “Spenders” under this name already').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('2026 spenders');
  await page.getByRole('button', { name: 'Create the segment' }).click();
  await page.getByRole('heading', { name: '2026 spenders' }).waitFor();
  assert.match(page.url(), /segments\/segment-2026-spenders$/);
  assert.deepEqual(
    troubles.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED')),
    [],
  );
});

test('B2 · the typologies are installed with one click, and their movements are told', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/segments');
  await page.getByRole('button', { name: 'Create the four typologies' }).click();
  await page.getByRole('heading', { name: 'Movements between the typologies' }).waitFor();
  await settled(page);
  await assertAccessible(page);
});

test('A4 · a person is found by the keyboard, and their record says what was bought and what is known', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en' }));
  await page.goto('/people');
  await page.getByRole('link', { name: 'Ada Martin' }).waitFor();
  await assertAccessible(page);
  await tabTo(page, 'Search a name, an e-mail, a number');
  await page.keyboard.type('camille');
  await page.getByRole('link', { name: 'Ada Martin' }).waitFor({ state: 'detached' });
  assert.match(page.url(), /search=camille/);
  await tabTo(page, 'Camille Martin');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Camille Martin' }).waitFor();
  await page.getByText('without a proof of consent nothing commercial leaves').waitFor();
  await page.goto('/people?search=ada');
  await page.getByRole('link', { name: 'Ada Martin' }).click();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.getByText('Order F0').waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('H2 · a person is exported and erased from their page, which says what stays and why (fr)', async () => {
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/people?search=farid');
  await page.getByRole('link', { name: 'Farid Martin' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Exporter ses données' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.json$/);
  await page.getByRole('button', { name: 'Effacer…' }).click();
  await page.getByText('C’est définitif.').waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Effacer définitivement' }).click();
  await page.getByText('Ce qui reste, et pourquoi :').waitFor();
  await page.getByRole('button', { name: 'Revenir aux clients' }).click();
  await page.getByRole('link', { name: 'Ada Martin' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Farid Martin' }).count(), 0);
  assert.deepEqual(troubles, []);
});
