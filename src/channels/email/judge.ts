/** What an error of an SMTP conversation means for its message and for its way; pure. */
import type { SendResult, Trouble } from '../adapter.ts';
import { classifyReply, type SmtpStep } from './bounces/classify.ts';
import type { BounceReason } from './bounces/reasons.ts';
import { isGreylisting, pauseAsked } from './pauses.ts';

/** An error as nodemailer makes it. */
export type SmtpFault = Error & { code?: string; command?: string; responseCode?: number; response?: string };

/** Longest words of a server that are kept. */
const LONGEST_REASON = 500;
/** “Sign in first”, and what follows a sign-in that failed (RFC 4954): nobody's message would have left. */
const LOGIN_CODES: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** Said of who sends, however it is worded: the next message would hear it too. */
const OF_SENDER: ReadonlySet<BounceReason> = new Set([
  'blocked',
  'badreputation',
  'requireptr',
  'authfailure',
  'norelaying',
  'rejected',
  'toomanyconn',
  'speeding',
]);

/** How far a message had come when the error came: not spoken of yet, its envelope, or its body. */
export type Progress = 'waiting' | 'envelope' | 'body';

/**
 * The four answers of a send hang on one question: had the body begun to leave when the error came? Before that nothing was
 * delivered; after it, only an answer of the server tells, and without one the message is `uncertain`.
 */
export function judge(fault: SmtpFault, progress: Progress): SendResult {
  const reason = fault.message.replace(/\s+/g, ' ').slice(0, LONGEST_REASON);
  // An answer that nobody asked for may be anything (“250” twice): only a refusal says that the message was not taken.
  if (fault.responseCode !== undefined && fault.responseCode >= 400)
    return judgeReply(fault, fault.responseCode, reason);
  if (progress === 'body') return { state: 'uncertain', reason, trouble: 'broken' };
  if (fault.code === 'EENVELOPE' || fault.code === 'EMESSAGE') return { state: 'rejected', reason, retryable: false };
  if (fault.code === 'EAUTH' || fault.code === 'ENOAUTH') return later(reason, 'login');
  // Whoever makes the server hang up each time must not be tried for ever: that counts as the message's own try.
  return later(reason, progress === 'waiting' ? 'unreachable' : 'broken');
}

/** An answer of the server: about us, about the way, or about this message. */
function judgeReply(fault: SmtpFault, code: number, reason: string): SendResult {
  const step = stepOf(fault) ?? 'connect';
  if (fault.code === 'EAUTH' || LOGIN_CODES.has(code)) return later(reason, 'login');
  if (code === 421) return later(reason, 'crowded');
  if (step === 'connect' || step === 'helo') return later(reason, 'unreachable');
  const words = fault.response ?? reason;
  const { reason: why } = classifyReply(code, null, words.replace(/^\d{3}[ -]/, ''), step);
  const trouble: Trouble | undefined = OF_SENDER.has(why) && !isGreylisting(words) ? 'sender' : undefined;
  const asked = pauseAsked(words);
  // Refused at MAIL is who sends, not who receives: the operator can put it right, and the message waits for it.
  if (step === 'mail' && why !== 'mesgtoobig' && why !== 'exceedlimit') return later(reason, 'sender', asked);
  if (code >= 500) return { state: 'rejected', reason, retryable: false, ...(trouble && { trouble }) };
  return later(reason, trouble, asked);
}

const later = (reason: string, trouble?: Trouble, waitMs: number | null = null): SendResult => ({
  state: 'failed',
  reason,
  retryable: true,
  ...(trouble && { trouble }),
  ...(waitMs !== null && { waitMs }),
});

/** The step that was answered or under way; null where the conversation had not come to the message. */
function stepOf({ command = '' }: SmtpFault): SmtpStep | null {
  if (/^MAIL/i.test(command)) return 'mail';
  if (/^RCPT/i.test(command)) return 'rcpt';
  if (/^DATA/i.test(command)) return 'data';
  return /^(EHLO|HELO|LHLO|STARTTLS|AUTH)/i.test(command) ? 'helo' : null;
}
