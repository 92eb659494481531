/** What is asked of the HTML that a reader would have: links that lead nowhere, and text that nobody can read. */
import { findLinks } from './anchors.ts';
import { type Check, warn } from './check.ts';
import { faintTexts } from './contrast.ts';

const MOST_NAMED = 3;

/** `html` is that of a sample person, whose links are filled in. */
export function htmlChecks(html: string): Check[] {
  return [...linkChecks(html), ...contrastChecks(html)];
}

function linkChecks(html: string): Check[] {
  const hrefs = findLinks(html).map(({ href }) => href);
  const checks: Check[] = [];
  const empty = hrefs.filter((href) => href === '' || href === '#').length;
  if (empty > 0) {
    checks.push(
      warn('LINK_EMPTY', `${empty === 1 ? 'A link leads' : `${empty} links lead`} nowhere. Give it an address.`, {
        count: empty,
      }),
    );
  }
  const odd = hrefs.filter((href) => href !== '' && !/^(?:#|https?:\/\/|mailto:|tel:|sms:)/i.test(href));
  if (odd.length > 0) {
    const named = [...new Set(odd)].slice(0, MOST_NAMED).map((href) => `“${href.slice(0, 60)}”`);
    checks.push(
      warn(
        'LINK_RELATIVE',
        `${named.join(', ')} is no whole address: mail programs open only what begins with https://.`,
        { addresses: named.join(', ') },
      ),
    );
  }
  return checks;
}

function contrastChecks(html: string): Check[] {
  return faintTexts(html)
    .slice(0, MOST_NAMED)
    .map(({ text, colour, behind, ratio }) =>
      warn(
        'CONTRAST_LOW',
        `“${text}” is hard to read: ${colour} on ${behind} has a contrast of ${ratio.toFixed(1)}; 4.5 is needed (3 for large text).`,
        { text, colour, behind, ratio: Number(ratio.toFixed(1)) },
      ),
    );
}

/** Addresses that a message leads to or loads from, each once. */
export function addressesIn(html: string): string[] {
  const links = findLinks(html).map(({ href }) => href);
  const pictures = [...html.matchAll(/<img\b[^<>]*?\bsrc\s*=\s*"([^"]*)"/gi)].map(([, src]) =>
    src!.replaceAll('&amp;', '&'),
  );
  return [...new Set([...links, ...pictures])].filter((address) => /^https?:\/\//i.test(address));
}
