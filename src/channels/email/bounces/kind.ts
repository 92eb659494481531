/** What sort of message came back: a bounce, a complaint, somebody's automatic answer, or nothing of ours. */
import type { TakenApart } from './mail.ts';

export type ReportKind = 'bounce' | 'complaint' | 'auto-reply' | 'other';

const reporter =
  /mailer-daemon|postmaster|mail ?(er)? ?(delivery|administrator|system)|delivery (sub)?system|mdaemon|system administrator|poostmaster|post_master|<>/i;

const failedSubject =
  /undeliver|non ?remis|non ?distribu|unzustellbar|non recapitabile|returned mail|return(ed)? (to|of|message)|(mail|message|delivery)\b.{0,40}\b(fail|error|problem|status|report|notif|delayed|impossible|could not|returned|rejected|block)|fail(ed|ure) (notice|delivery|mail)|(could|can)not be delivered|error sending|couldn't be delivered|(avis|rapport|[ée]chec) .{0,20}(remise|distribution|livraison)|delivery ?failure|mail system error|blocked by|considered unsolicited|user unknown|warning: /i;

const failedText =
  /(could|can)( ?not|n't) be (delivered|sent)|(un)?able to deliver|undeliver(ed|able)|delivery (to|has|of|for).{0,80}(fail|delay)|did(n't| not) reach|was(n't| not) (able to be )?delivered|permanent(ly)? (fatal )?(error|fail)|n'a pas pu [êe]tre (remis|distribu|livr|envoy)|not listed in|unknown (user|recipient)|failed (permanently|to send)|had delivery (problems|errors)|remote host said|transcript of session/i;

/** RFC 3834 and what programs sent before it; the words are what mail programs put before the subject. */
const autoSubject =
  /^(re: ?)?(auto(matic)?[- ]?(reply|response|matische antwort)|automatic reply|out of (the )?office|autoreply|auto:|auto re:|r[ée]ponse automatique|absence|absent|message d'absence|abwesenheit|on (vacation|leave|holiday)|i am (away|out)|vacation|en (vacances|cong[ée]s))|out of office|\(autorespond|r[ée]ponse automatique|i'm out/i;

/** How sure the message is a report: the machine-readable marks first, the words last. */
export function kindOf(mail: TakenApart): ReportKind {
  const get = (name: string): string => mail.headers.get(name) ?? '';
  if (mail.feedback !== null || isOldComplaint(mail)) return 'complaint';
  const report = /report-type="?([a-z-]+)/i.exec(get('content-type'))?.[1]?.toLowerCase();
  if (report === 'disposition-notification') return 'other';
  if (mail.status.length > 0 || report === 'delivery-status' || mail.headers.has('x-failed-recipients'))
    return 'bounce';
  const subject = get('subject');
  if (autoSubject.test(subject)) return 'auto-reply';
  const fromReporter = reporter.test(`${get('from')} ${get('sender')}`) || get('return-path').trim() === '<>';
  const said = failedSubject.test(subject) || failedText.test(mail.text) || /^final-recipient:/im.test(mail.text);
  if (said && fromReporter) return 'bounce';
  if (isAutomatic(mail)) return 'auto-reply';
  return said && (failedSubject.test(subject) || mail.original.size > 0) ? 'bounce' : fromReporter ? 'bounce' : 'other';
}

function isAutomatic({ headers }: TakenApart): boolean {
  const submitted = headers.get('auto-submitted')?.trim().toLowerCase() ?? 'no';
  if (submitted !== 'no' && submitted !== '') return true;
  return (
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    headers.has('x-autoresponder') ||
    /auto[-_]?reply|vacation/i.test(`${headers.get('precedence') ?? ''} ${headers.get('x-precedence') ?? ''}`)
  );
}

/** Before it took up RFC 5965, Microsoft's loop sent the message as an attachment under this subject. */
const isOldComplaint = ({ headers }: TakenApart): boolean =>
  /^complaint about message from/i.test(headers.get('subject') ?? '') &&
  /@(hotmail|outlook|live|microsoft)\.com/i.test(headers.get('from') ?? '');
