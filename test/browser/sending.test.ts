/** Sending and forms as an administrator sets them up, through the screen alone. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertAccessible, assertLegible, openBrowser, PHONE, settled, signedIn, visit } from '../support/browser.ts';
import { nameServer } from '../support/dns.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
/** What the name server of this file knows. */
const records: Record<string, string[] | null> = {};
const server = await serve(after, { DNS_SERVERS: await nameServer(after, records) }, [
  '--clock',
  '2026-06-01T08:00:00Z',
]);
/** The clock stands still: what is due is done when it is asked for. */
const settle = async (advance = 'PT0S') =>
  assert.equal((await server.call('POST', '/api/clock', { body: { advance }, patienceMs: 60_000 })).status, 200);

const open = async (path: string, language: 'fr' | 'en') => {
  const visitor = await signedIn(await visit(browser, server.address, { language }));
  await visitor.page.goto(path);
  return visitor;
};

test('[WB103] a mail server is added and tried, a channel tried, and a domain gets its record (fr)', async () => {
  const { page, troubles } = await open('/settings/channels', 'fr');
  await page.getByText('Aucun serveur d’envoi').waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Tester : SMS' }).click();
  await page.getByLabel('Numéro de téléphone').fill('06 12 34 56 78');
  await page.getByRole('button', { name: 'Lancer l’essai' }).click();
  await page.getByText('L’adresse est bonne, mais rien n’est parti').waitFor();
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click();
  await page.getByRole('button', { name: 'Ajouter un serveur' }).first().click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Nom', exact: true }).fill('Relais');
  // Nobody listens there: the refusal of the connection is the answer.
  await page.getByLabel('Serveur SMTP').fill('127.0.0.1');
  await page.getByLabel('Port du serveur').fill('9');
  await page.getByLabel('Identifiant').fill('claire@boutique.example');
  await page.getByLabel('Mot de passe ou clé SMTP').fill('p@ss/mot');
  await page.getByLabel('Par heure').fill('500');
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Modifier Relais' }).click();
  assert.equal(await page.getByLabel('Par heure').inputValue(), '500');
  assert.equal(await page.getByLabel('Mot de passe ou clé SMTP').inputValue(), '', 'what is kept is never shown');
  const [relais] = (await server.call('GET', '/api/providers')).body.items;
  assert.deepEqual([relais.key, relais.shown.includes('127.0.0.1:9')], ['relais', true]);
  await page.getByRole('button', { name: 'Seulement se connecter' }).click();
  await page.getByText('L’essai a échoué').waitFor();
  await page.goto('/settings/domains');
  await page.getByRole('button', { name: 'Ajouter un domaine' }).first().click();
  await page.getByLabel('Nom de domaine').fill('boutique.example');
  await page.getByRole('button', { name: 'Fabriquer la clé' }).click();
  await page.getByText('_domainkey.boutique.example').waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('[WB109] the DNS is asked by a button: what is missing is told with what to do, what is wrong is shown, and what is published counts (en)', async () => {
  const made = await server.call('PUT', '/api/sending-domains/letters.example');
  assert.equal(made.status, 200, made.text);
  const { page, troubles } = await open('/settings/domains', 'en');
  const domain = page.getByRole('region', { name: 'letters.example' });
  await domain.getByText('Not checked yet').waitFor();
  await tabToIn(page, 'letters.example');
  await page.keyboard.press('Enter');
  await domain.getByText('Missing', { exact: true }).nth(2).waitFor();
  await settled(page);
  await assertAccessible(page);

  records['letters.example'] = ['v=spf1 +all'];
  records[made.body.record.name] = [made.body.record.value];
  records['_dmarc.letters.example'] = ['v=DMARC1; p=none'];
  await domain.getByRole('button', { name: 'Check the DNS' }).click();
  await domain.getByText('v=spf1 +all').waitFor();
  await domain.getByText('Good', { exact: true }).nth(1).waitFor();
  assert.equal(await domain.getByText('To be corrected', { exact: true }).count(), 1);
  await settled(page);
  await assertAccessible(page);

  records['letters.example'] = ['v=spf1 ip4:192.0.2.25 -all'];
  await domain.getByRole('button', { name: 'Check the DNS' }).click();
  await domain.getByText('Good', { exact: true }).nth(2).waitFor();
  records['_dmarc.letters.example'] = null;
  await domain.getByRole('button', { name: 'Check the DNS' }).click();
  await domain.getByText(/The DNS does not answer/).waitFor();
  await page.reload();
  await domain.getByText(/The DNS does not answer/).waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

/** To the button of that domain which asks its DNS. */
async function tabToIn(page: Awaited<ReturnType<typeof open>>['page'], domain: string): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(
      () => `${document.activeElement?.closest('section')?.ariaLabel}: ${document.activeElement?.textContent}`,
    );
    if (here === `${domain}: Check the DNS`) return;
  }
  assert.fail(`the button of ${domain} is not reached by Tab`);
}

test('[WB104] an address is suppressed with a reason, found by it, and taken off with another (en)', async () => {
  const { page, troubles } = await open('/settings/suppressions', 'en');
  await page.getByText('Nobody said stop').waitFor();
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Address or number').fill('ana@shop.example');
  await page.getByLabel('Why').fill('asked by phone');
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Stop writing to it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await settle();
  await page.getByRole('searchbox').fill('ana@shop.example');
  await page.waitForURL(/address=/);
  // What is applied a moment later is there when it is looked for again.
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'ana@shop.example' });
  await row.waitFor();
  await settled(page);
  await assertAccessible(page);
  await row.getByRole('button', { name: 'Take off the list' }).click();
  await page.getByLabel('Why').fill('it was a mistake');
  await page.getByRole('dialog').getByRole('button', { name: 'Take it off the list' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await settle();
  await page.reload();
  await page.getByText('Nothing matches').waitFor();
  await page.goto('/settings/audit');
  await page.getByRole('row').filter({ hasText: 'it was a mistake' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'asked by phone' }).waitFor();
  await page.goto('/settings/retention');
  await page.getByText('Files that were sent').waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});

test('[WB105] a form is made, seen while it is written, put online, and its snippets are there (fr)', async () => {
  const needed = {
    'shop.name': 'Sport Océan',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'delivery.senderAddress': 'bonjour@boutique.example',
  };
  for (const [key, value] of Object.entries(needed))
    assert.equal((await server.call('PUT', `/api/settings/${key}`, { body: { value } })).status, 200);
  const { page, troubles } = await open('/forms', 'fr');
  await page.getByText('Aucun formulaire pour l’instant').waitFor();
  await page.getByRole('link', { name: 'Créer un formulaire' }).first().click();
  await page.getByLabel('Nom du formulaire').fill('Lettre d’été');
  await page.getByLabel('Titre affiché').fill('La lettre de l’été');
  const preview = page.frameLocator('iframe[sandbox=""]');
  await preview.getByRole('heading', { name: 'La lettre de l’été' }).waitFor();
  await preview.getByText('Prénom').waitFor();
  await page.getByRole('button', { name: 'Ajouter une question' }).click();
  await page.getByLabel('Question affichée').last().fill('Votre sport préféré');
  await preview.getByText('Votre sport préféré').waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Mettre en ligne' }).click();
  await page.getByText('La version 1 est en ligne.').waitFor();
  const { draft } = (await server.call('GET', '/api/forms/lettre-d-ete')).body;
  assert.equal(draft.fields[1].trait, 'votre_sport_prefere');
  await page.getByText('En ligne, version 1').waitFor();
  await page.getByText('/f/lettre-d-ete/embed.js').waitFor();
  await settled(page);
  await assertAccessible(page);
  const address = (await page.getByRole('link', { name: /\/f\/lettre-d-ete/ }).getAttribute('href'))!;
  await page.goto(address);
  await page.getByRole('heading', { name: 'La lettre de l’été' }).waitFor();
  assert.deepEqual(troubles, []);
});

test('[WE4] a confirmation that comes too late is told, and the forms are read on a phone (fr, en)', async () => {
  const raw = new URLSearchParams({ email: 'tard@exemple.fr', 'consent:0': '1' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' };
  const sent = await server.call('POST', '/f/lettre-d-ete', { raw, headers, key: null });
  assert.equal(sent.status, 200, sent.text);
  await settle();
  const [{ key }] = (await server.call('GET', '/api/outbox?order=latest&limit=1')).body.items;
  const { message } = (await server.call('GET', `/api/outbox/${key}`)).body;
  const link = /\/l\/confirm\/[^"]+/.exec(message.html)![0];
  await settle('P8D');
  // In the language of the sign-up, whatever the browser speaks.
  const reader = await visit(browser, server.address, { language: 'en', size: PHONE });
  await reader.page.goto(link);
  await reader.page.getByRole('heading', { name: 'Ce lien a expiré' }).waitFor();
  await assertLegible(reader.page);
  await reader.context.close();
  const { page, troubles } = await signedIn(await visit(browser, server.address, { language: 'en', size: PHONE }));
  await page.goto('/forms');
  await page.getByRole('link', { name: 'Lettre d’été' }).waitFor();
  await settled(page);
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Lettre d’été' }).click();
  await page.getByText('Online, version 1').waitFor();
  await settled(page);
  await assertAccessible(page);
  assert.deepEqual(troubles, []);
});
