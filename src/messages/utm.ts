/** Marks that tell the shop's own statistics where a visit came from. */
export type Utm = { source: string; medium: string; campaign: string; content: string };

/** The parameters in the order in which they are added. */
const NAMES = ['source', 'medium', 'campaign', 'content'] as const;

/** Whether a link leads to the shop: one of these hosts, or below one. */
export function isOwnHost(host: string, own: readonly string[]): boolean {
  const asked = host.toLowerCase();
  return own.some((name) => asked === name || asked.endsWith(`.${name}`));
}

/**
 * The address with the marks it lacks. What the author wrote stays byte for byte: parameters of their own, their order and
 * spelling, and the fragment; a mark that is there already is respected.
 */
export function withUtm(url: string, utm: Utm): string {
  const hash = url.indexOf('#');
  const [address, fragment] = hash < 0 ? [url, ''] : [url.slice(0, hash), url.slice(hash)];
  const query = address.includes('?') ? address.slice(address.indexOf('?') + 1) : '';
  const present = new Set(query.split('&').map((pair) => pair.split('=')[0]!.toLowerCase()));
  const added = NAMES.filter((name) => utm[name] !== '' && !present.has(`utm_${name}`))
    .map((name) => `utm_${name}=${encodeURIComponent(utm[name])}`)
    .join('&');
  if (added === '') return url;
  const joint = !address.includes('?') ? '?' : query === '' || query.endsWith('&') ? '' : '&';
  return `${address}${joint}${added}${fragment}`;
}
