/**
 * What comes back, from end to end: a real server writes through a real mail server, what arrived there comes back as mail
 * servers and providers send it, or as one click in a mail program (RFC 8058), and the next messages are refused or not.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { returnPathFor } from '../../src/channels/index.ts';
import { openLetterbox } from '../support/letterbox.ts';
import { awayReport, bring, complaintReport, postfixReport, type Returned } from '../support/reports.ts';
import { serve } from '../support/serving.ts';
import { introduce, known, personOf, publishOnCall, tell, write } from '../support/shop.ts';

const SECRET = 'a secret that this story shares with its server';
const DOMAIN = 'bounces.declic.example';
const LOOP = 'fbl@declic.example';
const UNKNOWN = '550 5.1.1 <x>: Recipient address rejected: User unknown';

const { mails, url: SMTP_URL } = await openLetterbox(after, {
  onRcptTo: ({ address }, _session, done) =>
    done(
      address.startsWith('nobody@')
        ? Object.assign(new Error('5.1.1 Adresse inconnue, user unknown'), { responseCode: 550 })
        : null,
    ),
});

/** A port that is free now: the server prints its own, but to nobody who could tell us. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

const port = await freePort();
/** Where the shop's proxy takes requests for its server. */
const PUBLIC_URL = 'https://declic.example';
const env = {
  PUBLIC_URL,
  SMTP_URL,
  BOUNCE_PORT: String(port),
  DECLIC_SECRET: SECRET,
};
const server = await serve(after, env);
const { address, call, ok, quiet, folder, declic } = server;

await introduce(ok, { 'delivery.senderAddress': 'bonjour@declic.example', 'intake.feedbackAddresses': [LOOP] });
await publishOnCall(ok, 'offer', { class: 'promotional' });
await publishOnCall(ok, 'receipt', { class: 'transactional' });

/** Somebody who agreed; answers their id. */
async function agreed(name: string): Promise<string> {
  await tell(server, known({ externalId: name, email: `${name}@exemple.fr` }, ['marketing']));
  return personOf(ok, name);
}

const fate = async (scenario: string, name: string): Promise<string> => {
  const { state, reason, outcome } = await write(server, scenario, name);
  return state === 'refused' ? `refused: ${reason}` : String(outcome);
};

/** An offer that left, as it arrived at the mail server. */
async function offered(name: string): Promise<Returned & { person: string; key: string; back: string }> {
  const person = await agreed(name);
  const { key, outcome } = await write(server, 'offer', name);
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
  assert.equal(await fate('offer', 'lea'), 'refused: address_dead');
  assert.equal(await fate('receipt', 'lea'), 'refused: address_dead');
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
  assert.equal(await fate('offer', 'max'), 'refused: suppressed');
  assert.equal(await fate('receipt', 'max'), 'sent');
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
  assert.equal(await fate('offer', 'zoe'), 'sent');
});

test('D2 · an automatic answer to a return path does nothing', async () => {
  const pia = await offered('pia');
  const before = (await ok('GET', '/api/bounces')).items.length;
  assert.equal(await bring(port, pia.back, awayReport(pia, pia.back)), 250);
  await quiet();
  assert.equal(await fate('offer', 'pia'), 'sent');
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
  assert.equal(await fate('offer', 'noa'), 'refused: address_dead');
  assert.equal(await fate('offer', 'eli'), 'refused: address_dead');
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
  await agreed('nobody');
  assert.equal((await write(server, 'offer', 'nobody')).outcome, 'failed');
  assert.equal(await fate('receipt', 'nobody'), 'refused: address_dead');
});

test('a click on “unsubscribe” in the mail program ends what is promotional and nothing else; opening the link changes nothing', async () => {
  await agreed('ada');
  assert.equal((await write(server, 'offer', 'ada')).outcome, 'sent');
  const received = () => mails.filter(({ to }) => to?.[0]?.address === 'ada@exemple.fr');
  const headers = new Map(received()[0]!.headers.map(({ key, value }) => [key, value]));
  assert.equal(headers.get('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
  const [, url = ''] = /^<([^>]+)>$/.exec(headers.get('list-unsubscribe')!)!;
  assert.ok(url.startsWith(`${PUBLIC_URL}/`));
  const link = url.replace(PUBLIC_URL, address);

  const opened = await fetch(link);
  assert.equal(opened.status, 200);
  assert.match(await opened.text(), /<form method="post">/);
  await quiet();
  assert.equal((await write(server, 'offer', 'ada')).outcome, 'sent', 'a scanner that opens links unsubscribes nobody');

  // As RFC 8058 has it: this body, no login, no cookie, no redirect followed.
  const body = new FormData();
  body.set('List-Unsubscribe', 'One-Click');
  const clicked = await fetch(link, { method: 'POST', body, redirect: 'error' });
  assert.equal(clicked.status, 200);
  await quiet();

  const { state, reason } = await write(server, 'offer', 'ada');
  assert.deepEqual([state, reason], ['refused', 'suppressed']);
  assert.equal((await write(server, 'receipt', 'ada')).outcome, 'sent');
  assert.deepEqual(
    received().map(({ subject }) => subject),
    ['offer', 'offer', 'receipt'],
  );
  assert.ok(!received()[2]!.headers.some(({ key }) => key.startsWith('list-unsubscribe')));
});
