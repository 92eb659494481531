/** The outbox through the screen: what left is found, read as its reader has it, and nothing in it runs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertAccessible, openBrowser, PHONE, settled, signedIn, tabTo, visit } from '../support/browser.ts';
import { serve } from '../support/serving.ts';
import { introduce, publishOnCall, write } from '../support/shop.ts';

const browser = await openBrowser(after);
const server = await serve(after);
const { ok } = server;

const HOSTILE = '<img src=x onerror="parent.hacked = true"><script>parent.hacked = true; top.hacked = true</script>';

/** A receipt whose text and whose reader's name are full of scripts, sent to one person. */
async function send(): Promise<void> {
  await introduce(ok);
  const body = `<h1>Merci</h1>${HOSTILE}{{ user.firstName }}`;
  await publishOnCall(ok, 'receipt', {
    class: 'transactional',
    name: 'Reçus',
    subject: 'Reçu de {{ user.firstName }}',
    body,
  });
  const traits = { email: 'lea@exemple.fr', firstName: HOSTILE };
  await server.track([{ type: 'identify', userId: 'lea', messageId: 'i1', traits }]);
  await server.quiet();
  assert.equal((await write(server, 'receipt', 'lea')).outcome, 'sent');
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
  await page.getByRole('button', { name: 'Resume sending' }).click();
  await page.getByRole('button', { name: 'Stop sending' }).waitFor();
  assert.equal((await server.call('GET', '/api/delivery')).body.stopped, false);
});

/** A mail server that takes a message whole and is gone before it says so. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const smtp = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    let body = false;
    let line = '';
    socket.write('220 silent\r\n');
    socket.on('data', (chunk) => {
      line += chunk.toString('latin1');
      if (body) return line.endsWith('\r\n.\r\n') && socket.destroy();
      if (!line.endsWith('\r\n')) return;
      body = /^DATA/i.test(line);
      socket.write(body ? '354 go on\r\n' : '250 ok\r\n');
      line = '';
    });
  }).listen(0, '127.0.0.1');
  await once(smtp, 'listening');
  after(() => {
    smtp.close();
    for (const socket of sockets) socket.destroy();
  });
  return `smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`;
}

test('[WB111] of a message that may or may not have left somebody says on its page what became of it (fr)', async () => {
  await ok('PUT', '/api/providers/silent', { name: 'Silent', url: await silentServer() });
  // What sends looks for new servers twice a second; what leaves before stays in the outbox.
  let made = await write(server, 'receipt', 'lea');
  for (const until = Date.now() + 30_000; made.outcome === 'sent' && Date.now() < until; await sleep(100))
    made = await write(server, 'receipt', 'lea');
  const { key, outcome } = made;
  assert.equal(outcome, 'uncertain');
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'fr' }));
  await page.goto('/outbox?state=uncertain');
  await page.getByRole('link', { name: 'lea@exemple.fr' }).click();
  await page.getByText('On ne sait pas si ce message est parti').waitFor();
  await settled(page);
  await assertAccessible(page);
  await tabTo(page, 'Il est parti');
  await page.keyboard.press('Enter');
  await page.getByText('Il sera compté parmi les messages envoyés.').waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Il est parti' }).click();
  await page.getByText('On ne sait pas si ce message est parti').waitFor({ state: 'detached' });
  assert.equal((await ok('GET', `/api/outbox/${key}`)).state, 'sent');
  // The message is shown in a sandbox, and what looks for faults runs scripts in every frame.
  const stopped = /Blocked script execution in 'about:srcdoc'/;
  assert.deepEqual(
    troubles.filter((line) => !stopped.test(line)),
    [],
  );
});
