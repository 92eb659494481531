/**
 * What comes back, from end to end: a real server writes through a real mail server, what arrived there comes back as mail
 * servers and providers send it, and the next messages are refused or not.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { returnPathFor } from '../../src/channels/index.ts';
import { awayReport, bring, complaintReport, postfixReport, type Returned } from '../support/reports.ts';
import { serve } from '../support/serving.ts';

const PATIENCE_MS = 30_000;
const SECRET = 'a secret that this story shares with its server';
const DOMAIN = 'bounces.declic.example';
const LOOP = 'fbl@declic.example';
const UNKNOWN = '550 5.1.1 <x>: Recipient address rejected: User unknown';

const mails: Email[] = [];
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  closeTimeout: 100,
  onRcptTo: ({ address }, _session, done) =>
    done(
      address.startsWith('nobody@')
        ? Object.assign(new Error('5.1.1 Adresse inconnue, user unknown'), { responseCode: 550 })
        : null,
    ),
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
const { port: sink } = mailServer.server.address() as { port: number };

/** A port that is free now: the server prints its own, but to nobody who could tell us. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

const port = await freePort();
const env = {
  PUBLIC_URL: 'https://declic.example',
  SMTP_URL: `smtp://127.0.0.1:${sink}`,
  BOUNCE_PORT: String(port),
  DECLIC_SECRET: SECRET,
};
const { call, quiet, folder, declic } = await serve(after, env);

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

await ok('PUT', '/api/settings/shop.name', { value: 'Atelier' });
await ok('PUT', '/api/settings/shop.postalAddress', { value: '1 rue du Port, 35000 Rennes' });
await ok('PUT', '/api/settings/delivery.senderAddress', { value: 'bonjour@declic.example' });
await ok('PUT', '/api/settings/intake.feedbackAddresses', { value: [LOOP] });
await publish('offer', 'promotional');
await publish('receipt', 'transactional');

/** Somebody who agreed; answers their id. */
async function agreed(name: string): Promise<string> {
  const who = { externalId: name, email: `${name}@exemple.fr` };
  const occurredAt = '2026-01-01T10:00:00Z';
  const consent = { channel: 'email', purpose: 'marketing', status: 'granted', wording: 'Oui', source: 'test' };
  const facts = [
    { kind: 'identify', who, occurredAt, body: { traits: {} } },
    { kind: 'consent', who, occurredAt, body: consent },
  ];
  const { id } = await ok('POST', '/api/imports', { kind: 'customers', file: 'test' });
  const raw = facts.map((fact) => JSON.stringify(fact)).join('\n');
  await call('POST', `/api/imports/${id}/facts`, { raw, headers: { 'content-type': 'application/x-ndjson' } });
  await quiet();
  return (await ok('GET', `/api/people?externalId=${name}`)).items[0].id;
}

type Decision = { key: string; state: string; reason: string | null; outcome: string | null };

const ended = new Set<string | null>(['sent', 'failed', 'skipped', 'uncertain', 'recalled']);

/** Asks for a message, and waits until it is known what became of it. */
async function write(scenario: string, name: string, person: string): Promise<Decision> {
  const decisions = async (): Promise<Decision[]> => (await ok('GET', `/api/people/${person}/decisions`)).items;
  const before = (await decisions()).length;
  await ok('POST', `/api/scenarios/${scenario}/enrol`, { externalId: name, context: {} });
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const all = await decisions();
    const [last] = all;
    if (all.length > before && (last!.state === 'refused' || ended.has(last!.outcome))) {
      await quiet();
      return last!;
    }
  }
  assert.fail(`nothing became of “${scenario}”: ${JSON.stringify(await decisions())}`);
}

const fate = async (scenario: string, name: string, person: string): Promise<string> => {
  const { state, reason, outcome } = await write(scenario, name, person);
  return state === 'refused' ? `refused: ${reason}` : String(outcome);
};

/** An offer that left, as it arrived at the mail server. */
async function offered(name: string): Promise<Returned & { person: string; key: string; back: string }> {
  const person = await agreed(name);
  const { key, outcome } = await write('offer', name, person);
  assert.equal(outcome, 'sent');
  const mail = mails.at(-1)!;
  const headers = Object.fromEntries(mail.headers.map((header) => [header.originalKey, header.value]));
  const link = { 'List-Unsubscribe': headers['List-Unsubscribe']! };
  const returned = {
    from: 'bonjour@declic.example',
    to: `${name}@exemple.fr`,
    messageId: mail.messageId!,
    headers: link,
  };
  return { ...returned, person, key, back: returnPathFor(key, DOMAIN, SECRET) };
}

test('D2 · a bounce of a message that left ends the address: nothing more is written to it, and everybody can see why', async () => {
  const lea = await offered('lea');
  assert.equal(await bring(port, lea.back, postfixReport(lea, UNKNOWN, lea.back)), 250);
  await quiet();
  assert.equal(await fate('offer', 'lea', lea.person), 'refused: address_dead');
  assert.equal(await fate('receipt', 'lea', lea.person), 'refused: address_dead');
  const { items } = await ok('GET', `/api/people/${lea.person}/timeline`);
  const told = items.find((item: { name?: string }) => item.name === 'Message Bounced');
  assert.deepEqual([told?.properties.state, told?.properties.reason], ['bounced_hard', 'userunknown']);
  const line = (await ok('GET', `/api/outbox?person=${lea.person}`)).items[0];
  assert.deepEqual([line.state, line.outcome, line.outcomeReason], ['sent', 'bounced_hard', 'userunknown']);
});

test('D18 · a complaint through a feedback loop that hides the address ends what sells, and nothing else', async () => {
  const max = await offered('max');
  const report = complaintReport({ ...max, to: 'redacted', messageId: '<hidden@x>' }, LOOP);
  assert.equal(await bring(port, LOOP, report), 250);
  await quiet();
  assert.equal(await fate('offer', 'max', max.person), 'refused: suppressed');
  assert.equal(await fate('receipt', 'max', max.person), 'sent');
});

test('D2 · a forged report is refused or listed, and ends nobody’s address', async () => {
  const zoe = await offered('zoe');
  const forged = returnPathFor(zoe.key, DOMAIN, 'a guess');
  const raw = postfixReport({ ...zoe, messageId: '<1@evil.example>' }, UNKNOWN, forged);
  assert.equal(await bring(port, forged, raw), 550);
  assert.equal(await bring(port, 'victim@elsewhere.example', raw), 550, 'no open relay');
  assert.equal(await bring(port, LOOP, raw), 250);
  const headers = { 'content-type': 'message/rfc822' };
  const { status, body } = await call('POST', '/api/bounces', { raw, headers });
  assert.deepEqual([status, body.result, body.reason], [200, 'listed', 'no_proof']);
  const { items } = await ok('GET', '/api/bounces?limit=2');
  assert.deepEqual(
    items.map((item: { source: string; reason: string }) => `${item.source} ${item.reason}`),
    ['api no_proof', 'smtp no_proof'],
  );
  assert.equal((await call('POST', '/api/bounces', { raw, headers, key: null })).status, 401);
  assert.equal((await call('POST', '/api/bounces', { body: { raw: '' } })).status, 422);
  assert.equal(await fate('offer', 'zoe', zoe.person), 'sent');
});

test('D2 · an automatic answer to a return path does nothing', async () => {
  const pia = await offered('pia');
  const before = (await ok('GET', '/api/bounces')).items.length;
  assert.equal(await bring(port, pia.back, awayReport(pia, pia.back)), 250);
  await quiet();
  assert.equal(await fate('offer', 'pia', pia.person), 'sent');
  assert.equal((await ok('GET', '/api/bounces')).items.length, before);
});

test('[BI7] D2 · “declic bounce” takes what a mail server pipes or a mailbox kept, with and without JSON', async () => {
  const [noa, eli] = [await offered('noa'), await offered('eli')];
  const file = join(folder, 'bounce.eml');
  // Without a return path of its own the shop’s mailbox gets the report; our Message-ID is the proof.
  writeFileSync(file, postfixReport(noa, UNKNOWN, 'bonjour@declic.example'));
  const said = declic('bounce', file, '--json');
  assert.equal(said.code, 0, said.err);
  assert.deepEqual(
    JSON.parse(said.out).map((one: { outcome: string }) => one.outcome),
    ['bounced_hard'],
  );
  const piped = pipe(postfixReport(eli, UNKNOWN, eli.back));
  assert.equal(piped.status, 0, piped.stderr);
  assert.match(piped.stdout, /bounced_hard \(userunknown\)/);
  await quiet();
  assert.equal(await fate('offer', 'noa', noa.person), 'refused: address_dead');
  assert.equal(await fate('offer', 'eli', eli.person), 'refused: address_dead');
  assert.equal(declic('bounce').code, 2);
  assert.equal(declic('bounce', join(folder, 'missing.eml')).code, 1);
  // A pipe that finds no server and may not start one: the mail server keeps the message.
  const lost = pipe('Subject: x\r\n\r\n', {
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    DECLIC_DATA: join(folder, 'other'),
  });
  assert.equal(lost.status, 75, lost.stderr);
});

const BIN = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
const pipe = (input: string, more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [BIN, 'bounce', '-'], {
    env: { PATH: process.env.PATH, DECLIC_DATA: join(folder, 'data'), ...env, ...more },
    input,
    encoding: 'utf8',
  });

test('D2 · an address that the mail server refuses while it is spoken to is ended at once', async () => {
  const person = await agreed('nobody');
  assert.equal((await write('offer', 'nobody', person)).outcome, 'failed');
  assert.equal(await fate('receipt', 'nobody', person), 'refused: address_dead');
});
