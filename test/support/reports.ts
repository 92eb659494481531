/** Messages that come back, written as mail servers and mailbox providers write them, and the mail server that brings them. */
import { createTransport } from 'nodemailer';

/** Of the message that is returned: as much of its header as servers return. */
export type Returned = { from: string; to: string; messageId: string; headers?: Record<string, string> };

const headerOf = ({ from, to, messageId, headers = {} }: Returned): string[] => [
  `From: ${from}`,
  `To: ${to}`,
  `Message-ID: ${messageId}`,
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
];

const lines = (...text: string[]): string => text.join('\r\n');

/** A report as Postfix writes it (RFC 3464). */
export const postfixReport = (of: Returned, reply: string, back: string): string =>
  lines(
    'From: MAILER-DAEMON@mx.exemple.fr (Mail Delivery System)',
    `To: ${back}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.exemple.fr.',
    '',
    `<${of.to}>: host mx.exemple.fr[192.0.2.1] said: ${reply} (in reply to RCPT TO command)`,
    '',
    '--part',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.exemple.fr',
    '',
    `Final-Recipient: rfc822; ${of.to}`,
    'Action: failed',
    `Diagnostic-Code: smtp; ${reply}`,
    '',
    '--part',
    'Content-Type: text/rfc822-headers',
    '',
    ...headerOf(of),
    '',
    '--part--',
    '',
  );

/** A complaint as a feedback loop sends it (RFC 5965); `fields` are its own. */
export const complaintReport = (of: Returned, back: string, fields: string[] = []): string =>
  lines(
    'From: fbl@provider.example',
    `To: ${back}`,
    'Subject: complaint',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '',
    '--part',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Provider/1.0',
    'Version: 1',
    ...fields,
    '',
    '--part',
    'Content-Type: message/rfc822',
    '',
    ...headerOf(of),
    '',
    'Bonjour',
    '--part--',
    '',
  );

/** An answer that somebody's mail program gives while they are away. */
export const awayReport = (of: Returned, back: string): string =>
  lines(
    `From: ${of.to}`,
    `To: ${back}`,
    `In-Reply-To: ${of.messageId}`,
    'Subject: =?utf-8?q?R=C3=A9ponse_automatique?= : offre',
    'Auto-Submitted: auto-replied',
    '',
    'Je suis absente. User unknown, mailbox full.',
    '',
  );

/** Brings a report to a mail server; answers the code of its last word. */
export async function bring(port: number, to: string | string[], raw: string): Promise<number> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    const { response } = await transport.sendMail({ envelope: { from: '', to }, raw });
    return Number(response.slice(0, 3));
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? 0;
  } finally {
    transport.close();
  }
}
