/** The address of a mail server out of what its provider's page shows: host, port, user and password. */
export type Smtp = { host: string; port: string; user: string; password: string };

export const NO_SMTP: Smtp = { host: '', port: '', user: '', password: '' };
/** Where the connection is encrypted from its first byte; elsewhere it becomes so before anything is said. */
const ENCRYPTED = '465';
const STANDARD = '587';

/** A whole address, typed into the field of the host, is taken as it is; empty says that nothing was given. */
export function smtpUrl({ host, port, user, password }: Smtp): string {
  const typed = host.trim();
  if (typed === '' || typed.includes('://')) return typed;
  const [name, own] = typed.split(':', 2);
  const at = port.trim() || own || STANDARD;
  const who = user.trim() === '' ? '' : `${encodeURIComponent(user.trim())}:${encodeURIComponent(password)}@`;
  return `${at === ENCRYPTED ? 'smtps' : 'smtp'}://${who}${name}:${at}`;
}
