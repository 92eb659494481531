/** A shop with mail to send, for the tests of this room: a real database, a real template, a real mail server. */
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConfig } from 'pg';
import pino from 'pino';
import { SMTPServer } from 'smtp-server';
import { inBite, putPerson } from '../../test/support/bites.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { openAdapters } from '../channels/index.ts';
import { defaultSwitches } from '../compliance/index.ts';
import { getTemplateVersion, publish, saveTemplate } from '../messages/index.ts';
import { decide, putWishes } from '../pressure/index.ts';
import { addressHash, keyOf, liveClock, newId, openStore, type Store } from '../store/index.ts';
import { createWriter, type DeliveryOptions, enqueue, outboxMessage } from './index.ts';

/** Where everybody lives. */
export const bucket = 5;
const log = pino({ level: 'silent' });

export type Shop = {
  store: Store;
  connection: PoolConfig;
  template: { id: number; version: number };
  options: DeliveryOptions;
  /** What a test opened itself, to be closed before the store is. */
  closing: (() => Promise<void>)[];
};

/** A shop with one published template, and a delivery that goes to `smtpUrl`, or to the local outbox without one. */
export async function shop(t: TestContext, smtpUrl?: string): Promise<Shop> {
  const adapters = openAdapters(smtpUrl ? { smtpUrl } : {});
  let opened: Store | undefined;
  const closing: (() => Promise<void>)[] = [];
  // Registered before the database's own end, which looks for connections left open.
  t.after(async () => {
    for (const close of closing.reverse()) await close();
    await adapters.close();
    await opened?.close();
  });
  const { connection } = await freshDatabase({ t });
  const store = await openStore({ connection, clock: liveClock, schema: 'check' });
  opened = store;
  await store.pool.query(
    `insert into setting values ('shop.name', '"Atelier"', now()), ('shop.postalAddress', '"1 rue du Port, 35000 Rennes"', now()),
                                ('delivery.senderAddress', '"bonjour@atelier.example"', now())`,
  );
  await saveTemplate(
    store.pool,
    {
      key: 'hello',
      name: 'Hello',
      channel: 'email',
      class: 'promotional',
      draft: { format: 'html', subject: 'Bonjour {{ user.first_name }}', body: '<p>Bonjour {{ user.first_name }}</p>' },
    },
    new Date(),
  );
  const published = await publish(store.pool, 'hello', {
    shop: { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' },
    sender: { address: 'bonjour@atelier.example' },
    now: new Date(),
  });
  const loadVersion = async (id: number, version: number) =>
    (await getTemplateVersion(store.pool, id, version)).compiled;
  const write = createWriter({
    store,
    publicUrl: () => 'https://declic.example',
    secret: 'a secret for tests only',
    loadVersion,
  });
  return {
    store,
    connection,
    closing,
    template: { id: published.templateId, version: published.version },
    options: { store, adapters, write, log },
  };
}

/** Somebody who agreed, with a message in the outbox; answers its key. */
export async function award(
  { store, template }: Shop,
  person: {
    email: string;
    traits?: object;
    class?: 'promotional' | 'service' | 'transactional';
    entryId?: string;
    scenarioId?: number;
  },
): Promise<string> {
  const id = newId();
  const now = new Date();
  const { class: kind = 'promotional', entryId = null, scenarioId = null, ...known } = person;
  await putPerson(store.pool, bucket, { id, traits: { first_name: 'Ada' }, ...known });
  const hash = addressHash('email', person.email);
  await store.pool.query(`insert into permission values ($1, $2, 'email', 'marketing', 'granted', $3, $4)`, [
    bucket,
    id,
    hash,
    now,
  ]);
  const key = keyOf('test', id);
  await inBite(store.pool, bucket, now, async (bite) => {
    const wish = { key, personId: id, entryId, scenarioId, step: 's', visit: 1, templateId: template.id };
    const about = { templateVersion: template.version, channel: 'email', class: kind, purpose: 'marketing' };
    putWishes(bite, [{ ...wish, ...about, wishedAt: now, context: {}, arm: 'treated' }]);
    await enqueue(bite, (await decide(bite, defaultSwitches)).awarded);
  });
  return key;
}

/** A mail server that answers each recipient as `judge` says, and takes `slowMs` for each message. */
export async function sink(t: TestContext, judge: (to: string) => Error | null = () => null, slowMs = 0) {
  const mails: { to: string; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onRcptTo: (address, _session, done) => done(judge(address.address) ?? undefined),
    onData(stream, session, done) {
      let raw = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => {
        raw += part;
      });
      stream.on('end', async () => {
        if (slowMs > 0) await sleep(slowMs);
        mails.push({ to: session.envelope.rcptTo.map((one) => one.address).join(), raw });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  t.after(() => new Promise<void>((done) => server.close(() => done())));
  const { port } = server.server.address() as { port: number };
  return { url: `smtp://127.0.0.1:${port}`, mails };
}

export const stateOf = async ({ store }: Shop, key: string) => {
  const { state, reason } = (await outboxMessage(store.pool, key))!;
  return [state, reason];
};
