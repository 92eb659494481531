/** Mail servers that refuse, stall, hang up, greylist and crowd: everybody's message arrives once, or its reason is kept. */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SMTPServerOptions } from 'smtp-server';
import {
  idOf,
  mailSink,
  type OutboxRow,
  refusal,
  type SendingShop,
  type Sink,
  sendingShop,
} from '../support/sending.ts';

const people = Array.from({ length: 20 }, (_, i) => `p${String(i).padStart(2, '0')}@exemple.fr`);
/** Pauses are short; the patience with a server is the product's own: one that is merely slow, on a busy machine, is none that fails. */
const quick = { circuit: { firstPauseMs: 100, longestPauseMs: 400 } };
/** How long a test waits for what it expects. */
const PATIENCE_MS = 120_000;

async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await sleep(50)) assert.ok(Date.now() < end, what);
}

/** How often an address was seen: what a sink needs to change its mind. */
function counting(): (who: string) => number {
  const seen = new Map<string, number>();
  return (who) => {
    const times = (seen.get(who) ?? 0) + 1;
    seen.set(who, times);
    return times;
  };
}

type Told = { shop: SendingShop; sink: Sink; rows: OutboxRow[] };

/** Everybody's message through a sink that behaves as told, to the end. */
async function through(t: TestContext, behaviour: (sink: () => Sink) => SMTPServerOptions): Promise<Told> {
  const sink: Sink = await mailSink(
    t,
    behaviour(() => sink),
  );
  const shop = await sendingShop(t, sink.url, quick);
  await shop.queue(people);
  shop.delivery.start();
  await shop.drained();
  await shop.delivery.stop();
  const rows = await shop.rows();
  accountFor(rows, sink);
  return { shop, sink, rows };
}

/** The promise: nobody twice, nobody lost, and whoever has nothing has a reason. */
function accountFor(rows: readonly OutboxRow[], sink: Sink): void {
  const times = new Map<string, number>();
  for (const { id } of sink.arrived) times.set(id, (times.get(id) ?? 0) + 1);
  assert.equal(rows.length, people.length);
  for (const { key, address, state, reason } of rows) {
    const copies = times.get(idOf(key)) ?? 0;
    if (state === 'sent') assert.equal(copies, 1, `${address} has ${copies} copies`);
    else assert.ok(copies <= 1 && reason, `${address}: ${state}, ${copies} copies, no reason`);
    if (state === 'failed') assert.equal(copies, 0, `${address} failed and has a copy`);
  }
}

const statesOf = (rows: readonly OutboxRow[]) =>
  Object.fromEntries([...Map.groupBy(rows, ({ state }) => state)].map(([state, all]) => [state, all.length]));

test('[DE15] a sink that says “later” to each at first: all arrive, each with its tries counted', async (t) => {
  const seen = counting();
  const { rows } = await through(t, () => ({
    onRcptTo: ({ address }, _session, done) => done(seen(address) <= 2 ? refusal(451, '4.3.0 try later') : undefined),
  }));
  assert.deepEqual(statesOf(rows), { sent: people.length });
  assert.ok(rows.every(({ attempts }) => attempts === 3));
});

test('[DE15] a sink that refuses some for good: they fail with its words, the others arrive', async (t) => {
  const { rows } = await through(t, () => ({
    onRcptTo: ({ address }, _session, done) =>
      done(/[05]@/.test(address) ? refusal(550, '5.1.1 no such user') : undefined),
  }));
  assert.deepEqual(statesOf(rows), { failed: 4, sent: 16 });
  assert.ok(rows.filter(({ state }) => state === 'failed').every(({ reason }) => /no such user/.test(reason!)));
});

test('[DE15] a slow sink: all arrive once', async (t) => {
  const slow = (done: () => void) => void setTimeout(done, 60);
  const { rows } = await through(t, () => ({
    onMailFrom: (_address, _session, done) => slow(done),
    onRcptTo: (_address, _session, done) => slow(done),
  }));
  assert.deepEqual(statesOf(rows), { sent: people.length });
});

test('[DE15] a sink that hangs up before the body: these are tried again and arrive once', async (t) => {
  const seen = counting();
  const { rows } = await through(t, (sink) => ({
    onRcptTo: ({ address }, session, done) => {
      if (/[03]@/.test(address) && seen(address) === 1) sink().hangUp(session);
      else done();
    },
  }));
  assert.deepEqual(statesOf(rows), { sent: people.length });
});

test('[DE15] a sink that hangs up within the body: these are uncertain, listed, and not repeated', async (t) => {
  const bodies: string[] = [];
  const { rows } = await through(t, (sink) => ({
    onData: (stream, session, done) => {
      const { address } = session.envelope.rcptTo[0]!;
      bodies.push(address);
      let raw = '';
      stream.setEncoding('utf8').on('data', (part: string) => {
        raw += part;
      });
      stream.on('end', () => {
        if (/7@/.test(address)) return sink().hangUp(session);
        sink().arrived.push({
          id: /^message-id: *(<[^>]+>)/im.exec(raw)![1]!,
          to: address,
          from: '',
          raw,
          at: Date.now(),
        });
        done();
      });
    },
  }));
  assert.deepEqual(statesOf(rows), { sent: 18, uncertain: 2 });
  assert.equal(bodies.length, people.length, 'each body went out once');
});

test('[DE15] a greylisting sink: nobody is tried before the time it asked for, then all arrive', async (t) => {
  const first = new Map<string, number>();
  const early: string[] = [];
  const sink = await mailSink(t, {
    onRcptTo: ({ address }, _session, done) => {
      const before = first.get(address);
      if (before === undefined) first.set(address, Date.now());
      else if (Date.now() - before < 2_000) early.push(address);
      done(before === undefined ? refusal(450, '4.2.0 Greylisted, please try again in 2 seconds') : undefined);
    },
  });
  const shop = await sendingShop(t, sink.url, quick);
  await shop.queue(people);
  shop.delivery.start();
  const sent = async () => (await shop.rows()).filter(({ state }) => state === 'sent').length;
  await until(async () => (await sent()) === people.length, 'not all arrive');
  await shop.delivery.stop();
  const rows = await shop.rows();
  accountFor(rows, sink);
  assert.deepEqual([statesOf(rows), early], [{ sent: people.length }, []]);
});

test('[DE15] a sink that takes two connections and says 421 to the others: all arrive, no try is counted for it', async (t) => {
  const { rows, shop } = await through(t, () => ({ maxClients: 2 }));
  assert.deepEqual(statesOf(rows), { sent: people.length });
  assert.ok(rows.every(({ attempts }) => attempts === 1));
  assert.deepEqual(
    shop.logged.filter((line) => /adapter failed|could not/.test(line)),
    [],
  );
});

test('[DE15] a sink that says 421 and hangs up, between two messages and instead of taking one: all arrive, nobody is uncertain', async (t) => {
  const seen = counting();
  const { rows } = await through(t, (sink) => ({
    onData: (stream, session, done) => {
      const { address } = session.envelope.rcptTo[0]!;
      let raw = '';
      stream.setEncoding('utf8').on('data', (part: string) => {
        raw += part;
      });
      stream.on('end', () => {
        // The whole body is there, and is not taken: 421 is an answer, the message goes again.
        if (/[05]@/.test(address) && seen(address) === 1) return sink().sayGoodbye(session);
        const id = /^message-id: *(<[^>]+>)/im.exec(raw)![1]!;
        sink().arrived.push({ id, to: address, from: '', raw, at: Date.now() });
        done();
        // The next message of this connection has been given to it by then, or is about to be.
        setImmediate(() => sink().sayGoodbye(session));
      });
    },
  }));
  assert.deepEqual(statesOf(rows), { sent: people.length });
});

test('[DE15] a sink that refuses the login for a while: the way is left alone, then all arrive at their first try', async (t) => {
  let refused = 0;
  const sink = await mailSink(t, {
    authOptional: false,
    onAuth: ({ username }, _session, done) =>
      ++refused <= 3 ? done(refusal(535, '5.7.8 wrong password')) : done(null, { user: username! }),
  });
  const shop = await sendingShop(t, sink.url.replace('//', '//shop:pass@'), quick);
  await shop.queue(people);
  shop.delivery.start();
  await shop.drained();
  const rows = await shop.rows();
  accountFor(rows, sink);
  assert.deepEqual(statesOf(rows), { sent: people.length });
  assert.ok(rows.every(({ attempts }) => attempts === 1));
  assert.ok(shop.logged.some((line) => line.includes('a mail provider fails') && line.includes('login')));
  assert.ok(shop.logged.some((line) => line.includes('answers again')));
});

test('[DE15] a sink that refuses who sends for a while: the way is left alone before everybody has been refused', async (t) => {
  let refused = 0;
  const { rows } = await through(t, () => ({
    onMailFrom: (_address, _session, done) =>
      done(++refused <= 8 ? refusal(553, '5.7.1 sender address rejected: not owned by user') : undefined),
  }));
  assert.deepEqual(statesOf(rows), { sent: people.length });
  assert.ok(rows.filter(({ attempts }) => attempts > 1).length <= 8);
});

test('[DE15] no server at all, then one: everything waits uncounted, and arrives once', async (t) => {
  const before = await mailSink(t);
  await before.close();
  const shop = await sendingShop(t, before.url, quick);
  await shop.queue(people);
  shop.delivery.start();
  await until(() => shop.logged.some((line) => line.includes('a mail provider fails')), 'the way is not left alone');
  const waiting = await shop.rows();
  assert.ok(waiting.every(({ state, attempts }) => state === 'ready' || (state === 'claimed' && attempts <= 1)));
  const sink = await mailSink(t, {}, before.port);
  await shop.drained();
  const rows = await shop.rows();
  accountFor(rows, sink);
  assert.deepEqual([statesOf(rows), rows.filter(({ attempts }) => attempts !== 1)], [{ sent: people.length }, []]);
});

test('[DE15] a server that takes connections and never speaks: nothing leaves, nothing is counted, no message is lost', async (t) => {
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
  const { port } = mute.address() as { port: number };
  const patience = { connectTimeoutMs: 500 };
  const shop = await sendingShop(t, `smtp://127.0.0.1:${port}`, { ...quick, patience });
  await shop.queue(people);
  shop.delivery.start();
  await until(() => shop.logged.some((line) => line.includes('a mail provider fails')), 'the way is not left alone');
  await shop.delivery.stop();
  const rows = await shop.rows();
  assert.deepEqual(statesOf(rows), { ready: people.length });
  assert.ok(rows.every(({ attempts }) => attempts === 0));
});
