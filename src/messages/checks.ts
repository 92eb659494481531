/**
 * What is asked of a template before it may be published. A check has a code for programs, a level (block: no
 * publication; warn: read this first; info), the rule of the law behind it where there is one, and a sentence.
 */
import { block, type Check, warn } from './check.ts';
import { exampleTexts } from './example-text.ts';
import { htmlChecks } from './html-checks.ts';
import { isDisguised, type Rendered, type Skipped } from './render.ts';
import { ROOTS } from './scope.ts';
import { mentionsStop } from './sms.ts';
import type { CompiledTemplate, MessageClass, Sender, Shop, TemplateSource } from './template.ts';

/** Gmail shows this much of the HTML, then a link to the rest, where the unsubscribe link would be. */
const GMAIL_CLIPS_BYTES = 102 * 1024;
/** What phones show of a subject. */
const READABLE_SUBJECT = 70;
/** Three parts: above, a text message costs more than it says. */
const MANY_SMS_PARTS = 3;

export type CheckInput = {
  channel: string;
  class: MessageClass;
  source: TemplateSource;
  shop: Shop;
  sender?: Sender;
  publicUrl?: string;
  /** True when the channel reaches the outside; the local outbox needs no public address. */
  connected?: boolean;
};

/** What can be said without rendering. `variables` are those of all parts together. */
export function staticChecks(input: CheckInput, variables: readonly string[]): Check[] {
  return [
    ...(input.channel === 'email' ? emailChecks(input) : []),
    ...(input.channel === 'sms' ? smsChecks(input) : []),
    ...linkChecks(input),
    ...variableChecks(input.source, variables),
    ...exampleChecks(input),
  ];
}

function emailChecks({ source, shop, sender }: CheckInput): Check[] {
  const checks: Check[] = [];
  const subject = source.subject?.trim() ?? '';
  if (subject === '') checks.push(block('SUBJECT_MISSING', 'This e-mail has no subject. Write one.', 3));
  if (isDisguised(subject)) {
    checks.push(
      block(
        'SUBJECT_DISGUISED',
        `The subject “${subject}” pretends to be an answer or a forward. Take “${subject.split(':')[0]}:” away.`,
        3,
        { subject },
      ),
    );
  }
  if (!subject.includes('{') && subject.length > READABLE_SUBJECT) {
    checks.push(
      warn('SUBJECT_LONG', `The subject has ${subject.length} characters; phones show about ${READABLE_SUBJECT}.`, {
        length: subject.length,
      }),
    );
  }
  if (!sender?.address && !source.fromAddress) {
    checks.push(
      block(
        'SENDER_MISSING',
        'No sender address is known. Give the template one, or the shop: the setting delivery.senderAddress.',
        3,
      ),
    );
  }
  if (!sender?.name && !source.fromName) {
    checks.push(warn('SENDER_NAMELESS', 'The sender has no name; readers will see the bare address.'));
  }
  if (!shop.postalAddress?.trim()) {
    checks.push(
      block(
        'POSTAL_ADDRESS_MISSING',
        'The shop has no postal address, which every message has to show. Enter it in the setting shop.postalAddress.',
        3,
      ),
    );
  }
  if (/<img\b(?![^<>]*\balt\s*=)/i.test(source.body) || /<mj-image\b(?![^<>]*\balt\s*=)/i.test(source.body)) {
    checks.push(
      warn('IMAGE_WITHOUT_ALT', 'An image has no alternative text (alt), so readers without images see nothing.'),
    );
  }
  return checks;
}

function smsChecks({ source, shop, sender, class: kind }: CheckInput): Check[] {
  const checks: Check[] = [];
  if (source.format !== 'text')
    checks.push(block('SMS_NOT_TEXT', 'A text message is plain text. Choose the format “text”.'));
  const named =
    /\{\{-?\s*(?:shop\.name|sender\.name)\b/.test(source.body) ||
    source.body.toLowerCase().includes(shop.name.toLowerCase());
  if (!sender?.name && !source.fromName && !named) {
    checks.push(
      block(
        'SENDER_MISSING',
        'Nothing in this text message says who writes. Give the sender a name or write the shop’s name.',
        8,
      ),
    );
  }
  if (sender?.name && !/^(?=.*[a-z])[a-z0-9 ]{3,11}$/i.test(sender.name)) {
    checks.push(
      warn(
        'SMS_SENDER_FORM',
        `Networks show a sender of 3 to 11 letters and digits; “${sender.name}” may be replaced.`,
        { name: sender.name },
      ),
    );
  }
  if (kind === 'promotional' && !mentionsStop(source.body) && !sender?.stopCode) {
    checks.push(
      block(
        'STOP_MISSING',
        'A commercial text message has to tell how to stop. Write “STOP 36xxx” with your short number, or give the sender its stop code.',
        8,
      ),
    );
  }
  return checks;
}

function linkChecks({ channel, class: kind, publicUrl, connected }: CheckInput): Check[] {
  if (channel !== 'email' || !connected) return [];
  if (!publicUrl) {
    return [
      block('PUBLIC_URL_MISSING', 'Links in a message need the public address of this server. Set PUBLIC_URL.', 14),
    ];
  }
  if (kind === 'promotional' && !publicUrl.startsWith('https://')) {
    return [block('PUBLIC_URL_NOT_HTTPS', 'One-click unsubscribe needs an https address. Set PUBLIC_URL to one.', 14)];
  }
  return [];
}

function variableChecks(source: TemplateSource, variables: readonly string[]): Check[] {
  const checks: Check[] = [];
  const unknown = variables.filter((name) => !(ROOTS as readonly string[]).includes(name.split('.')[0] ?? ''));
  if (unknown.length > 0) {
    checks.push(
      warn('VARIABLE_UNKNOWN', `Nothing fills in ${unknown.join(', ')}. Known beginnings: ${ROOTS.join(', ')}.`, {
        names: unknown.join(', '),
      }),
    );
  }
  if (/\|\s*raw\b/.test(source.body)) {
    checks.push(
      warn('RAW_USED', 'A value is printed with “| raw”, without escaping: use it for content of your own only.'),
    );
  }
  return checks;
}

function exampleChecks({ source, shop }: CheckInput): Check[] {
  const texts = exampleTexts(source, shop.url);
  if (texts.length === 0) return [];
  const quoted = texts.map((text) => `“${text}”`).join(', ');
  return [
    warn('EXAMPLE_TEXT_LEFT', `Text that only stood there as an example is left: ${quoted}. Write your own.`, {
      texts: quoted,
    }),
  ];
}

/** What rendering for sample people showed. */
export function sampleChecks(template: CompiledTemplate, results: readonly (Rendered | Skipped)[]): Check[] {
  const checks: Check[] = [];
  const skipped = results.filter((result): result is Skipped => 'skip' in result);
  const rendered = results.filter((result): result is Rendered => !('skip' in result));
  const broken = skipped.find(({ code }) => code === 'template_limit' || code === 'template_error');
  if (broken) {
    const sentence = `This template fails on a sample person. ${broken.skip}`;
    checks.push(block('SAMPLE_BROKEN', sentence, undefined, { reason: broken.skip }));
  } else if (skipped.length > 0) {
    const share = `${skipped.length} of ${results.length} sample people would be skipped`;
    checks.push(warn('SAMPLE_SKIPPED', `${share}. ${skipped[0]!.skip} Use “| default:” where a value may be missing.`));
  }
  const largest = Math.max(0, ...rendered.map(({ html }) => Buffer.byteLength(html ?? '')));
  if (largest > GMAIL_CLIPS_BYTES) {
    checks.push(
      warn('SIZE_CLIPPED', `The message takes ${Math.ceil(largest / 1024)} kB of HTML; Gmail cuts it at 102 kB.`, {
        size: Math.ceil(largest / 1024),
      }),
    );
  }
  // One reader's HTML stands for all: what differs between readers is a handful of words.
  const html = rendered.find((one) => one.html !== undefined)?.html;
  if (html !== undefined && template.channel === 'email') checks.push(...htmlChecks(html));
  const parts = Math.max(0, ...rendered.map(({ sms }) => sms?.parts ?? 0));
  if (parts > MANY_SMS_PARTS)
    checks.push(warn('SMS_LONG', `The text message takes ${parts} parts, each of them paid for.`, { parts }));
  const outside = [...new Set(rendered.flatMap(({ sms }) => sms?.outside ?? []))];
  if (outside.length > 0) {
    checks.push(
      warn('SMS_UCS2', `${outside.join(' ')} is outside the GSM alphabet: parts hold 70 characters instead of 160.`, {
        characters: outside.join(' '),
      }),
    );
  }
  if (template.slow) {
    checks.push({
      code: 'SLOW',
      level: 'info',
      sentence: `This template is laid out for each person (slower): ${template.slowReason}.`,
      details: { reason: template.slowReason ?? '' },
    });
  }
  return checks;
}
