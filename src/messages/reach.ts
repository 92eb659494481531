/**
 * Whether links of a message lead anywhere: asked by the server, which must not become a way into the network it stands in. Only
 * http and https on their usual ports, only public addresses; the address that was looked at is the one that is connected to, at
 * every redirect anew.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** `dead`: the page or its host is not there. `unknown`: the host did not say, as many do to programs. */
export type Reached = { url: string; state: 'ok' | 'dead' | 'unknown' | 'not asked'; status: number | null };

export type ReachOptions = {
  lookup?: (host: string) => Promise<{ address: string; family: number }[]>;
  /** Whether an address may be asked. */
  isPublic?: (address: string) => boolean;
  /** Ports beside the usual ones; for tests. */
  ports?: readonly number[];
  timeoutMs?: number;
};

const TIMEOUT_MS = 4_000;
const MOST_REDIRECTS = 4;
/** Links that are asked side by side. */
const AT_ONCE = 8;
const USUAL_PORTS = [80, 443];
const GONE = new Set([404, 410]);
/** “Do not ask so”: asked again as a browser would. */
const ASK_WHOLE = new Set([400, 403, 405, 501]);

/** Networks that are not the public internet (IANA special-purpose registries, IPv4 and IPv6). */
const closed = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(net, bits, 'ipv4');
/** What is given out on IPv6 lies in 2000::/3; of that, what is reserved or wraps an IPv4 address is closed. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(net, bits, 'ipv6');

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** Asks each link once, some side by side; the answers are in their order. */
export async function reachLinks(urls: readonly string[], options: ReachOptions = {}): Promise<Reached[]> {
  const answers: Reached[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < urls.length; at = next++) answers[at] = await reach(urls[at]!, options);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, urls.length) }, worker));
  return answers;
}

async function reach(url: string, options: ReachOptions): Promise<Reached> {
  let at = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const answer = await askOnce(at, options);
    if (typeof answer === 'string') return { url, state: answer, status: null };
    const { status, location } = answer;
    if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, at)) {
      at = new URL(location, at).href;
      continue;
    }
    return { url, state: GONE.has(status) ? 'dead' : status < 400 ? 'ok' : 'unknown', status };
  }
  return { url, state: 'unknown', status: null };
}

type Answered = { status: number; location?: string };

async function askOnce(address: string, options: ReachOptions): Promise<Answered | 'dead' | 'unknown' | 'not asked'> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password) return 'not asked';
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (![...USUAL_PORTS, ...(options.ports ?? [])].includes(port)) return 'not asked';
  const found = await addressOf(url.hostname, options);
  if (typeof found === 'string') return found;
  const head = await send('HEAD', url, found, options);
  if (head === null) return 'unknown';
  if (!ASK_WHOLE.has(head.status) && !GONE.has(head.status)) return head;
  return (await send('GET', url, found, options)) ?? head;
}

/** The first address of a host, if all of them are public: a name that leads inside by half is not asked at all. */
async function addressOf(
  hostname: string,
  { lookup = (host) => systemLookup(host, { all: true }), isPublic = isPublicAddress }: ReachOptions,
): Promise<{ address: string; family: number } | 'dead' | 'unknown' | 'not asked'> {
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host);
    if (found.length === 0) return 'dead';
    return found.every(({ address }) => isPublic(address)) ? found[0]! : 'not asked';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTFOUND' ? 'dead' : 'unknown';
  }
}

/** One request to a known address; null where no answer came. Nothing of a body is read. */
function send(
  method: 'HEAD' | 'GET',
  url: URL,
  { address, family }: { address: string; family: number },
  { timeoutMs = TIMEOUT_MS }: ReachOptions,
): Promise<Answered | null> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  // The name was looked up already: what is connected to is what was judged.
  const known: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
  return new Promise((resolve) => {
    const asked = request(
      url,
      { method, lookup: known, agent: false, headers: { 'user-agent': 'Declic link check', accept: '*/*' } },
      (response) => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, ...(headers.location !== undefined && { location: headers.location }) });
        response.destroy();
      },
    );
    const timer = setTimeout(() => asked.destroy(new Error('no answer in time')), timeoutMs);
    asked.on('close', () => clearTimeout(timer));
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
