import { compiledFor } from './contents.ts';
import { escapeHtml, faultOf, type LiquidFault, renderLiquid } from './liquid.ts';
import { MjmlFault, mjmlToHtml } from './mjml.ts';
import { type MessageValues, type Surrounding, scopeOf } from './scope.ts';
import { countSms, type SmsCount } from './sms.ts';
import type { CompiledTemplate } from './template.ts';
import { htmlToText, tidyText } from './text.ts';
import { trackMessage } from './tracking.ts';

export type Rendered = {
  subject?: string;
  html?: string;
  text: string;
  headers: Record<string, string>;
  from?: { address: string; name?: string };
  replyTo?: string;
  /** For text messages: what it will be billed as. */
  sms?: SmsCount;
};

/** No message for this person, and the sentence that says why. */
export type Skipped = {
  skip: string;
  code: LiquidFault['code'] | 'no_unsubscribe' | 'no_sender' | 'disguised_subject';
  /** The variable or output that it is about, where it is one. */
  about?: string;
};

/** RFC 5322 allows 998 octets a line; a subject longer than this is a mistake in the template. */
const LONGEST_SUBJECT = 250;

/** Control characters, line and paragraph separators, and the marks that turn the direction of writing. */
const BREAKING = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

class Skip extends Error {
  readonly code: Skipped['code'];
  constructor(code: Skipped['code'], reason: string) {
    super(reason);
    this.code = code;
  }
}

/**
 * One person's message. Never throws for what is in the template or the values: such a person is skipped, with a reason.
 * @param around who reads, their links, the moment
 */
export async function render(
  published: CompiledTemplate,
  values: MessageValues,
  around: Surrounding,
): Promise<Rendered | Skipped> {
  const { person, segments } = around;
  const template = compiledFor(published, { locale: person.locale, shopLocale: values.shop.locale, segments });
  try {
    const scope = scopeOf(template, values, around);
    const line = (source: string | undefined) =>
      source === undefined ? undefined : oneLine(renderLiquid('text', source, scope));
    const html = await renderHtml(template, scope);
    const text = tidyText(
      template.text === undefined ? htmlToText(html ?? '') : renderLiquid('text', template.text, scope),
    );
    const message: Rendered = { text, headers: {} };
    if (html !== undefined) message.html = html;
    if (template.channel === 'email') message.subject = checkedSubject(line(template.subject) ?? '');
    else if (template.subject !== undefined) message.subject = line(template.subject);
    if (template.channel === 'sms') message.sms = countSms(text);
    const from = senderOf(template, values, line);
    if (from) message.from = from;
    const replyTo = line(template.replyTo) ?? values.sender?.replyTo;
    if (replyTo) message.replyTo = oneLine(replyTo);
    if (template.channel === 'email' && template.class === 'promotional') {
      message.headers = unsubscribeHeaders(message, around.links.unsubscribe);
    }
    return template.channel === 'email' ? { ...message, ...trackMessage(message, around.tracking) } : message;
  } catch (error) {
    if (error instanceof Skip) return { skip: error.message, code: error.code };
    if (error instanceof MjmlFault) {
      return { skip: `The layout fails for this person: ${error.message}.`, code: 'template_error' };
    }
    const { reason, code, about } = faultOf(error);
    return { skip: reason, code, ...(about && { about }) };
  }
}

async function renderHtml(template: CompiledTemplate, scope: object): Promise<string | undefined> {
  if (template.slow && template.mjml !== undefined) return mjmlToHtml(renderLiquid('html', template.mjml, scope));
  return template.html === undefined ? undefined : renderLiquid('html', template.html, scope);
}

/** Line breaks and other control characters become spaces: no value can add a header. */
function oneLine(text: string): string {
  return text.replace(BREAKING, ' ').replace(/ {2,}/g, ' ').trim();
}

/** A new message that pretends to be an answer or a forward: forbidden, and a mark of spam. */
export function isDisguised(subject: string): boolean {
  return /^\s*(?:re|ré|rép|fwd?|tr|aw|wg)\s*(?:\[\d+\]|\(\d+\))?\s*:/i.test(subject);
}

function checkedSubject(subject: string): string {
  if (subject === '') throw new Skip('missing_variable', 'The subject is empty for this person.');
  if (isDisguised(subject)) throw new Skip('disguised_subject', `The subject “${subject}” pretends to be an answer.`);
  return subject.length <= LONGEST_SUBJECT ? subject : `${subject.slice(0, LONGEST_SUBJECT - 1).trimEnd()}…`;
}

function senderOf(
  template: CompiledTemplate,
  { sender }: MessageValues,
  line: (source: string | undefined) => string | undefined,
): Rendered['from'] {
  const address = line(template.fromAddress) ?? (sender?.address ? oneLine(sender.address) : undefined);
  const name = line(template.fromName) ?? (sender?.name ? oneLine(sender.name) : undefined);
  if (address) return name ? { address, name } : { address };
  if (template.channel === 'email') throw new Skip('no_sender', 'No sender address is known for this message.');
  return name ? { address: name, name } : undefined;
}

/**
 * RFC 8058. What was asked of the template at publication is held against the message itself: a condition may have
 * hidden the link, and a promotional message without one must not leave.
 */
function unsubscribeHeaders({ html, text }: Rendered, url: string | undefined): Record<string, string> {
  if (!url)
    throw new Skip('no_unsubscribe', 'A promotional message needs an unsubscribe link, and none could be made.');
  const shows = (part: string) => part.includes(url) || part.includes(escapeHtml(url));
  if ((html !== undefined && !shows(html)) || !shows(text)) {
    throw new Skip('no_unsubscribe', 'The unsubscribe link does not appear in the message made for this person.');
  }
  return { 'List-Unsubscribe': `<${oneLine(url)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
