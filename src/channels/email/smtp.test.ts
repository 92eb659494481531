import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { messageIdFor, type OutgoingMessage } from '../adapter.ts';
import { smtpAdapter } from './smtp.ts';

const message: OutgoingMessage = {
  key: 'entry/step/1',
  from: { address: 'bonjour@boutique.example', name: 'L’Atelier, Rennes' },
  replyTo: 'conseil@boutique.example',
  to: 'marie@exemple.fr',
  subject: 'Marie, votre café préféré est là ☕',
  html: '<p>Bonjour <b>Marie</b></p>',
  text: 'Bonjour Marie\n.\nune ligne d’un seul point',
  headers: {
    'List-Unsubscribe': '<https://shop.example/u/abc>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
};

type Received = { raw: string; from: string; to: string[] };

/** A real mail server on a free port; closed, with the adapter, when the test ends. */
async function mailServer(t: TestContext, options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          raw: Buffer.concat(chunks).toString('utf8'),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((recipient) => recipient.address),
        });
        done(null, '250 OK queued as ABC123');
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as { port: number };
  return { received, ...client(t, port, () => new Promise<void>((closed) => server.close(() => closed()))) };
}

function client(t: TestContext, port: number, closeServer: () => Promise<void>) {
  const adapter = smtpAdapter(`smtp://127.0.0.1:${port}`, { connectTimeoutMs: 2000, idleTimeoutMs: 2000 });
  t.after(async () => {
    await adapter.close();
    await closeServer();
  });
  return { adapter };
}

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

test('[CH4] a message arrives as it was written: both parts, accents, sender, headers, one recipient', async (t) => {
  const { adapter, received } = await mailServer(t);
  assert.deepEqual(await adapter.send(message), { state: 'sent', providerId: 'ABC123' });
  assert.deepEqual(received[0]?.to, ['marie@exemple.fr']);
  assert.equal(received[0]?.from, 'bonjour@boutique.example');
  const mail = await PostalMime.parse(received[0]!.raw);
  assert.equal(mail.subject, message.subject);
  assert.deepEqual(mail.from, { name: 'L’Atelier, Rennes', address: 'bonjour@boutique.example' });
  assert.equal(mail.replyTo?.[0]?.address, 'conseil@boutique.example');
  assert.equal(mail.text?.trimEnd(), message.text);
  assert.equal(mail.html?.trimEnd(), message.html);
  const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
  assert.equal(headers.get('list-unsubscribe'), '<https://shop.example/u/abc>');
  assert.equal(headers.get('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
});

test('[CH5] the same key sent twice carries the same Message-ID', async (t) => {
  const { adapter, received } = await mailServer(t);
  await adapter.send(message);
  await adapter.send({ ...message, subject: 'again' });
  const ids = await Promise.all(received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
  assert.deepEqual(ids, Array(2).fill(messageIdFor(message.key, message.from.address)));
});

test('[CH4] a hundred messages at once all arrive, each once', async (t) => {
  const { adapter, received } = await mailServer(t);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, i) => adapter.send({ ...message, key: `k${i}`, to: `p${i}@exemple.fr` })),
  );
  assert.ok(results.every(({ state }) => state === 'sent'));
  assert.equal(new Set(received.map(({ to }) => to[0])).size, 100);
  assert.equal(received.length, 100);
});

test('[CH6] an unknown mailbox is rejected, a full one may be tried again', async (t) => {
  const { adapter } = await mailServer(t, {
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('nobody')) return done(refusal(550, 'No such user here'));
      if (address.startsWith('full')) return done(refusal(452, 'Mailbox full'));
      done();
    },
  });
  const unknown = await adapter.send({ ...message, to: 'nobody@exemple.fr' });
  assert.equal(unknown.state, 'rejected');
  assert.equal(unknown.retryable, false);
  assert.match(unknown.reason ?? '', /No such user/);
  const full = await adapter.send({ ...message, to: 'full@exemple.fr' });
  assert.deepEqual([full.state, full.retryable], ['failed', true]);
  assert.equal((await adapter.send(message)).state, 'sent');
});

test('[CH6] a body refused by the server is rejected', async (t) => {
  const { adapter } = await mailServer(t, {
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done(refusal(554, 'Looks like spam')));
    },
  });
  assert.equal((await adapter.send(message)).state, 'rejected');
});

test('[CH6] a bad login fails without blaming the address', async (t) => {
  const { adapter: anonymous } = await mailServer(t, { authOptional: false });
  const { state, retryable, trouble } = await anonymous.send(message);
  assert.deepEqual([state, retryable, trouble], ['failed', true, 'login'], 'the server wants a login first (530)');
});

test('[CH6] a server that is not there: failed, to be tried again, and the check says so', async (t) => {
  const { port } = await new Promise<{ port: number }>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address() as { port: number };
      server.close(() => resolve(address));
    });
  });
  const { adapter } = client(t, port, async () => {});
  const result = await adapter.send(message);
  assert.deepEqual([result.state, result.retryable], ['failed', true]);
  assert.equal((await adapter.check()).ok, false);
});

/** A server that plays its lines and hangs up at the moment under test. */
async function scriptedServer(t: TestContext, hangUp: 'after-mail-from' | 'inside-data') {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let inData = false;
    socket.on('error', () => {});
    socket.write('220 scripted\r\n');
    socket.on('data', (chunk) => {
      if (inData) return socket.destroy();
      for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
        if (/^EHLO/i.test(line)) socket.write('250 scripted\r\n');
        else if (/^MAIL/i.test(line)) hangUp === 'after-mail-from' ? socket.destroy() : socket.write('250 ok\r\n');
        else if (/^DATA/i.test(line)) {
          inData = true;
          socket.write('354 go on\r\n');
        } else socket.write('250 ok\r\n');
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  return client(t, port, () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((closed) => server.close(() => closed()));
  });
}

test('[CH6] a connection lost inside the body leaves the message uncertain', async (t) => {
  const { adapter } = await scriptedServer(t, 'inside-data');
  const result = await adapter.send(message);
  assert.equal(result.state, 'uncertain');
  assert.equal(result.retryable, undefined);
});

test('[CH6] a connection lost before the body is a plain failure', async (t) => {
  const { adapter } = await scriptedServer(t, 'after-mail-from');
  const result = await adapter.send(message);
  assert.deepEqual([result.state, result.retryable], ['failed', true]);
});

test('[CH7] a line break in any header refuses the message before the network', async (t) => {
  const { adapter, received } = await mailServer(t);
  const evil = 'x\r\nBcc: victim@exemple.fr';
  const attempts: OutgoingMessage[] = [
    { ...message, subject: evil },
    { ...message, to: evil },
    { ...message, from: { address: 'a@b.fr', name: evil } },
    { ...message, from: { address: evil } },
    { ...message, replyTo: evil },
    { ...message, headers: { 'X-Note': evil } },
    { ...message, headers: { [evil]: 'x' } },
  ];
  for (const attempt of attempts) assert.equal((await adapter.send(attempt)).state, 'rejected');
  assert.equal(received.length, 0);
});

test('[CH7] an address that holds two addresses reaches nobody', async (t) => {
  const { adapter, received } = await mailServer(t);
  const result = await adapter.send({ ...message, to: 'a@exemple.fr, b@exemple.fr' });
  assert.notEqual(result.state, 'sent');
  assert.equal(received.length, 0);
});

test('[CH8] an SMTP address that cannot be read is refused without repeating its password', () => {
  for (const url of ['mail.exemple.fr', 'http://user:hunter2@mail.exemple.fr', 'smtp://']) {
    assert.throws(
      () => smtpAdapter(url),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'SMTP_URL_INVALID');
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  }
});
