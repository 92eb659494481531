/** Question: how fast do messages go from the outbox to a mail server, signed, beside `nodemailer` alone with the same bytes? */
import { fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import pino from 'pino';
import { openAdapters, standardConnections } from '../src/channels/index.ts';
import { createDelivery, createWriter, type Write, type Written } from '../src/delivery/index.ts';
import { getTemplateVersion, publish, saveTemplate } from '../src/messages/index.ts';
import { makeDomain, Providers } from '../src/providers/index.ts';
import type { Store } from '../src/store/index.ts';
import { benchStore } from './database.ts';
import { type Bench, type Figure, figure, seconds } from './harness.ts';
import { seedPeople } from './seed.ts';

const crowd = 1_500;
const rounds = 3;
const goal = 0.6;
const secret = 'a secret for benches only';
const sender = 'a@exemple.fr';
/** Bytes of text in each kind of mail; HTML, headers and signature come on top. */
const kinds = { small: 200, '20 kB': 9_500 };

export const send: Bench = async (say, { people = crowd }) => {
  const { store, close } = await benchStore();
  const sink = fork(fileURLToPath(new URL('sink.ts', import.meta.url)));
  try {
    const [port] = (await once(sink, 'message')) as [number];
    await seedPeople(store, people);
    await makeDomain(store, 'exemple.fr', secret);
    const figures: Figure[] = [];
    for (const [kind, bytes] of Object.entries(kinds)) {
      say(`send: ${rounds} × ${people} mails, ${kind}, in turn with nodemailer alone`);
      figures.push(await measured(store, `smtp://127.0.0.1:${port}`, port, { kind, bytes, people, say }));
    }
    return figures;
  } finally {
    sink.disconnect();
    await close();
  }
};

type Asked = { kind: string; bytes: number; people: number; say: (line: string) => void };

async function measured(
  store: Store,
  smtpUrl: string,
  port: number,
  { kind, bytes, people, say }: Asked,
): Promise<Figure> {
  const template = await prepare(store, kind, bytes);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const providers = new Providers({ store, secret, smtpUrl, log });
  let sample: Written | null = null;
  const writer = createWriter({
    store,
    publicUrl: () => 'https://declic.example',
    secret,
    loadVersion: async (id, version) => (await getTemplateVersion(store.pool, id, version)).compiled,
  });
  const write: Write = async (...asked) => {
    const written = await writer(...asked);
    if (!('skip' in written)) sample ??= written;
    return written;
  };
  const delivery = createDelivery({ store, adapters: openAdapters({}), providers, write, log });
  const ours: number[] = [];
  const raw: number[] = [];
  // One of each that is not counted: connections, plans and code get warm.
  for (let round = 0; round <= rounds; round++) {
    await queue(store, template, `${kind} ${round}`, people);
    const own = await seconds(() => delivery.runDue());
    const alone = await seconds(() => nodemailerAlone(port, sample!, people));
    say(
      `  ${Math.round(people / own)} mails/s, alone ${Math.round(people / alone)} mails/s${round === 0 ? ' (not counted)' : ''}`,
    );
    if (round === 0) continue;
    ours.push(own);
    raw.push(alone);
  }
  await delivery.stop();
  await providers.close();
  const { rows } = await store.pool.query(`select count(*)::integer as n from outbox where state = 'sent'`);
  if (rows[0].n % people !== 0) throw new Error(`${rows[0].n} mails were sent`);
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
  return figure({
    name: `send/${kind}`,
    value: (people * rounds) / sum(ours),
    unit: 'mails/s',
    raw: (people * rounds) / sum(raw),
    rawIs: `nodemailer alone, the same bytes, signed, ${standardConnections} connections`,
    goal,
  });
}

async function prepare(store: Store, kind: string, bytes: number): Promise<{ id: number; version: number }> {
  const now = store.clock.now();
  const key = kind.replace(' ', '-').toLowerCase();
  const text = 'Une nouvelle collection vous attend en magasin. '.repeat(bytes / 48);
  const body = `<p>Bonjour {{ user.first_name }}</p><p>${text}</p>`;
  const draft = { format: 'html' as const, subject: 'Bonjour {{ user.first_name }}', body };
  await saveTemplate(store.pool, { key, name: key, channel: 'email', class: 'promotional', draft }, now);
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  const made = await publish(store.pool, key, { shop, sender: { address: sender }, now });
  await store.pool.query(
    `insert into setting values ('shop.name', '"Atelier"', now()), ('delivery.senderAddress', $1, now()),
       ('shop.postalAddress', '"1 rue du Port, 35000 Rennes"', now()) on conflict do nothing`,
    [JSON.stringify(sender)],
  );
  return { id: made.templateId, version: made.version };
}

/** A message to everybody, as the tick leaves it. */
const queue = (store: Store, template: { id: number; version: number }, name: string, people: number) =>
  store.pool.query(
    `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, lane, due_at, context, address)
     select bucket, md5($1 || id)::uuid, id, $2, $3, 'email', 'promotional', 'marketing', 1, now(), '{}', email
     from person limit $4`,
    [name, template.id, template.version, people],
  );

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });

async function nodemailerAlone(
  port: number,
  { from, subject, html, text, headers }: Written,
  people: number,
): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: standardConnections,
    maxMessages: 100,
    dkim: { domainName: 'exemple.fr', keySelector: 'declic', privateKey: privateKey as unknown as string },
  });
  // As many at once as keep the pool busy, and no more: a queue of everything in memory would be another thing.
  let next = 0;
  const worker = async () => {
    while (next++ < people)
      await transport.sendMail({ from: from.address, to: `u${next}@exemple.fr`, subject, html, text, headers });
  };
  await Promise.all(Array.from({ length: 2 * standardConnections }, worker));
  transport.close();
}
