/** What kind of program asked for a link or a pixel, from how it names itself and where it asks from. Pure. */
import type { AgentClass } from './model.ts';
import { type Ranges, within } from './networks.ts';

type Named = { pattern: RegExp; agent: AgentClass; about: string };

/**
 * Programs by their names, first match wins. Names are lower case here. Security gateways mostly call themselves a usual
 * browser (mautic#16263): this list finds the honest ones, the other signs have to find the rest.
 */
const NAMED: readonly Named[] = [
  { pattern: /googleimageproxy|ggpht\.com/, agent: 'proxy', about: 'Gmail: fetched once, at the first open' },
  { pattern: /yahoomailproxy|yahoocachesystem/, agent: 'proxy', about: 'Yahoo and AOL: fetched once' },
  // Bird (SparkPost), “Gmail is prefetching images”: the name that Gmail's prefetch goes by, before anybody looks.
  { pattern: /edge\/12\.246 mozilla\/5\.0$/, agent: 'mpp', about: 'Gmail: prefetched in an open session' },
  {
    pattern:
      /barracuda|mimecast|proofpoint|ironport|messagelabs|symantec|trend ?micro|bitdefender|forcepoint|fortiguard|sophos|zscaler|vade ?secure|safelinks/,
    agent: 'scanner',
    about: 'mail gateways by name',
  },
  {
    pattern: /bot\b|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|telegram|skypeuripreview/,
    agent: 'scanner',
    about: 'crawlers and link previews',
  },
  {
    pattern:
      /headless|phantomjs|puppeteer|playwright|selenium|python|curl\/|wget|libwww|go-http-client|okhttp|java\/|apache-httpclient|axios|node-fetch|undici|ruby|perl|scrapy|guzzle|postman/,
    agent: 'scanner',
    about: 'programs and programming libraries',
  },
];

/** Mail Privacy Protection names itself so, and nothing more (Litmus, 2021). */
const BARE = 'mozilla/5.0';

export type Request = {
  userAgent: string | undefined;
  address: string;
  /** A browser says that nobody asked for the page yet. */
  prefetch: boolean;
};

/** @param apple Apple's egress networks; where none are known the bare name alone tells */
export function agentOf({ userAgent, address, prefetch }: Request, apple: Ranges): AgentClass {
  const name = (userAgent ?? '').trim().toLowerCase();
  if (name === BARE) return apple.length === 0 || within(apple, address) ? 'mpp' : 'proxy';
  // Every browser says something.
  if (name === '' || prefetch) return 'scanner';
  return NAMED.find(({ pattern }) => pattern.test(name))?.agent ?? 'human';
}
