/** A raw message taken apart into what a report is made of. */
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { readSesNotice } from './ses.ts';

/** Header fields by small name, unfolded; of several the first. */
export type Fields = ReadonlyMap<string, string>;

export type TakenApart = {
  headers: Fields;
  /** Every field in order: some stand more than once (Delivered-To, Received). */
  lines: readonly { name: string; value: string }[];
  /** What a person reads, down to where the returned message begins. */
  text: string;
  /** The body as it stands, for reports whose parts cannot be told apart. */
  body: string;
  /** The message that came back, whole as far as it was returned. */
  returned: Buffer | null;
  /** Texts of parts that machines read: delivery status and feedback reports. */
  status: readonly string[];
  feedback: string | null;
  /** Header of the message that came back, as far as it was returned. */
  original: Fields;
  originalLines: readonly { name: string; value: string }[];
};

/** Longest part of a message that is looked at: reports say their matter in the first pages. */
const LONGEST_LOOKED_AT = 256 * 1024;

/** Most lines of it: taking a message apart costs some 50 µs a line, and 256 KB may be of lines without a letter. */
const MOST_LINES = 5_000;
/** Longest text that is searched for words: nobody says what was the matter later than this. */
const LONGEST_SEARCHED = 48 * 1024;

/** Reports whose MIME is broken are read as one text. */
export async function takeApart(raw: Buffer): Promise<TakenApart> {
  const whole = withoutEnvelopeLine(firstLines(raw.subarray(0, LONGEST_LOOKED_AT)));
  const mail = await PostalMime.parse(whole, { forceRfc822Attachments: true, maxNestingDepth: 32 }).catch(() => null);
  const lines = mail ? mail.headers.map(({ key, value }) => ({ name: key, value })) : [];
  if (mail?.subject) lines.unshift({ name: 'subject', value: mail.subject });
  const body = whole
    .subarray(0, LONGEST_SEARCHED)
    .toString('utf8')
    .replace(/\r\n?/g, '\n')
    .replace(/^[\s\S]*?\n\n/, '');
  // A multipart message whose boundaries were lost on the way has no parts at all.
  const hasParts = mail !== null && (mail.attachments.length > 0 || bodyText(mail).trim() !== '');
  const read = hasParts ? bodyText(mail) : body;
  const { before, after } = splitAtOriginal(read.slice(0, LONGEST_SEARCHED));
  const returned = mail?.attachments.find(({ mimeType }) => isReturned(mimeType));
  const notice = readSesNotice(mail ? read : whole.toString('utf8'));
  const originalLines = notice?.original ?? fieldLines(headOf(returned ? textOf(returned) : after));
  return {
    headers: byName(lines),
    lines,
    text: before,
    body,
    returned: returned ? bytesOf(returned) : null,
    status: notice?.status
      ? [notice.status]
      : (mail?.attachments ?? []).filter(({ mimeType }) => isStatus(mimeType)).map(textOf),
    feedback: notice?.feedback ?? textOfFirst(mail, (type) => type === 'message/feedback-report'),
    original: byName(originalLines),
    originalLines,
  };
}

function firstLines(raw: Buffer): Buffer {
  let end = 0;
  for (let line = 0; line < MOST_LINES; line++) {
    const next = raw.indexOf(0x0a, end);
    if (next < 0) return raw;
    end = next + 1;
  }
  return raw.subarray(0, end);
}

const isStatus = (type: string): boolean => /^message\/(global-)?delivery-status$/.test(type);
const isReturned = (type: string): boolean =>
  /^(message\/(rfc822|global|partial)|text\/rfc822(-headers)?|message\/global-headers)$/.test(type);

function textOfFirst(mail: Email | null, wanted: (type: string) => boolean): string | null {
  const found = mail?.attachments.find(({ mimeType }) => wanted(mimeType));
  return found ? textOf(found) : null;
}

const bytesOf = ({ content }: Attachment): Buffer => Buffer.from(content as ArrayBuffer);
const textOf = (part: Attachment): string => bytesOf(part).toString('utf8');

/** Plain text where there is one, else the HTML without its marks; text attachments are read too. */
function bodyText(mail: Email): string {
  const plain = mail.text?.trim() ? mail.text : htmlText(mail.html ?? '');
  const files = mail.attachments.filter(({ mimeType }) => mimeType === 'text/plain').map(textOf);
  return [plain, ...files].join('\n').replace(/\r\n?/g, '\n');
}

const htmlText = (html: string): string =>
  html
    .slice(0, LONGEST_LOOKED_AT)
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^>]*>/gi, '\n')
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/&(lt|gt|amp|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? ' ');

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', '#39': "'" };

/** Mailbox files begin a message with “From …”, and some servers with an empty line. */
function withoutEnvelopeLine(raw: Buffer): Buffer {
  const start = raw.subarray(0, 1000).toString('latin1');
  const skipped = /^(\s*\n)*(From [^\n]*\n)?/.exec(start)?.[0].length ?? 0;
  return raw.subarray(skipped);
}

/** Ways in which servers announce the message that they return below their own words. */
const originalBegins: readonly RegExp[] = [
  /^-{2,} ?(below this line is a copy|this is a copy of (the|your) message|the header of the original|original message|returned (message|mail)|unsent message|message header follows|undelivered message|headers? of the (original|returned)|body of (the|your) message|copy of (the )?message|forwarded message|enclosed is a copy|mail headers)/im,
  /^ *(original message (follows|headers?|header)|original message header|message headers? follow|below is a copy of the original message|included is a copy of the message|the original message follows|the header of the original|returned message( follows| header)?|copy of (your|the) (original )?message|your original message|received message follows|the first \d+ lines of the original message)\b.{0,40}$/im,
  /^ *-+ *(original|unsent|returned|undelivered|begin) (message|mail|header|of message).{0,40}-*\s*$/im,
  /^-+original mail info\s*$/im,
];

function splitAtOriginal(text: string): { before: string; after: string } {
  const cuts = originalBegins.flatMap((pattern) => {
    const match = pattern.exec(text);
    if (!match) return [];
    const lineEnd = text.indexOf('\n', match.index + match[0].length);
    return [{ at: match.index, end: lineEnd < 0 ? text.length : lineEnd }];
  });
  const first = [...cuts, ...headerBelow(text)]
    // A report names somebody or quotes a reply before it returns the message.
    .filter(({ at }) => at >= 20 && /@|[45]\d\d/.test(text.slice(0, at)))
    .sort((a, b) => a.at - b.at)[0];
  return first ? { before: text.slice(0, first.at), after: text.slice(first.end) } : { before: text, after: '' };
}

const headerStart =
  /^(return-path|received|delivered-to|x-[a-z-]+|dkim-signature|message-id|from|date|mime-version|subject|to):/i;
/** Fields in a row that make a header: fewer may be the words of the report. */
const fieldsInARow = 3;

/** Where, below an empty line, a block of header fields begins that nothing announces. */
function headerBelow(text: string): { at: number; end: number }[] {
  let at = 0;
  let start = -1;
  let fields = 0;
  let afterEmpty = false;
  for (const line of text.split('\n')) {
    const isField = /^[a-z][a-z0-9-]{1,40}:/i.test(line);
    if (afterEmpty && headerStart.test(line)) {
      start = at;
      fields = 1;
    } else if (start >= 0 && isField) fields++;
    else if (start >= 0 && !/^[\t ]/.test(line)) start = -1;
    if (start >= 0 && fields >= fieldsInARow) return [{ at: start, end: start }];
    afterEmpty = line === '';
    at += line.length + 1;
  }
  return [];
}

/** The header of a message's text: to the first empty line, which may stand above it too. */
function headOf(text: string): string {
  const trimmed = text
    .replace(/\r\n?/g, '\n')
    .replace(/^[\s>|-]*\n/, '')
    .replace(/^\n+/, '');
  const end = trimmed.indexOf('\n\n');
  return end < 0 ? trimmed : trimmed.slice(0, end);
}

/** Fields of a header or a block of a status report, continuation lines joined. */
export function fieldLines(head: string): { name: string; value: string }[] {
  const lines: { name: string; value: string }[] = [];
  for (const line of head.replace(/\r\n?/g, '\n').split('\n')) {
    const field = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]?(.*)$/.exec(line);
    const last = lines.at(-1);
    if (/^[ \t]/.test(line) && last) last.value += ` ${line.trim()}`;
    else if (field) lines.push({ name: field[1]!.toLowerCase(), value: field[2]!.trim() });
  }
  return lines;
}

export const byName = (lines: readonly { name: string; value: string }[]): Fields =>
  // Of several the first: later ones of a name are further from the truth (older hops).
  new Map(lines.toReversed().map(({ name, value }) => [name, value]));
