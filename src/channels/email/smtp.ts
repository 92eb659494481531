import type { Readable } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type Adapter, messageIdFor, type OutgoingMessage, type SendResult, type Signer } from '../adapter.ts';
import { errors } from '../errors.ts';
import { judge, type SmtpFault } from './judge.ts';

/** What providers recommend; a crash leaves at most as many messages uncertain. */
export const standardConnections = 10;
const MAX_MESSAGES_PER_CONNECTION = 100;
const CONNECT_TIMEOUT_MS = 15_000;
/** Between two answers of the server. RFC 5321 allows ten minutes for the last one; nobody waits that long and stays well. */
const IDLE_TIMEOUT_MS = 120_000;

export type SmtpOptions = { name?: string; connections?: number; connectTimeoutMs?: number; idleTimeoutMs?: number };

/** E-mail over SMTP, over a pool of connections; `judge.ts` says what an error means. */
export function smtpAdapter(url: string, options: SmtpOptions = {}): Adapter {
  const connections = options.connections ?? standardConnections;
  const transport = createTransport({
    ...readSmtpUrl(url),
    pool: true,
    maxConnections: connections,
    maxMessages: MAX_MESSAGES_PER_CONNECTION,
    maxRequeues: 1,
    connectionTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    greetingTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    socketTimeout: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    // Templates are text that people write: they must not make the server read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // A pooled connection that breaks while idle reports here; the send concerned gets its own error.
  transport.on('error', () => {});
  const bodies = new Map<string, Readable>();
  transport.use('stream', (mail, done) => {
    const make = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (streamOptions) => {
      const body = make(streamOptions);
      bodies.set(mail.message.messageId(), body as Readable);
      return body;
    };
    done();
  });

  return {
    name: options.name ?? 'smtp',
    connected: true,
    connections,
    async send(message) {
      const mail = toMail(message);
      if ('state' in mail) return mail;
      try {
        const info = await transport.sendMail(mail);
        return { state: 'sent', providerId: providerId(info.response) };
      } catch (error) {
        const body = bodies.get(mail.messageId as string);
        return judge(error as SmtpFault, body ? (body.readableDidRead ? 'body' : 'envelope') : 'waiting');
      } finally {
        bodies.delete(mail.messageId as string);
      }
    },
    async check() {
      try {
        await transport.verify();
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: (error as Error).message };
      }
    },
    close: async () => transport.close(),
  };
}

export function readSmtpUrl(url: string) {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw errors.SMTP_URL_INVALID({ reason: 'it is not an address' });
  }
  if (parsed.protocol !== 'smtp:' && parsed.protocol !== 'smtps:') {
    throw errors.SMTP_URL_INVALID({ reason: `it begins with ${parsed.protocol}` });
  }
  if (parsed.hostname === '') throw errors.SMTP_URL_INVALID({ reason: 'it names no host' });
  const secure = parsed.protocol === 'smtps:';
  const auth = parsed.username
    ? { user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) }
    : undefined;
  // As nodemailer reads its own URLs: ?tls.rejectUnauthorized=false for a relay with a private certificate.
  const tls = parsed.searchParams.get('tls.rejectUnauthorized') === 'false' ? { rejectUnauthorized: false } : undefined;
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port) || (secure ? 465 : 587),
    secure,
    ignoreTLS: parsed.searchParams.get('ignoreTLS') === 'true',
    requireTLS: parsed.searchParams.get('requireTLS') === 'true',
    ...(auth && { auth }),
    ...(tls && { tls }),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

/** Nodemailer splits lists, also inside the envelope: “a@b.fr, c@d.fr” must not become two recipients. */
const ONE_ADDRESS = /^[^\s,;:<>()"@]+@[^\s,;:<>()"@]+$/;

/** The last guard against header injection: a line break anywhere in a header refuses the message. */
function toMail(message: OutgoingMessage): SendMailOptions | SendResult {
  const { from, to, subject = '', headers = {}, replyTo } = message;
  const lines = [from.address, from.name ?? '', to, subject, replyTo ?? '', ...Object.entries(headers).flat()];
  if (lines.some((line) => CONTROL.test(line))) {
    return { state: 'rejected', reason: 'A header of this message holds a line break.', retryable: false };
  }
  if (![from.address, to, message.returnPath ?? to, replyTo ?? to].every((address) => ONE_ADDRESS.test(address))) {
    return { state: 'rejected', reason: 'An address of this message is not one plain address.', retryable: false };
  }
  return {
    from: from.name ? { name: from.name, address: from.address } : from.address,
    to: { name: '', address: to },
    ...(replyTo && { replyTo: { name: '', address: replyTo } }),
    subject,
    ...(message.html !== undefined && { html: message.html }),
    ...(message.text !== undefined && { text: message.text }),
    headers,
    messageId: message.messageId ?? messageIdFor(message.key, from.address),
    envelope: { from: message.returnPath ?? from.address, to },
    ...(message.signer && { dkim: dkimOf(message.signer) }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** What most servers say after 250: “OK queued as ABC123”. The whole line is kept when no id can be seen. */
function providerId(response = ''): string {
  return /queued as\s+<?([^\s>]+)/i.exec(response)?.[1] ?? response.slice(0, 200);
}

/** What a signature covers: who it is from and to, what it says, and how to be rid of it (RFC 8058 asks for both of these). */
const SIGNED_HEADERS =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'List-Id:List-Unsubscribe:List-Unsubscribe-Post:Feedback-ID';

/** As nodemailer signs; a key object saves it reading the key's text for each message, which its types do not know of. */
const dkimOf = ({ domain, selector, privateKey }: Signer): SendMailOptions['dkim'] => ({
  domainName: domain,
  keySelector: selector,
  privateKey: privateKey as unknown as string,
  headerFieldNames: SIGNED_HEADERS,
});
