/** A mail server that keeps what arrives, as the mailbox of everybody whom a shop writes to. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail on its way is waited for no longer. */
const PATIENCE_MS = 60_000;

export type Letterbox = {
  url: string;
  mails: Email[];
  /** The newest mail with that subject to an address, once it is there. */
  mailTo: (address: string, subject: RegExp) => Promise<Email>;
};

export async function openLetterbox(
  after: (work: () => unknown) => void,
  options: Pick<SMTPServerOptions, 'onRcptTo'> = {},
): Promise<Letterbox> {
  const mails: Email[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    ...options,
    onData(stream, _session, done) {
      text(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail);
          done();
        }, done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  after(() => new Promise<void>((done) => server.close(() => done())));
  const { port } = server.server.address() as { port: number };
  const mailTo = async (address: string, subject: RegExp): Promise<Email> => {
    const fits = (mail: Email) => mail.to?.[0]?.address === address && subject.test(mail.subject ?? '');
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      const found = mails.findLast(fits);
      if (found) return found;
    }
    assert.fail(`no mail “${subject}” to ${address} among ${mails.map(({ subject }) => subject).join(', ')}`);
  };
  return { url: `smtp://127.0.0.1:${port}`, mails, mailTo };
}

/** Where a mail's link of a kind leads. */
export function linkOf(mail: Email, kind: 'confirm' | 'preferences' | 'unsubscribe' | 'view'): string {
  const links = [...(mail.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, url]) => url!.replaceAll('&amp;', '&'));
  const found = links.find((url) => url.includes(`/l/${kind}/`));
  assert.ok(found, `“${mail.subject}” has no link to ${kind}: ${links}`);
  return found;
}
