/**
 * One click in a mail program (RFC 8058), from end to end: a real server writes through a real mail server, and the header of
 * the mail that arrived there is all that the mailbox uses.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { serve } from '../support/serving.ts';

const PATIENCE_MS = 30_000;

const mails: Email[] = [];
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  closeTimeout: 100,
  onData(stream, _session, done) {
    text(stream)
      .then((raw) => PostalMime.parse(raw))
      .then((mail) => {
        mails.push(mail);
        done();
      }, done);
  },
});
mailServer.listen(0, '127.0.0.1');
await once(mailServer.server, 'listening');
after(() => new Promise<void>((done) => mailServer.close(() => done())));
const { port } = mailServer.server.address() as { port: number };

/** Where the shop's proxy takes requests for its server. */
const PUBLIC_URL = 'https://declic.example';
const { address, call, quiet } = await serve(after, { PUBLIC_URL, SMTP_URL: `smtp://127.0.0.1:${port}` });

async function ok(method: string, path: string, body?: unknown) {
  const answer = await call(method, path, body === undefined ? {} : { body });
  assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
  return answer.body;
}

/** A published template and a scenario that sends it to whom it is asked for. */
async function publish(key: string, kind: 'promotional' | 'transactional'): Promise<void> {
  const draft = { format: 'html', subject: key, body: `<p>${key}</p>` };
  await ok('PUT', `/api/templates/${key}`, { name: key, channel: 'email', class: kind, draft });
  await ok('POST', `/api/templates/${key}/publish`);
  await ok('PUT', `/api/scenarios/${key}`, {
    name: key,
    triggers: [{ id: 'call', kind: 'api' }],
    reentry: { kind: 'always' },
    start: 'say',
    steps: { say: { kind: 'message', template: key, next: 'end' }, end: { kind: 'exit' } },
  });
  await ok('POST', `/api/scenarios/${key}/publish`);
}

type Decision = { state: string; reason: string | null; outcome: string | null };

/** Asks for a message to Léa, and waits until it is known what became of it. */
async function write(scenario: string, person: string): Promise<Decision> {
  const decisions = async (): Promise<Decision[]> => (await ok('GET', `/api/people/${person}/decisions`)).items;
  const before = (await decisions()).length;
  await ok('POST', `/api/scenarios/${scenario}/enrol`, { externalId: 'lea', context: {} });
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const all = await decisions();
    const [last] = all;
    if (all.length > before && (last!.state === 'refused' || last!.outcome === 'sent')) return last!;
  }
  assert.fail(`nothing became of “${scenario}”: ${JSON.stringify(await decisions())}`);
}

async function begin(): Promise<string> {
  for (const [key, value] of Object.entries({
    'shop.name': 'Atelier',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'delivery.senderAddress': 'bonjour@atelier.example',
  })) {
    await ok('PUT', `/api/settings/${key}`, { value });
  }
  await publish('offer', 'promotional');
  await publish('receipt', 'transactional');
  const who = { externalId: 'lea', email: 'lea@exemple.fr' };
  const occurredAt = new Date(Date.now() - 86_400_000);
  const consent = { channel: 'email', purpose: 'marketing', status: 'granted', wording: 'Oui', source: 'test' };
  const facts = [
    { kind: 'identify', who, occurredAt, body: { traits: {} } },
    { kind: 'consent', who, occurredAt, body: consent },
  ];
  const { id } = await ok('POST', '/api/imports', { kind: 'customers', file: 'test' });
  const raw = facts.map((fact) => JSON.stringify(fact)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  assert.equal((await call('POST', `/api/imports/${id}/facts`, { raw, headers })).body.accepted, 2);
  await quiet();
  return (await ok('GET', '/api/people?externalId=lea')).items[0].id;
}

test('a click on “unsubscribe” in the mail program ends what is promotional and nothing else; opening the link changes nothing', async () => {
  const person = await begin();
  assert.equal((await write('offer', person)).outcome, 'sent');
  const headers = new Map(mails[0]!.headers.map(({ key, value }) => [key, value]));
  assert.equal(headers.get('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
  const [, url = ''] = /^<([^>]+)>$/.exec(headers.get('list-unsubscribe')!)!;
  assert.ok(url.startsWith(`${PUBLIC_URL}/`));
  const link = url.replace(PUBLIC_URL, address);

  const opened = await fetch(link);
  assert.equal(opened.status, 200);
  assert.match(await opened.text(), /<form method="post">/);
  await quiet();
  assert.equal((await write('offer', person)).outcome, 'sent', 'a scanner that opens links unsubscribes nobody');

  // As RFC 8058 has it: this body, no login, no cookie, no redirect followed.
  const body = new FormData();
  body.set('List-Unsubscribe', 'One-Click');
  const clicked = await fetch(link, { method: 'POST', body, redirect: 'error' });
  assert.equal(clicked.status, 200);
  await quiet();

  const { state, reason } = await write('offer', person);
  assert.deepEqual([state, reason], ['refused', 'suppressed']);
  assert.equal((await write('receipt', person)).outcome, 'sent');
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['offer', 'offer', 'receipt'],
  );
  assert.ok(!mails[2]!.headers.some(({ key }) => key.startsWith('list-unsubscribe')));
});
