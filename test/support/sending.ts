/** A shop with messages that wait in its outbox, and mail servers that behave as they are told. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import pino from 'pino';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { messageIdFor, openAdapters } from '../../src/channels/index.ts';
import { createDelivery, createWriter, type Delivery } from '../../src/delivery/index.ts';
import { getTemplateVersion, publish, saveTemplate } from '../../src/messages/index.ts';
import { Providers, type ProvidersOptions } from '../../src/providers/index.ts';
import { keyOf, liveClock, openStore, type Store } from '../../src/store/index.ts';
import { freshDatabase } from './database.ts';

export const SECRET = 'a secret for tests only';
const SENDER = 'bonjour@atelier.example';

export type SendingShop = {
  store: Store;
  providers: Providers;
  delivery: Delivery;
  /** What was logged, one JSON document a line. */
  logged: string[];
  /** Puts messages into the outbox, to `addresses` in turn; answers their keys. */
  queue: (addresses: readonly string[], more?: { class?: string; purpose?: string }) => Promise<string[]>;
  rows: () => Promise<OutboxRow[]>;
  /** Ends the pauses of all messages that were put off. */
  endPauses: () => Promise<void>;
  /** Resolves when nothing is ready or claimed; pauses are cut short meanwhile. */
  drained: (patienceMs?: number) => Promise<void>;
};

export type OutboxRow = {
  key: string;
  address: string;
  state: string;
  reason: string | null;
  attempts: number;
  transport: string | null;
  retryAt: Date | null;
};

/** A store with one published template, providers and a delivery that is not started. */
export async function sendingShop(
  t: TestContext,
  smtpUrl: string | null,
  options: Pick<ProvidersOptions, 'circuit' | 'patience'> & { withoutLoop?: boolean } = {},
): Promise<SendingShop> {
  const closing: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const { connection } = await freshDatabase({ t });
  const store = await openStore({ connection, clock: liveClock, schema: 'check' });
  closing.push(store.close);
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(line) });
  const template = await prepare(store);
  const providers = new Providers({ store, secret: SECRET, smtpUrl, log, ...options });
  closing.push(() => providers.close());
  const write = createWriter({
    store,
    publicUrl: () => 'https://declic.example',
    secret: SECRET,
    loadVersion: async (id, version) => (await getTemplateVersion(store.pool, id, version)).compiled,
  });
  const delivery = createDelivery({ store, adapters: openAdapters({}), providers, write, log });
  closing.push(delivery.stop);
  const rows = async () =>
    (
      await store.pool.query<OutboxRow>(
        `select key, address, state, reason, attempts, transport, retry_at as "retryAt" from outbox order by address`,
      )
    ).rows;
  const endPauses = async () =>
    void (await store.pool.query(`update outbox set retry_at = now() - interval '1 second' where retry_at > now()`));
  const drained = async (patienceMs = 120_000) => {
    const states = async () => (await rows()).filter(({ state }) => state === 'ready' || state === 'claimed');
    for (let end = Date.now() + patienceMs, left = await states(); left.length > 0; left = await states()) {
      if (Date.now() > end) throw new Error(`not drained: ${JSON.stringify(left.slice(0, 3))}`);
      await endPauses();
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  return { store, providers, delivery, logged, rows, endPauses, drained, queue: queueOf(store, template) };
}

async function prepare(store: Store): Promise<{ id: number; version: number }> {
  await store.pool.query(
    `insert into setting values ('shop.name', '"Atelier"', now()), ('delivery.senderAddress', $1, now()),
       ('shop.postalAddress', '"1 rue du Port, 35000 Rennes"', now())`,
    [JSON.stringify(SENDER)],
  );
  const draft = { format: 'html' as const, subject: 'Bonjour', body: '<p>Bonjour {{ user.first_name }}</p>' };
  const now = new Date();
  await saveTemplate(store.pool, { key: 'hello', name: 'Hello', channel: 'email', class: 'promotional', draft }, now);
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  const made = await publish(store.pool, 'hello', { shop, sender: { address: SENDER }, now });
  return { id: made.templateId, version: made.version };
}

/** As the tick leaves them: people who agreed, and messages that were awarded. */
const queueOf =
  (store: Store, template: { id: number; version: number }): SendingShop['queue'] =>
  async (addresses, { class: kind = 'promotional', purpose = 'marketing' } = {}) => {
    const ids = addresses.map((address) => keyOf('person', address));
    const keys = addresses.map((address) => keyOf('message', address, kind));
    const buckets = addresses.map((_, i) => i % store.buckets);
    await store.pool.query(
      `insert into person (bucket, id, email, first_seen, traits)
       select b, i, a, now(), '{"first_name": "Ada"}' from unnest($1::integer[], $2::uuid[], $3::text[]) as p(b, i, a)
       on conflict do nothing`,
      [buckets, ids, addresses],
    );
    await store.pool.query(
      `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, lane, due_at, context, address)
       select b, k, i, $5, $6, 'email', $7, $8, case when $7 = 'transactional' then 0 else 1 end, now(), '{}', a
       from unnest($1::integer[], $2::uuid[], $3::text[], $4::uuid[]) as p(b, i, a, k)`,
      [buckets, ids, addresses, keys, template.id, template.version, kind, purpose],
    );
    return keys;
  };

export type Sink = {
  url: string;
  port: number;
  /** Keys of messages by Message-ID, each time one was taken. */
  arrived: { id: string; to: string; from: string; raw: string; at: number }[];
  /** Hangs up on the client of a session. */
  hangUp: (session: { id: string }) => void;
  /** Says 421 to it, as servers do that end a connection, and lets it go. */
  sayGoodbye: (session: { id: string }) => void;
  close: () => Promise<void>;
};

/** A real mail server on a free port (or a given one) that takes everything but what `options` refuse. */
export async function mailSink(t: TestContext, options: SMTPServerOptions = {}, port = 0): Promise<Sink> {
  const arrived: Sink['arrived'] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 50,
    onData(stream, session, done) {
      let raw = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => {
        raw += part;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const id = /^message-id: *(<[^>]+>)/im.exec(raw)?.[1] ?? '';
        const from = mailFrom ? mailFrom.address : '';
        arrived.push({ id, to: rcptTo.map(({ address }) => address).join(), from, raw, at: Date.now() });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  t.after(close);
  const { port: taken } = server.server.address() as { port: number };
  const socketsOf = ({ id }: { id: string }) => {
    // smtp-server has no public way to its sockets.
    const { connections } = server as unknown as { connections: Set<{ id: string; _socket: Socket }> };
    return [...connections].filter((one) => one.id === id).map(({ _socket }) => _socket);
  };
  const hangUp: Sink['hangUp'] = (session) => {
    for (const socket of socketsOf(session)) socket.destroy();
  };
  const sayGoodbye: Sink['sayGoodbye'] = (session) => {
    for (const socket of socketsOf(session)) socket.end('421 4.4.2 closing this connection\r\n');
  };
  return { url: `smtp://127.0.0.1:${taken}`, port: taken, arrived, hangUp, sayGoodbye, close };
}

export const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
export const idOf = (key: string): string => messageIdFor(key, SENDER);
