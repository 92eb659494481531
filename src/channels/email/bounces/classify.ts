/** From what a server answered to what it means: one table for replies heard at once and for reports that come later. */
import { type BounceReason, type Hardness, hardnessOf } from './reasons.ts';
import { reasonOfStatus } from './statuses.ts';
import { reasonOfText, saidBy } from './texts.ts';

/** The step of the SMTP conversation that was answered. */
export type SmtpStep = 'connect' | 'helo' | 'mail' | 'rcpt' | 'data';

/** What is known of one refusal. */
export type Evidence = {
  /** Reply code, as 550; null where none was seen. */
  code: number | null;
  /** Enhanced status, as “5.1.1”; null where none was seen. */
  status: string | null;
  /** The server's words. */
  text: string;
  step?: SmtpStep | null;
  /** Words of the report around them, asked when the server's own say nothing. */
  around?: string;
};

export type Verdict = { reason: BounceReason; hardness: Hardness; temporary: boolean };

/**
 * Judges a reply of SMTP, as it was heard.
 * @param code reply code (550), null where the connection gave none
 * @param enhanced enhanced status (“5.1.1”); read from the text when not given
 * @param text the words of the reply
 * @param step what the reply answered
 */
export function classifyReply(
  code: number | null,
  enhanced: string | null,
  text: string,
  step: SmtpStep | null = null,
): Verdict {
  const verdict = judge({ code, status: enhanced ?? statusIn(text), text, step });
  // At once means that the message waits and is tried again: a 4xx is no last word, whatever it says.
  return verdict.temporary && verdict.hardness === 'hard' ? { ...verdict, hardness: 'soft' } : verdict;
}

/** Words first, because codes are often wrong; then the enhanced status, the step, the code. */
export function judge(evidence: Evidence): Verdict {
  const temporary = isTemporary(evidence);
  const found = reasonOf(evidence);
  // A domain that could not be looked up for now is not a domain that does not exist.
  const reason = found === 'hostunknown' && temporary ? 'networkerror' : found;
  return { reason, hardness: hardnessOf(reason, temporary), temporary };
}

function reasonOf(evidence: Evidence): BounceReason {
  const told = reasonOfText(evidence.text);
  const coded = reasonOfStatus(evidence.status);
  const found = moreTelling(told, coded);
  const around = evidence.around && (found === null || vague.has(found)) ? reasonOfText(evidence.around) : null;
  const better = around !== null && (found === null || around === 'userunknown') ? around : found;
  return atItsStep(better, evidence) ?? byCode(evidence);
}

/** Words that only say that something was refused give way to a status that says why. */
const vague: ReadonlySet<BounceReason> = new Set(['systemerror', 'securityerror', 'expired', 'syntaxerror']);

/** Words that servers use for two things which their status tells apart. */
const finer: Partial<Record<BounceReason, BounceReason>> = {
  suspend: 'userunknown',
  userunknown: 'hasmoved',
  mesgtoobig: 'exceedlimit',
};

function moreTelling(told: BounceReason | null, coded: BounceReason | null): BounceReason | null {
  if (told === null) return coded;
  if (coded !== null && finer[told] === coded) return coded;
  return vague.has(told) && coded !== null && !vague.has(coded) ? coded : told;
}

/**
 * The step tells who was refused. Before RCPT it is the sender, whatever the words. Once a recipient was taken at RCPT the
 * mailbox is known to exist: “user unknown” after DATA is how filters hide, and an unknown domain is the sender's.
 */
function atItsStep(reason: BounceReason | null, evidence: Evidence): BounceReason | null {
  const { step, text } = evidence;
  const ofAddress = reason === 'userunknown' || reason === 'hostunknown';
  if (ofAddress && step === 'mail') return 'rejected';
  if (ofAddress && (step === 'helo' || step === 'connect')) return 'blocked';
  if (ofAddress && step === 'data') return reason === 'userunknown' ? 'filtered' : 'rejected';
  if (reason === 'userunknown' && !isWitnessed(evidence)) return 'filtered';
  if (reason !== null || saidBy(text) === '') return reason;
  if (step === 'mail') return 'rejected';
  return step === 'helo' || step === 'connect' ? 'blocked' : null;
}

/**
 * “User unknown” ends an address, so it needs a witness beside the words: it was said at RCPT, a status of the mailbox says
 * it too, or the system that reports looked into its own directory. Without one it may have been a filter. The address is
 * not lost sight of: it is given up after some such bounces in a row.
 */
const isWitnessed = ({ step, status, text, around = '' }: Evidence): boolean =>
  step === 'rcpt' || /^[245]\.[12]\.[1-9]/.test(status ?? '') || ownDirectory.test(`${text} ${around}`);

/** How systems speak of their own users: Domino, Exchange, Google’s headline, gateways, local delivery agents. */
const ownDirectory =
  /directory|ディレクトリ|address book|not listed|not recogni[sz]ed|recipient not found|resolver\.adr|address couldn't be found|check if (the )?address is correct|no valid recipients|mail\.local/i;

/**
 * Nothing but a number is left (RFC 5321, 4.2.3). None of them kills an address: to take a living one for dead costs a
 * customer, to take a dead one for living costs another bounce.
 */
function byCode({ code }: Evidence): BounceReason {
  if (code === null) return 'undefined';
  if (code === 421) return 'expired';
  if (code === 552) return 'mailboxfull';
  if (code === 550 || code === 551 || code === 553) return 'filtered';
  return code >= 500 && code <= 504 ? 'syntaxerror' : 'onhold';
}

/** A number that a server chose for this refusal is believed before the class of the report's status. */
function isTemporary({ code, status }: Evidence): boolean {
  if (code !== null) return code < 500;
  return status?.startsWith('4') ?? false;
}

const statusPattern = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])/g;

/** The last enhanced status in a text that says something; servers wrap the words of others in their own. */
export function statusIn(text: string): string | null {
  const all = [...text.matchAll(statusPattern)].map((match) => match[0]);
  return all.findLast((status) => !status.endsWith('.0.0')) ?? all.at(-1) ?? null;
}

/** The reply code that stands before an enhanced status, else the first number that can be one. */
export function codeIn(text: string): number | null {
  const found =
    /(?<![\d.])([245]\d\d)[- ]#?[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text) ??
    /(?:^|[\s:;('"[<])([45]\d\d)(?=[\s\-,:)'"\]]|$)(?!\s*(bytes|kb|mb|minutes|seconds|hours))/m.exec(text);
  return found ? Number(found[1]) : null;
}
