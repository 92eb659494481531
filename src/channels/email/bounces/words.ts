/** Reports without a machine-readable part: who did not get the message, and what was said of each. */
import type { SmtpStep } from './classify.ts';

/** What a text says of one recipient. */
export type Told = { address: string | null; text: string };

const addressPattern = /[^\s<>"';:,()[\]|=]{1,64}@(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+/gi;
/** Lines in which an address stands that did not fail: whoever sent, whom to ask, what was expanded. */
const notARecipient =
  /^\s*(?:>{1,3}\s*)?(from|to|sender|reply-to|mail from|return-path|original sender|message-?id|references|in-reply-to|x-[a-z-]+|cc|f=)\b|mail\s?from:|please (send|contact)|contact .{0,40}(postmaster|administrator|support)|for (further )?assistance|if you do so|message-id|\bfrom <?[^\s]+@[^\s]+>?\s*$|a message (from|that you sent)|was received (at|from)|generated from|expanded from|this is the .{0,40}at |mailer-daemon@|postmaster@|your message to abuse|will be sent to/i;

/**
 * Recipients in the order in which they are named, each with the words up to the next one. With one recipient, or none
 * that can be told, the whole text speaks of it.
 * @param known recipients that a header names (X-Failed-Recipients); nobody else is looked for then
 * @param strangers addresses that cannot be the recipient: who sent the message, who reports
 */
export function toldOf(text: string, known: readonly string[], strangers: ReadonlySet<string>): Told[] {
  const wanted = new Set(known.map((address) => address.toLowerCase()));
  const places = placesOf(text, (address) => (wanted.size > 0 ? wanted.has(address) : !strangers.has(address)));
  if (places.length === 0)
    return known.length > 0 ? known.map((address) => ({ address, text })) : [{ address: null, text }];
  if (places.length === 1) return [{ address: places[0]!.address, text }];
  return places.map(({ address, at }, i) => ({ address, text: text.slice(at, places[i + 1]?.at ?? text.length) }));
}

/** Where each address stands first, on a line that speaks of a recipient. */
function placesOf(text: string, isWanted: (address: string) => boolean): { address: string; at: number }[] {
  const places = new Map<string, number>();
  let at = 0;
  for (const line of text.split('\n')) {
    if (!notARecipient.test(line)) {
      for (const match of line.matchAll(addressPattern)) {
        const address = match[0].toLowerCase();
        // From the beginning of its line: what stands before it there speaks of it.
        if (isWanted(address) && !places.has(address)) places.set(address, at);
      }
    }
    at += line.length + 1;
  }
  return [...places].map(([address, place]) => ({ address, at: place }));
}

/** Ways in which reports name the step of the conversation that failed, the latest step first. */
const steps: readonly { step: SmtpStep; says: RegExp }[] = [
  {
    step: 'data',
    says: /in reply to (the )?(end of )?(data|\.)|after (end of )?data|end of (mail )?data|final data|(data|text) command|in data\b|\[(data|eom|message|dot)\]|smtp:(data|eod)|failed after i sent the message|^ *>>> *(data|\.)\s*\n *<<< *[45]|^ *(data|-+smtp command\s+data)\s*$|following data/im,
  },
  {
    step: 'rcpt',
    says: /in reply to rcpt|\[rcpt_to\]|in rcpt to|rcpt to ?:?<|rcpt to (command|response)|after rcpt|(rcpt|recipient) command|smtp:rcpt|does not like recipient|our rcpt|has rejected address|rcpt to response/i,
  },
  {
    step: 'mail',
    says: /in reply to mail|after mail from|mail[ _]from command|smtp:mail|sender was rejected|our mail from|^ *>>> *mail from.*\n *<<< *[45]|\[mail_from\]|following mail from/im,
  },
  {
    step: 'helo',
    says: /in reply to (ehlo|helo)|after (ehlo|helo)|(ehlo|helo) command|greeting failed|my name was rejected|our (ehlo|helo)|initial (server )?greeting|^ *>>> *(ehlo|helo).*\n *<<< *[45]/im,
  },
  { step: 'connect', says: /initial connection|while talking to .{0,80}\n *<<< *[45]|on connection/i },
];

/** The step that failed: of a transcript the one whose reply came first, else as the words name it. */
export const stepIn = (text: string): SmtpStep | null =>
  stepOfTranscript(text) ?? steps.find(({ says }) => says.test(text))?.step ?? null;

/**
 * Transcripts as sendmail and Courier write them. Where commands were sent without waiting, a refused recipient is told
 * under DATA; the server then complains that it has none.
 */
function stepOfTranscript(text: string): SmtpStep | null {
  let step: SmtpStep | null = null;
  for (const line of text.split('\n')) {
    const command = /^\s*>>>\s*([a-z]+)/i.exec(line)?.[1]?.toLowerCase();
    if (command) step = commands[command] ?? null;
    else if (step && /^\s*<<<\s*[45]\d\d/.test(line)) break;
  }
  const noneLeft = /<<<.{0,60}(no valid recipient|rcpt first|need rcpt|(valid )?rcpt command|no recipients)/i.test(
    text,
  );
  return step === 'data' && noneLeft ? 'rcpt' : step;
}

const commands: Readonly<Record<string, SmtpStep>> = {
  helo: 'helo',
  ehlo: 'helo',
  mail: 'mail',
  rcpt: 'rcpt',
  data: 'data',
};

/**
 * The server's reply within a report's words: from its code to the end of the paragraph. The words around it are those of
 * the program that reports, which says "rejected" and "failed" of everything.
 */
export function replyIn(text: string): string | null {
  const found =
    /(?:^|[\s:;'"([<#])((?:[45]\d\d)[- :,](?!bytes|minutes|seconds|hours|recipients|kb)[\s\S]{1,800})/i.exec(text);
  if (!found) return null;
  return found[1]!.split(/\n[ \t]*\n|\n[ \t]*(?:>>>|giving up on|---)/i)[0]!;
}
