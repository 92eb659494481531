/** The outbox through the screen: what left is found, read as its reader has it, and nothing in it runs. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);

const HOSTILE = '<img src=x onerror="parent.hacked = true"><script>parent.hacked = true; top.hacked = true</script>';

/** A receipt whose text and whose reader's name are full of scripts, sent to one person. */
async function send(): Promise<void> {
  const put = async (path: string, body: object, method = 'PUT') => {
    const answer = await server.call(method, path, { body });
    assert.equal(answer.status, 200, answer.text);
  };
  const draft = {
    format: 'html',
    subject: 'Reçu de {{ user.firstName }}',
    body: `<h1>Merci</h1>${HOSTILE}{{ user.firstName }}`,
  };
  await put('/api/settings/delivery.senderAddress', { value: 'bonjour@boutique.example' });
  await put('/api/settings/shop.postalAddress', { value: '1 rue du Port, 35000 Rennes' });
  await put('/api/templates/receipt', { name: 'Reçu', channel: 'email', class: 'transactional', draft });
  await put('/api/templates/receipt/publish', {}, 'POST');
  await put('/api/scenarios/receipt', {
    name: 'Reçus',
    triggers: [{ id: 'call', kind: 'api' }],
    reentry: { kind: 'always' },
    start: 'say',
    steps: { say: { kind: 'message', template: 'receipt', next: 'end' }, end: { kind: 'exit' } },
  });
  await put('/api/scenarios/receipt/publish', {}, 'POST');
  const traits = { email: 'lea@exemple.fr', firstName: HOSTILE };
  await server.track([{ type: 'identify', userId: 'lea', messageId: 'i1', traits }]);
  await server.quiet();
  await put('/api/scenarios/receipt/enrol', { externalId: 'lea' }, 'POST');
  for (let tries = 0; tries < 100; tries++) {
    const { body } = await server.call('GET', '/api/outbox?state=sent');
    if (body.items.length > 0) return;
    await new Promise((later) => setTimeout(later, 200));
  }
  assert.fail('the receipt does not leave');
}

test('[WB11] a message is found by keyboard, read on phone and desktop, and no script in it runs', async () => {
  await send();
  const { page } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/outbox');
  await settled(page);
  await assertAccessible(page);
  await tabTo(page, 'lea@exemple.fr');
  await page.keyboard.press('Enter');
  const frame = page.frameLocator('iframe[sandbox=""]');
  await frame.getByRole('heading', { name: 'Merci' }).waitFor();
  await page.getByText('Téléphone', { exact: true }).click();
  const width = await page.locator('iframe').evaluate((element) => element.clientWidth);
  assert.ok(width > 300 && width <= 375, `${width} pixels`);
  assert.equal(await page.evaluate(() => 'hacked' in window), false);
  await assertAccessible(page);
});

test('[WB12] filters live in the address, and all sending is stopped and goes on from the screen', async () => {
  const { page } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/outbox?state=failed');
  await page.getByText('No message with these filters').waitFor();
  await page.goto('/outbox?state=sent');
  await page.getByText('lea@exemple.fr').waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Stop sending' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sending' }).click();
  await page.getByText('Sending is stopped').waitFor();
  await assertAccessible(page);
  assert.equal((await server.call('GET', '/api/delivery')).body.stopped, true);
  await page.getByRole('button', { name: 'Let them go' }).click();
  await page.getByRole('button', { name: 'Stop sending' }).waitFor();
  assert.equal((await server.call('GET', '/api/delivery')).body.stopped, false);
});
