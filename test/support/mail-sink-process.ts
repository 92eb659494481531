/**
 * A mail server of its own process, which survives what the test kills: it notes every message that it takes at the moment a real
 * server would make it durable, between the end of the body and its answer. Forked by mail-sink.ts; the parent asks by messages.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Asked, Told } from './mail-sink.ts';

/** Milliseconds before a message is taken and again before the answer; changed by the parent. */
let slowness = Number(process.argv[2] ?? 0);
/** By Message-ID: to whom, and how often it was taken. */
const taken = new Map<string, { to: string; times: number }>();
let messages = 0;

async function take(stream: SMTPServerDataStream, to: string): Promise<void> {
  const id = await messageId(stream);
  await sleep(Math.random() * slowness);
  const known = taken.get(id) ?? { to, times: 0 };
  taken.set(id, { to, times: known.times + 1 });
  messages += 1;
  await sleep(Math.random() * slowness);
}

/** Reads the message to its end; only its head is looked at. */
async function messageId(stream: SMTPServerDataStream): Promise<string> {
  let id: string | undefined;
  for await (const line of createInterface({ input: stream })) id ??= /^Message-ID:\s*(<[^>]+>)/i.exec(line)?.[1];
  if (id === undefined) throw new Error('A message came without a Message-ID');
  return id;
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData: (stream, session, done) => {
    take(stream, session.envelope.rcptTo.map(({ address }) => address).join()).then(() => done(), done);
  },
});
// Clients that break off are what this server is for.
server.on('error', () => {});
const tell = (told: Told) => process.send?.(told);
server.listen(0, '127.0.0.1', () => tell({ port: (server.server.address() as { port: number }).port }));
process.on('message', (asked: Asked) => {
  if ('slowness' in asked) slowness = asked.slowness;
  else if (asked.report === 'number') tell({ messages });
  else tell({ messages, taken: [...taken].map(([id, { to, times }]) => ({ id, to, times })) });
});
process.on('disconnect', () => process.exit(0));
