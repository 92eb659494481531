/** E-mail addresses of files: cleaned, checked, and doubted where a person would doubt them. */

import { normaliseEmail } from '../../../channels/index.ts';
import { type Fault, fault } from '../faults.ts';

/** Why an address is kept, but shown in the data-quality report. */
export type Doubt = 'typo' | 'role' | 'disposable';

export type EmailRead =
  | { email: string; doubt?: Doubt; suggestion?: string }
  | { broken: 'no_at' | 'two_at' | 'no_dot' | 'space' | 'form'; reason: Fault };

/** Domains that are one slip of a finger away from a large provider. */
const TYPOS: Record<string, string> = {
  'gamil.com': 'gmail.com',
  'gmial.com': 'gmail.com',
  'gmai.com': 'gmail.com',
  'gmal.com': 'gmail.com',
  'gmil.com': 'gmail.com',
  'gnail.com': 'gmail.com',
  'gmaill.com': 'gmail.com',
  'gmail.fr': 'gmail.com',
  'gmail.co': 'gmail.com',
  'gmail.con': 'gmail.com',
  'gmail.cm': 'gmail.com',
  'hotmial.com': 'hotmail.com',
  'hotmial.fr': 'hotmail.fr',
  'hotmai.com': 'hotmail.com',
  'hotmai.fr': 'hotmail.fr',
  'hotmal.com': 'hotmail.com',
  'hotmal.fr': 'hotmail.fr',
  'homail.fr': 'hotmail.fr',
  'hotmil.fr': 'hotmail.fr',
  'hotmail.con': 'hotmail.com',
  'htomail.com': 'hotmail.com',
  'outlok.com': 'outlook.com',
  'outlook.con': 'outlook.com',
  'outloook.com': 'outlook.com',
  'yaho.com': 'yahoo.com',
  'yaho.fr': 'yahoo.fr',
  'yahou.fr': 'yahoo.fr',
  'yahooo.fr': 'yahoo.fr',
  'yahoo.con': 'yahoo.com',
  'orage.fr': 'orange.fr',
  'orang.fr': 'orange.fr',
  'ornage.fr': 'orange.fr',
  'oange.fr': 'orange.fr',
  'wanado.fr': 'wanadoo.fr',
  'wanadou.fr': 'wanadoo.fr',
  'lapost.net': 'laposte.net',
  'laposte.fr': 'laposte.net',
  'laposte.com': 'laposte.net',
  'fre.fr': 'free.fr',
  'frre.fr': 'free.fr',
  'sfr.com': 'sfr.fr',
  'iclou.com': 'icloud.com',
  'icloud.fr': 'icloud.com',
};

/** Boxes read by a function, not a person. */
const ROLES = new Set(
  `abuse accueil admin administrateur administration billing bonjour commande commandes commercial compta comptabilite
  contact direction facturation hello help hostmaster info infos information mail marketing noreply no-reply
  nepasrepondre ne-pas-repondre office postmaster press rh root sales sav secretariat service shop spam support test
  webmaster`.split(/\s+/u),
);

/** Boxes thrown away after one mail. */
const DISPOSABLE = new Set(
  `10minutemail.com 33mail.com burnermail.io dispostable.com fakeinbox.com getairmail.com getnada.com grr.la
  guerrillamail.com guerrillamail.net inboxkitten.com jetable.org mailcatch.com maildrop.cc mailinator.com mailnesia.com
  mailpoof.com mintemail.com moakt.com mohmal.com mytemp.email sharklasers.com spam4.me spamgourmet.com temp-mail.io
  temp-mail.org tempail.com tempmail.com tempmailo.com throwawaymail.com trashmail.com trashmail.net yopmail.com
  yopmail.fr yopmail.net`.split(/\s+/u),
);

// Invisible characters come along when addresses are copied out of mails and web pages.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/gu;

/** `"Ana" <ANA@Shop.fr>`, `mailto:ana@shop.fr` and `'ana@shop.fr` are all `ana@shop.fr`. */
export function readEmail(text: string): EmailRead {
  let address = text.replace(INVISIBLE, '').trim().normalize('NFC');
  address = /<([^<>]+)>\s*$/u.exec(address)?.[1]?.trim() ?? address;
  address = address
    .replace(/^mailto:/iu, '')
    .replace(/^['"]+|['";,.]+$/gu, '')
    .toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 0) return { broken: 'no_at', reason: fault('email_no_at', { cell: show(text) }) };
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (local.includes('@')) return { broken: 'two_at', reason: fault('email_two_at', { cell: show(text) }) };
  if (/\s/u.test(address)) return { broken: 'space', reason: fault('email_space', { cell: show(text) }) };
  if (!domain.includes('.')) return { broken: 'no_dot', reason: fault('email_no_dot', { cell: show(text) }) };
  // The canonical form is the channel's, so that a file and a form on the site mean the same person.
  const canonical = normaliseEmail(address);
  if (!canonical.ok) return { broken: 'form', reason: fault('email_form', { cell: show(text) }) };
  return { email: canonical.address, ...doubtOf(local, domain) };
}

function doubtOf(local: string, domain: string): { doubt?: Doubt; suggestion?: string } {
  const meant = Object.hasOwn(TYPOS, domain) ? TYPOS[domain] : undefined;
  if (meant !== undefined) return { doubt: 'typo', suggestion: `${local}@${meant}` };
  if (DISPOSABLE.has(domain)) return { doubt: 'disposable' };
  if (ROLES.has(local)) return { doubt: 'role' };
  return {};
}

function show(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
