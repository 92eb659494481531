/**
 * What mail servers say in words, most telling first: the first rule that finds itself in the text decides. A rule is a
 * way of speaking, never one server's message: addresses are taken out of the text before it is asked (`saidBy`), so
 * that a name such as “user-unknown@…” says nothing.
 *
 * Sources: the replies that mail servers have built in (Postfix, Exim, sendmail, qmail, Courier, OpenSMTPD, Exchange, Domino),
 * those of the large mailbox providers, Orange’s (OFR) and La Poste’s (LPN) among them, as they stand in the labelled set of
 * test data (Sisimai’s public corpus) or are commonly quoted, and RFC 5321 for the words that mean nothing in particular.
 *
 * The order carries decisions: what is said of the sender's signature, name or list entry comes before what is said of
 * the recipient, because servers wrap the former in the words of the latter (“recipient address rejected: blocked using…”).
 */
import type { BounceReason } from './reasons.ts';

type TextRule = { reason: BounceReason; says: RegExp };

const textRules: readonly TextRule[] = [
  {
    // What the reporting server ran itself; below it stands the words of that program, whatever they are.
    reason: 'mailererror',
    says: /command (output|failed|died)|\bx-unix\b|procmail:|child process/,
  },
  {
    reason: 'notcompliantrfc',
    says: /not rfc ?\d* ?-?complian|rfc ?-?(5321|5322|2822|2821|822|821|2047|2045)\b|bare (lf|cr|linefeed|newline)|(multiple|several|duplicate|more than one|missing) .{0,30}\b(from|date|subject|message-id|to) ?(header|:|field|headers)|multiple addresses in (the )?from/,
  },
  {
    // cPanel’s words where its Exim finds no host for the domain.
    reason: 'hostunknown',
    says: /account or domain may not exist|domain is not reachable|(?<![@\w.-])([a-z0-9-]+\.)+[a-z]{2,} does not exist|no host exists/,
  },
  {
    // Google speaks of its groups in the reader’s language; the address of its help is the same in all of them.
    reason: 'rejected',
    says: /groups\.google\.com|group .{0,40}may not exist/,
  },
  {
    reason: 'virusdetected',
    says: /\b(virus(es)?|malware|trojan|worm)\b.{0,40}(found|detected|infect|reject|block|contain)|(contain|infected|carr)\w*.{0,30}\b(virus|malware|trojan)|infected (with|attachment|message)/,
  },
  {
    reason: 'spamdetected',
    says: /(due to|as|because of) (being )?(spam|unsolicited|bulk)\b|spam classification/,
  },
  {
    reason: 'authfailure',
    says: /\b(spf|dkim|dmarc|openspf|domainkeys|sender policy framework)\b|sender id .{0,40}(fail|not)|authentication checks? failed|unauthenticated (e-?mail|message)|(e-?mail|message) (is|was) (unauthenticated|not authenticated)|authentication information|pass authentication/,
  },
  {
    reason: 'requireptr',
    says: /\bptr\b|\brdns\b|\bfcrdns\b|reverse[- ]?(dns|lookup|resol|hostname|host name|ip|map|record|name)|cannot find your (reverse )?(host ?name|dns)|(no|missing|invalid|bad|without).{0,20}(reverse|host name for)|ip (name|address) (lookup|possibly forged|could not be resolved)|unresolvable (relay|host|ip)|address to name|does not resolve (back|to)|unverif\w+ (sending )?ips?\b|forged host|(all|your) mail servers? must have|cannot resolve your|dns inverse|r[ée]solution inverse/,
  },
  {
    reason: 'spamdetected',
    says: /\buribl\b|surbl|blacklisted (url|link)|(url|link|domain|content)s? (in (the |this |your )?(message|body|mail) )?(is |are |was )?(black|block) ?-?listed|rejected as (spam|bulk)|identified (as|it as) (spam|ube|unsolicited)/,
  },
  {
    reason: 'badreputation',
    says: /user complaints|reputation(?!\.(html?|php|com))|senderscore|senderbase|sender score/,
  },
  {
    reason: 'blocked',
    says: /spamhaus|spamcop|\bsorbs\b|barracudacentral|uceprotect|\b(rbl|dnsbl|dnswl|dul)\b|cbl\.abuseat|\b(block|deny|black)[- ]?list(s|ed|ing)?\b|(is|are|was|been|currently) (now )?listed (in|at|on|by)\b|proofpoint\.com\/dnsbl|liste noire/,
  },
  {
    reason: 'toomanyconn',
    says: /too many (concurrent |simultaneous |open )?(smtp )?(connections?|sessions?|recipients)(?! (this|per))|(concurrent|simultaneous) connections?|connections? (rate|limit|frequency|count)|(frequency|rate) limited|max(imum)? connections?|trop de connexions|connexions? simultan/,
  },
  {
    reason: 'speeding',
    says: /(relay|sending|daily|hourly) quota|too (fast|quickly|many (messages|e-?mails|mails|recipients (this|per) (hour|day|minute)))|rate[- ]?limit|throttl|at a rate that|unusual(ly high)? (rate|volume)|sending rate|(volume|hourly|daily) .{0,20}(limit|exceeded)|mail flood|greylist|graylist|grey ?list|try again in \d+ (second|minute)|temporarily deferred/,
  },
  {
    reason: 'spamdetected',
    says: /\bspam(my|ming|mer|assassin|trap)?\b|\bunsolicited\b|\b(uce|ube)\b|bulk (e-?)?mail|junk[- ]?mail|\bspamming\b|message content rejected|message (looks|appears) .{0,30}(spam|unsolicited)|content filter|ind[ée]sirable|pourriel|mail rejet[ée]e?|high[- ]probability|spam(content|score)|classified as|flagged as|cloudmark|due to (its )?content|banned content|message (was )?filtered|considered unsolicited/,
  },
  {
    reason: 'blocked',
    says: /(client|sending|sender'?s?|your|source|connecting) (host|ip|server|mta|network|mail ?server|system|mx|domain name)( address)?[^.;]{0,60}(reject|refus|block|denied|bann|not (allowed|permitted|authori)|black|poor|unauthori|suspicious)|(invalid|unauthorized|bad sender) (sending )?ips?\b|you have been (blocked|banned)|too much spam|access to submit|we do not accept (mail|messages) from|host access denied|too many unwanted messages|messages from .{0,40}weren't sent|error: ip|\bip\b.{0,40}(block|banned|refus|reject|denied)|(block|ban|reject|refus|deni)\w* .{0,30}\b(ip|your (host|server|network|isp))\b|helo|ehlo|(dynamic|residential|dialup|dial-up|generic) (ip|address|host|pool)|(smtp|mail) server of your (isp|provider)|not (allowed|permitted) to (connect|send mail from)|connections? (from|not).{0,40}(accepted|refused|reject|not allowed|denied|block)|no access from|client host|you are not allowed|refused to talk|connexion refus|domain .{0,40}has been (blocked|banned)|smtp protocol violation|esmtp not accepting/,
  },
  {
    reason: 'policyviolation',
    says: /polic(y|ies)\b(?!.{0,20}(dmarc|spf))|prohibited|content presents a potential|(attachment|file|extension).{0,40}(not (allowed|accepted|permitted)|prohibit|block|forbidden|banned)|denied by .{0,20}rule|violates?\b|administrative(ly)? (prohibit|deni|reject|refus)|because the recipient is not accepting mail with/,
  },
  {
    reason: 'norelaying',
    says: /\b(relay(ing)?|relais)\b.{0,40}(den|not|prohibit|refus|interdit|disallow|reject|block)|(not|unable|cannot|do not|don'?t|no) .{0,20}\brelay(ing)?\b|open relay|not an? (relay|gateway)|insecure mail relay|this system is not configured to relay|rcpthosts|isn't in my list|refused by our mail relay/,
  },
  {
    reason: 'mailboxfull',
    says: /\b(mail ?box|inbox|mail ?folder|maildir|account|user|recipient|addr>)( is| has| was)?( now| currently)? (full|over ?quota|over its quota|exceed\w*|out of storage)|over[- ]?quota|quota exceeded|too many messages on the server|exhausted allowed|would (cause|exceed)/,
  },
  {
    reason: 'exceedlimit',
    says: /(message|mail) (is )?(too (large|big)|size).{0,30}(for|of) (this |the )?(recipient|mailbox|user)|(mailbox|recipient|user)'?s? .{0,30}(message )?size limit|too large.{0,20}recipient/,
  },
  {
    reason: 'mesgtoobig',
    says: /(message|mail|e-?mail|data|body|header) ?(file |header )?(size|length)? ?(is |was )?(too (large|big|long)|exceed)|(exceed|larger than|over).{0,40}(maximum|max|fixed|allowed|size|limit).{0,30}(message|size|limit)|size (limit|restriction)|message trop (gros|volumineu|grand)|max message size/,
  },
  {
    reason: 'systemfull',
    says: /(system|server|queue|spool) (disk|storage|is full)|insufficient (system|disk) (storage|space)|insufficient system (storage|resources)|mail system full|no space left on device.{0,20}(queue|spool)/,
  },
  {
    reason: 'mailboxfull',
    says: /\b(mail ?box|mail ?folder|inbox|account|user|recipient|maildir|mail ?drop|folder)('s)?\b.{0,50}\b(is |are |was )?(full|over ?quota|overdrawn|too full|exceed|out of (storage|space)|over (its|the|his|her|their)? ?(limit|quota|size|storage|allocated))|over[- ]?quota|quota (exceed|violation|is full|reached|depass|d[ée]pass)|(exceed|over|out of|past|reached|beyond|d[ée]pass)\w* .{0,40}(quota|storage (space|limit|allocation)|mailbox (size|limit))|mail ?box (is )?(full|exceed)|full mail ?box|not enough (disk )?(space|storage)|insufficient (storage )?(space|storage|quota)|no (storage|disk) space|bo[iî]te .{0,60}(pleine|satur)|plus d'espace|disk quota|storage (quota|limit|allocation)/,
  },
  {
    reason: 'suspend',
    says: /\b(account|mail ?box|user|recipient|address|inbox|domain|subscriber|member|email account|login|utilisateur|compte|bo[iî]te)\b.{0,60}\b(disabled|suspended|inactive|deactivat|de-activat|frozen|locked|discontinued|archiv|dormant|expired|terminated|not (currently )?(active|enabled|activated)|unpaid|restricted|closed temporarily|suspendu|bloqu[ée]|d[ée]sactiv|inactif|inactive)|(disabled|suspended|inactive|deactivated|frozen|locked|discontinued|archived|archivee|terminated|dormant|boite archivee)\b.{0,30}\b(account|mail ?box|user|recipient|address|inbox|email|destinataire)|out of service|vdelivermail: account|not being used|closed due to|account that you tried to reach is (disabled|inactive)/,
  },
  {
    reason: 'hasmoved',
    says: /no longer (on|at|with) (this |the )?(server|system|domain|company)|has (been )?(moved|changed|replaced)|new (e-?mail )?address (is|:)|address (has )?changed|a chang[ée] d'adresse|user .{0,20}moved|user not local; please try|has left (the|this)/,
  },
  {
    // The recipient refused without a reason: Postfix’s bare words, and Exchange Online’s where its directory has none such.
    reason: 'userunknown',
    says: /recipient address(es)? rejected ?(\.?$|: access denied)|^<addr>:? rejected\.?$/,
  },
  {
    reason: 'filtered',
    says: /recipient preferences|e-?mail preferences of the person|extended mail filter|(user|recipient|destinataire|person|owner|mailbox)\b.{0,40}\b(reject|refus|block|does(n't| not) (want|accept)|not accepting|only accepts)(?!.{0,60}(access denied|unknown|not (found|exist)))|mail(s)? (filter|was filtered)|due to (the )?(extended|recipient)|only accepting mail from|restricted sms|resolver\.rst|not accepting any mail|protected by|refuses? to receive|permanent failure for one or more recipients|due to extended inactivity|domain filter|reception refus|r[ée]ception impossible|whitelist|not in .{0,30}(allow|accepted|white) ?list/,
  },
  {
    reason: 'rejected',
    says: /sender('s)?\b.{0,60}(reject|refus|denied|not exist|verif|invalid|unknown|not (found|allowed|permitted|authori|accept|recogni)|blocked|unresolv|must)|(domain|address|server|name) of sender|from (address|domain|header|field)?.{0,40}(invalid|reject|not exist|denied|refus|blocked|does not)|invalid (sender|mail from|return path|from)|(reject|refus|block|unknown|bad)\w* .{0,20}(sender|mail from|return[- ]path|envelope from)|return[- ]path .{0,30}(reject|invalid|not)|null sender|empty (envelope )?sender|empty sender|mail from .{0,40}(reject|refus|denied|not)|bounce address|adresse exp[ée]diteur|exp[ée]diteur.{0,30}(invalide|refus|inconnu|rejet)|callback|mx for (your|the sender)|permission to post|not (allowed|authorized|permitted) to (send|post|mail)|you do not have permission|unroutable sender|you('re| are) not (allowed|permitted)|address verification|sender is/,
  },
  {
    // Said outright; below, where hosts are spoken of, the same words are looser.
    reason: 'userunknown',
    says: /\b(user|recipient|mailbox|address|addressee) (is )?(unknown|not found|does(n't| not) exist)|(unknown|no such) (or illegal )?(user|recipient|mailbox|addressee|local[- ]part|alias)|recipnotfound/,
  },
  {
    reason: 'notaccept',
    says: /null ?mx|no mx (record )?(was )?(found|for|exists?)|does(n't| not) accept (any )?(e-?)?mail|not accept(ing)? (any )?(e-?)?mail|no mail (service|server) (here|for)|(host|domain|server|system|machine).{0,40}(not|never|n'accept)\w* (accept|receive)\w* .{0,20}mail|smtp (service )?(is )?not (available|supported) (here|on)|rfc ?7505|this domain (is not|does not) .{0,20}(mail|receiv)/,
  },
  {
    reason: 'hostunknown',
    says: /(host|domain|hostname)( name)?( part)?[^.:;'"]{0,40}(unknown|not (be )?(found|exist|known|resolv|recogni)|does(n't| not) exist|couldn'?t be found|invalid|illegal)|(unknown|no such|non-?existent|unrouteable|unroutable|invalid|illegal|bad|can'?t find|cannot find|could not find|couldn'?t find)( mail| destination| any| the)*( named)? (host|domain|system|address domain)|unrouteable address|nxdomain|name or service not known|no (mx|a|dns) (record|entry|host)|dns (error|lookup fail|fail).{0,80}(no such|not found|does not exist|nxdomain|host)|name service error.{0,60}not found|(address|name) (lookup|resolution) fail.{0,40}not|no (mail )?exchanger|domain inconnu|domaine (inconnu|inexistant|invalide)|domain name not found|host ou domaine|address family not supported|no route to domain/,
  },
  {
    reason: 'userunknown',
    says: /(user|recipient|mail ?box|mail ?drop|account|address|addressee|person|local[- ]?part|login|login name|member|customer|subscriber|destinataire|adresse|utilisateur|bo[iî]te|compte|alias|name)s?\b[^.;]{0,70}?\b(unknown|not (be )?(found|exist|known|listed|recogni[sz]ed|valid|a valid|local|registered|here|on (this|the) (server|system)|in (the |our )?(directory|database|table))|does(n't| not) (exist|match|have)|doesn'?t have a|nonexist|non-exist|no longer (exist|available|valid)|couldn'?t be found|could not be found|invalide?|inconnue?|inexistante?|n'existe|has been deleted|deleted|is not (an? )?(known|valid|active))|(unknown|no such|invalid|non-?existent|unable to find|bad|illegal|unrecogni[sz]ed|undeliverable|incorrect|no) ?(or illegal |local |destination |e-?mail )?(user|recipient|mail ?box|mail ?drop|account|address|addressee|person|alias|customer|member|destinataire|rcpt|local[- ]?part|login)|recipnotfound|resolver\.adr|nosuchuser|not our customer|unknown-user|userunknown|user not|no .{0,20}(account|mailbox|user).{0,20}(by|with|of) (that|this) name|not listed in|could not be found|ディレクトリ|見つかりません|check if address is correct|recipient address(es)? rejected|does not like recipient|address (rejected|invalid|not found|unknown)|delivery to .{0,20}invalid|rejected recipient|n'existe pas|no existe|introuvable|badrcptto|no such address|is not (an? )?(known|valid|active)|not known|no longer (valid|accepts)|unknown address|missing home directory|wrong or no longer|no mailbox here|no valid recipients|cannot resolve the recipient/,
  },
  {
    reason: 'networkerror',
    says: /(mail|routing|forward\w*|message|infinite) ?(is )?(loop|looping)|too many hops|hop (count|limit)|exceeded maximum hop|unable to (route|resolve route)|name server reply|name service error for|loops? back|points to local|too many hops|(dns|domain name) (server|query|lookup|system)?.{0,40}(fail|error|problem|timeout|temporar)|malformed (or unexpected )?name server|mx .{0,40}(loop|points? (back|to)|malformed|local)|loops back to|no route to host|network (is )?(unreachable|error)|lost connection|connection (lost|reset|dropped|closed)|host.{0,20}unreachable|too many (received|mx)|all (relevant )?mx .{0,30}(point|invalid)/,
  },
  {
    reason: 'contenterror',
    says: /8-?bit|malformed|header (error|size|line|contains)|message (header|body|content|format|data)s? .{0,30}(error|invalid|corrupt|illegal|unacceptable|size|violat)|(invalid|bad|illegal|improper) .{0,20}(header|character|encoding|charset|content|mime)|routing loop detected --|improper use|content (reject|not accept)/,
  },
  {
    reason: 'mailererror',
    says: /command (output|failed|died|line)|x-unix|mailer (error|returned|program)|exit (status|code)|exited|procmail|child (process|status|exit)|\bpipe\b|returned non-zero|unknown mailer|program .{0,20}(fail|exit)|local delivery fail/,
  },
  {
    reason: 'expired',
    says: /expired|failing for a long time|tim(ed|e)[- ]?out|(not|n't|unable).{0,30}(deliver|been delivered|be delivered).{0,20}(within|for|in) (\d|the last)|retry (time|timeout)|too (old|long)|(in|on) (the )?queue|not responding|did not respond|giving up|retry time|queue period|aborted after|past \d+|unable to reach|not collected|(did not|not) accept our requests? to connect|connection refused|cannot connect|could not connect|unable to connect|couldn'?t connect|connection (could not|cannot|failed)|delivery (is |has been |was )?(delayed|deferred)|has been delayed|no answer|deferred|will (be retried|keep trying)|d[ée]lai .{0,20}d[ée]pass|non disponible/,
  },
  {
    reason: 'securityerror',
    says: /authenticat|starttls|\btls\b|\bssl\b|certificate|encrypt|security|access (was )?(denied|refus|not allowed)|permission denied|not authori[sz]ed|unauthori[sz]ed|verification (fail|required)/,
  },
  {
    reason: 'syntaxerror',
    says: /syntax (error|in)|command (not|un)|unrecogni[sz]ed command|bad (sequence|command)|invalid (argument|command|parameter)|unimplemented|not implemented/,
  },
  {
    reason: 'systemerror',
    says: /service (is )?(currently |temporarily )?(unavailable|not available|refuse)|transaction failed|system (error|fail|problem|config|resources)|local (error|config|problem|processing)|internal (server )?(error|problem)|server (error|config|fail|problem|busy)|configuration (error|problem)|insufficient resources|input\/output|i\/o error|temporar\w* (fail|error|problem|unavailable|local|reject)|try (again )?later|resources temporarily|proxy|could not (load|open|create)|fatal error|can'?t (open|create)|unable to (open|create|lock)|technical (problem|difficult)|aliasing|interrupted/,
  },
];

/** An e-mail address, also with a route or in brackets. */
const anyAddress = /<?[^\s<>"'(),;:[\]]{1,64}@[a-z0-9.-]{1,255}>?/gi;

/**
 * What a server said, ready for the rules: small letters, one blank, no addresses, no reply codes repeated on every line;
 * of links the host alone, because paths name what a page is about and not what happened. Bounded: it comes from strangers.
 */
export function saidBy(text: string): string {
  return (
    text
      .slice(0, 16_384)
      .replace(/[’‘`´]/g, "'")
      .replace(/\bhttps?:\/\/([^\s/?#<>"')]+)[^\s<>"')]*/gi, '$1')
      .replace(/\b(rfc822|utf-8);/gi, ' ')
      .replace(anyAddress, ' <addr> ')
      .replace(/(?<![\d.])[245]\d\d[- ]?(#?[245]\.\d{1,3}\.\d{1,3})?(?![\d.])/g, ' ')
      // RFC 5321 prints these words beside 550 for every cause that there is.
      .replace(/requested (mail )?action (not taken|aborted):? *mailbox (is )?unavailable/gi, ' ')
      // Postfix’s wrapping of what a table, a filter or a provider says.
      .replace(/(recipient|sender) address rejected: (?!access denied)/gi, (_, who: string) =>
        /^r/i.test(who) ? '' : 'sender rejected: ',
      )
      .replace(/\s+/g, ' ')
      .toLowerCase()
      .trim()
  );
}

/** The class that the words name; null where no rule knows them. */
export function reasonOfText(text: string): BounceReason | null {
  const said = saidBy(text);
  if (said === '') return null;
  return textRules.find(({ says }) => says.test(said))?.reason ?? null;
}
