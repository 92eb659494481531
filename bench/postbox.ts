/** A mail server in a process of its own that does almost nothing: it counts, and tells when messages of some subjects came. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';

/** What a message came with, and when by the clock of this machine. */
export type Arrival = { subject: string; at: number };

export type Postbox = {
  url: string;
  /** Messages so far, told about twice a second. */
  count: () => number;
  /** Arrivals whose subject begins with one of the words asked for. */
  arrivals: Arrival[];
  close: () => void;
};

/** Starts it; `watched` are the first words of subjects that are told one by one. */
export async function openPostbox(watched: readonly string[]): Promise<Postbox> {
  const child = fork(fileURLToPath(import.meta.url), ['listen', ...watched], { stdio: 'inherit' });
  const arrivals: Arrival[] = [];
  let count = 0;
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  child.on('message', (told: { count: number } | Arrival) => {
    if ('count' in told) count = told.count;
    else arrivals.push(told);
  });
  return {
    url: `smtp://127.0.0.1:${port}/?ignoreTLS=true`,
    count: () => count,
    arrivals,
    close: () => void child.kill(),
  };
}

const TELL_EVERY_MS = 500;
/** A subject stands in the first lines. */
const HEADER_BYTES = 4_096;

function listen(watched: readonly string[]): void {
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let head = '';
      stream.on('data', (part: Buffer) => {
        if (head.length < HEADER_BYTES) head += part.toString('latin1');
      });
      stream.on('end', () => {
        count += 1;
        const subject = /^Subject: (.*)$/m.exec(head)?.[1]?.trim() ?? '';
        if (watched.some((word) => subject.startsWith(word))) process.send?.({ subject, at: Date.now() });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.server.address() as { port: number }).port }));
  setInterval(() => process.send?.({ count }), TELL_EVERY_MS);
}

if (process.argv[2] === 'listen') listen(process.argv.slice(3));
