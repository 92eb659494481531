/**
 * Reads a message that came back. Pure: it looks at the bytes and at nothing else, believes nobody, and decides nothing
 * about people; whether a report is about a message of ours is asked by who reads it.
 */
import { normaliseEmail } from '../../address.ts';
import { codeIn, judge, statusIn } from './classify.ts';
import { kindOf, type ReportKind } from './kind.ts';
import { fieldLines, type TakenApart, takeApart } from './mail.ts';
import type { BounceReason, Hardness } from './reasons.ts';
import { type Action, addressIn, type StatusBlock, statusBlocks } from './status.ts';
import { replyIn, stepIn, type Told, toldOf } from './words.ts';

/** What a report says of one recipient. */
export type BouncedRecipient = {
  /** In canonical form; null where the report hides or forgets it. */
  address: string | null;
  action: Action | null;
  status: string | null;
  code: number | null;
  /** The server's own words. */
  diagnostic: string;
  reason: BounceReason;
  hardness: Hardness;
};

/** A message that came back, read. */
export type Report = {
  kind: ReportKind;
  recipients: readonly BouncedRecipient[];
  /** Of a complaint: abuse, opt-out, fraud, not-spam … (RFC 5965, 7.3). */
  feedbackType: string | null;
  /** Message-ID of the message that it is about. */
  messageId: string | null;
  /** Addresses to which the report or the message's bounces were sent: one of them may be a signed return path. */
  returnPaths: readonly string[];
  /** Its List-Unsubscribe: our link, if the message was ours. */
  unsubscribe: string | null;
};

const LONGEST_DIAGNOSTIC = 500;
/** A report about more recipients than this is no report about one of our messages, each of which has one. */
const MOST_RECIPIENTS = 100;

/** Reads the bytes of a message. */
export async function parseReport(raw: Buffer): Promise<Report> {
  const mail = await takeApart(raw);
  // A report that somebody, or a gateway, passed on as an attachment.
  if (mail.returned && isReport(mail) && !mail.feedback) {
    const inner = readApart(await takeApart(mail.returned));
    if (inner.recipients.length > 0)
      return { ...inner, returnPaths: [...inner.returnPaths, ...returnPathsOf(mail, new Map())] };
  }
  return readApart(mail);
}

/** What came back is itself a report, and the message around it has none of its own. */
const isReport = ({ status, original }: TakenApart): boolean =>
  status.length === 0 && /report-type="?(delivery-status|feedback-report)/i.test(original.get('content-type') ?? '');

function readApart(mail: TakenApart): Report {
  const kind = kindOf(mail);
  const feedback = new Map(fieldLines(mail.feedback ?? '').map(({ name, value }) => [name, value]));
  const recipients = recipientsOf(kind, mail, feedback).slice(0, MOST_RECIPIENTS);
  return {
    kind,
    recipients,
    feedbackType: kind === 'complaint' ? (feedback.get('feedback-type')?.trim().toLowerCase() ?? 'abuse') : null,
    messageId: messageIdOf(mail),
    returnPaths: returnPathsOf(mail, feedback),
    unsubscribe: mail.original.get('list-unsubscribe') ?? null,
  };
}

function recipientsOf(kind: ReportKind, mail: TakenApart, feedback: ReadonlyMap<string, string>): BouncedRecipient[] {
  if (kind === 'complaint') return [complainer(mail, feedback)];
  if (kind === 'auto-reply') {
    return [spared('vacation', canonical(addressIn(mail.headers.get('from') ?? '')[0]), null)];
  }
  return kind === 'bounce' ? bounced(mail) : [];
}

const spared = (reason: BounceReason, address: string | null, action: Action | null): BouncedRecipient => ({
  address,
  action,
  status: null,
  code: null,
  diagnostic: '',
  reason,
  hardness: 'none',
});

/** Loops hide the address (“redacted”) or leave it out; the returned message still knows whom it went to. */
function complainer(mail: TakenApart, feedback: ReadonlyMap<string, string>): BouncedRecipient {
  const said = [
    feedback.get('original-rcpt-to'),
    mail.original.get('x-hmxmroriginalrecipient'),
    feedback.get('removal-recipient'),
    mail.original.get('to'),
  ];
  return spared('feedback', said.map((one) => canonical(addressIn(one ?? '')[0])).find(Boolean) ?? null, null);
}

/** Recipients of a bounce: of the status report, or of the words where there is none. */
function bounced(mail: TakenApart): BouncedRecipient[] {
  const blocks = [...mail.status, mail.text].flatMap(statusBlocks);
  if (blocks.length > 0) return blocks.map((block) => ofBlock(block, mail, blocks.length === 1));
  const read = (text: string) => toldOf(text, failedHeader(mail), strangersTo(mail)).map((told) => ofWords(told, mail));
  const told = read(mail.text);
  return told.every(({ reason }) => reason === 'undefined') ? read(withoutFields(mail.body)) : told;
}

/** A broken report read as one text: its header lines are no words of the server. */
const withoutFields = (body: string): string =>
  body.replace(/^(--\S+|[A-Za-z][A-Za-z0-9-]*:[^\n]*|This is a (multi-part|MIME)[^\n]*|[ \t]+\S+=[^\n]*)$/gm, '');

const failedHeader = ({ headers }: TakenApart): string[] =>
  (headers.get('x-failed-recipients') ?? '').split(',').flatMap(addressIn);

/** Whoever sent the message, and to whom the report goes, did not fail to get it. */
function strangersTo({ headers, original }: TakenApart): Set<string> {
  const fields = [
    ...['from', 'to', 'sender', 'reply-to', 'return-path', 'delivered-to', 'envelope-to'].map((name) =>
      headers.get(name),
    ),
    ...['from', 'sender', 'reply-to', 'return-path'].map((name) => original.get(name)),
  ];
  return new Set(fields.flatMap((field) => addressIn(field ?? '')).map((address) => address.toLowerCase()));
}

function ofBlock(block: StatusBlock, mail: TakenApart, alone: boolean): BouncedRecipient {
  const address = block.addresses.map(canonical).find(Boolean) ?? null;
  if (block.action !== null && !['failed', 'delayed'].includes(block.action)) {
    return { ...spared('delivered', address, block.action), status: block.status };
  }
  const told = wordsAbout(block, mail, alone);
  const verdict = judge({
    code: codeIn(block.diagnostic),
    status: block.status,
    text: block.diagnostic || (replyIn(told) ?? ''),
    step: stepIn(block.diagnostic) ?? stepIn(told),
    around: told,
  });
  return made(address, block.action, block.status, block.diagnostic || told, verdict);
}

/** What the readable part says of this recipient; all of it where there is no other. */
function wordsAbout(block: StatusBlock, { text }: TakenApart, alone: boolean): string {
  if (alone) return text;
  const places = toldOf(text, block.addresses, new Set());
  return places[0]?.text.slice(0, 1_000) ?? '';
}

function ofWords({ address, text }: Told, mail: TakenApart): BouncedRecipient {
  const reply = replyIn(text);
  const status = statusIn(reply ?? text);
  const code = reply === null ? null : codeIn(reply);
  const verdict = judge({
    code,
    status,
    text: reply ?? '',
    step: stepIn(text),
    around: `${text} ${mail.headers.get('subject') ?? ''}`,
  });
  const whom = address ?? addressIn(mail.original.get('to') ?? '')[0];
  return made(canonical(whom), null, status, reply ?? text, verdict, code);
}

function made(
  address: string | null,
  action: Action | null,
  status: string | null,
  words: string,
  { reason, hardness }: { reason: BounceReason; hardness: Hardness },
  code: number | null = codeIn(words),
): BouncedRecipient {
  const diagnostic = words.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DIAGNOSTIC);
  // "Delayed" is not the end: the server goes on trying, and another report follows when it gives up.
  return { address, action, status, code, diagnostic, reason, hardness: action === 'delayed' ? 'none' : hardness };
}

function messageIdOf({ original, headers }: TakenApart): string | null {
  const text = original.get('message-id') ?? headers.get('in-reply-to') ?? '';
  return /<[^<>\s]{1,250}@[^<>\s]{1,250}>/.exec(text)?.[0] ?? null;
}

function returnPathsOf(mail: TakenApart, feedback: ReadonlyMap<string, string>): string[] {
  const own = ['to', 'delivered-to', 'envelope-to', 'x-original-to', 'x-envelope-to', 'x-delivered-to'];
  const values = [
    ...mail.lines.filter(({ name }) => own.includes(name)).map(({ value }) => value),
    feedback.get('original-mail-from') ?? '',
    ...mail.originalLines
      .filter(({ name }) => name === 'return-path' || name === 'x-envelope-from')
      .map(({ value }) => value),
  ];
  return [...new Set(values.flatMap(addressIn))].slice(0, 20);
}

function canonical(address: string | undefined): string | null {
  const read = address === undefined ? null : normaliseEmail(address);
  return read?.ok ? read.address : null;
}
