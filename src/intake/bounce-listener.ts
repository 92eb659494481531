/**
 * The mail server that takes what came back. It takes mail for two sorts of address and refuses all other at RCPT: return
 * paths with our signature, and the addresses at which the shop gets complaints. It never sends anything.
 */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { readReturnPath } from '../channels/index.ts';
import { readSetting } from '../settings/index.ts';
import { type BounceDeps, feedbackAddresses, takeBounce } from './bounces.ts';

/** Some servers return the whole message with its pictures. */
const LARGEST = 20 * 1024 * 1024;
/** Of it only the beginning is read: reports say their matter in the first pages. */
const READ = 512 * 1024;
const MOST_CLIENTS = 50;
const IDLE_MS = 60_000;
/** A report speaks of one message; a loop may collect some. */
const MOST_RECIPIENTS = 20;

export type BounceListener = { port: number; close: () => Promise<void> };

/** Listens until it is closed. What it answers 250 to is durable. */
export async function listenForBounces(
  deps: BounceDeps & { log: Logger },
  at: { host: string; port: number },
): Promise<BounceListener> {
  const server = new SMTPServer({
    name: 'declic',
    banner: 'bounces',
    size: LARGEST,
    maxClients: MOST_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: 2_000,
    authOptional: true,
    // No certificate of its own: servers that want STARTTLS talk to the shop's relay, which passes on to this one.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (address, session, done) => {
      mayTake(deps, address.address, session).then(
        (refusal) => done(refusal),
        (error) => done(later(deps, error)),
      );
    },
    onData: (stream, session, done) => {
      take(deps, stream, session).then(
        (refusal) => done(refusal),
        (error) => done(later(deps, error)),
      );
    },
  });
  // Clients that break off are no news.
  server.on('error', (error) =>
    deps.log.debug({ event: 'bounces.broken', err: error }, 'a connection to the mail server for bounces broke'),
  );
  await new Promise<void>((ready, failed) => {
    server.server.once('error', failed);
    server.listen(at.port, at.host, () => {
      server.server.off('error', failed);
      ready();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

async function mayTake(deps: BounceDeps, address: string, session: SMTPServerSession): Promise<Error | null> {
  if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) return refusal(452, '4.5.3 Too many recipients');
  if (readReturnPath(address, deps.secret)) return null;
  const open = await readSetting(deps.store.pool, feedbackAddresses);
  const known = open.some((one) => one.toLowerCase() === address.toLowerCase());
  return known ? null : refusal(550, '5.1.1 No such address here: this server takes bounces and complaints only');
}

async function take(deps: BounceDeps, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
  const parts: Buffer[] = [];
  let held = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    if (held < READ) parts.push(part);
    held += part.length;
  }
  if (stream.sizeExceeded) return refusal(552, '5.3.4 This report is larger than 20 MB');
  const to = session.envelope.rcptTo.map(({ address }) => address);
  await takeBounce(deps, { raw: Buffer.concat(parts).subarray(0, READ), source: 'smtp', to });
  return null;
}

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** Nothing was kept: the sender is to come again. */
function later({ log }: { log: Logger }, error: unknown): Error {
  log.error(
    { event: 'bounces.not_kept', err: error },
    'a report could not be kept; its sender was asked to come again',
  );
  return refusal(451, '4.3.0 Try again later');
}
