/** What a sending domain's DNS says of SPF, DKIM and DMARC, held against what receivers ask for. */
import { Resolver } from 'node:dns/promises';

/** Strings of the TXT records of a name; null where there is none. Throws where the DNS could not be asked. */
export type Dns = { txt: (name: string) => Promise<string[] | null> };

/** RFC 7208, 4.6.4: more look-ups than this make the record void. */
const MOST_LOOKUPS = 10;
const TIMEOUT_MS = 3_000;
const TRIES = 2;

/** ok; missing; wrong, there is one that does not do; unknown, the DNS could not be asked. */
export type RecordState = 'ok' | 'missing' | 'wrong' | 'unknown';
export type RecordFound = {
  state: RecordState;
  name: string;
  found: string[];
  /** What is wrong, and what is to be done; empty where nothing is. */
  todo: { fr: string; en: string };
};
export type Found = { spf: RecordFound; dkim: RecordFound; dmarc: RecordFound };

/** The DNS as this machine asks it, or as `servers` (address:port) answer. */
export function systemDns(servers?: string[]): Dns {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  return {
    txt: async (name) => {
      try {
        return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
      } catch (error) {
        if (['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
        throw error;
      }
    },
  };
}

/** The TXT record of a public key (RFC 6376, 3.6.1). */
export const keyRecord = (publicKey: string): string => `v=DKIM1; k=rsa; p=${publicKey}`;

export async function checkDns(
  dns: Dns,
  given: { domain: string; selector: string; publicKey: string },
): Promise<Found> {
  const { domain } = given;
  const [spf, dkim, dmarc] = await Promise.all([
    asked(domain, () => checkSpf(dns, domain)),
    asked(`${given.selector}._domainkey.${domain}`, (name) => checkDkim(dns, name, given.publicKey)),
    asked(`_dmarc.${domain}`, () => checkDmarc(dns, domain)),
  ]);
  return { spf, dkim, dmarc };
}

async function asked(name: string, work: (name: string) => Promise<RecordFound>): Promise<RecordFound> {
  try {
    return await work(name);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    return verdict(
      'unknown',
      name,
      [],
      `Le DNS ne répond pas (${why}) : réessayer.`,
      `The DNS does not answer (${why}): try again.`,
    );
  }
}

const verdict = (state: RecordState, name: string, found: string[], fr = '', en = ''): RecordFound => ({
  state,
  name,
  found,
  todo: { fr, en },
});

async function checkSpf(dns: Dns, domain: string): Promise<RecordFound> {
  const found = await spfOf(dns, domain);
  if (found.length === 0)
    return verdict(
      'missing',
      domain,
      found,
      'Publier un enregistrement TXT « v=spf1 … ~all » qui nomme le serveur d’envoi, comme il le demande.',
      'Publish a TXT record “v=spf1 … ~all” that names the mail server, as its provider asks.',
    );
  if (found.length > 1)
    return verdict(
      'wrong',
      domain,
      found,
      'Un seul enregistrement SPF est permis : les réunir.',
      'Only one SPF record is allowed: join them.',
    );
  const text = found[0]!.toLowerCase();
  if (/\s\+?all\b/.test(text))
    return verdict(
      'wrong',
      domain,
      found,
      '« +all » autorise le monde entier : écrire « ~all » ou « -all ».',
      '“+all” allows the whole world: write “~all” or “-all”.',
    );
  if (!/\s[~-]all\b|\sredirect=/.test(text))
    return verdict('wrong', domain, found, 'Terminer par « ~all » ou « -all ».', 'End it with “~all” or “-all”.');
  const lookups = await spfLookups(dns, found[0]!, MOST_LOOKUPS + 1);
  if (lookups > MOST_LOOKUPS)
    return verdict(
      'wrong',
      domain,
      found,
      `Plus de ${MOST_LOOKUPS} recherches DNS : l’enregistrement est sans effet ; en retirer.`,
      `More than ${MOST_LOOKUPS} look-ups: the record is void; take some away.`,
    );
  return verdict('ok', domain, found);
}

const spfOf = async (dns: Dns, name: string): Promise<string[]> =>
  ((await dns.txt(name)) ?? []).filter((text) => /^v=spf1(\s|$)/i.test(text));

/** Look-ups that a record costs a receiver, those of what it includes too, counted up to `most`. */
async function spfLookups(dns: Dns, record: string, most: number): Promise<number> {
  let sum = 0;
  for (const term of record.toLowerCase().split(/\s+/).slice(1)) {
    if (sum >= most) break;
    const named = /^[+?~-]?(?:include:|redirect=)(.+)$/.exec(term)?.[1];
    if (/^[+?~-]?(a|mx|ptr|exists)([:/]|$)/.test(term)) sum += 1;
    if (!named) continue;
    const [below] = named.includes('%') ? [] : await spfOf(dns, named);
    sum += 1 + (below ? await spfLookups(dns, below, most - sum - 1) : 0);
  }
  return sum;
}

async function checkDkim(dns: Dns, name: string, publicKey: string): Promise<RecordFound> {
  const found = await dns.txt(name);
  if (found === null)
    return verdict(
      'missing',
      name,
      [],
      'Publier la clé de cette page sous ce nom (TXT).',
      'Publish the key of this page under this name (TXT).',
    );
  const held = found.map((text) => /(?:^|;)\s*p=([^;]*)/.exec(text)?.[1]?.replace(/\s+/g, ''));
  if (!held.includes(publicKey))
    return verdict(
      'wrong',
      name,
      found,
      'Une autre clé y est publiée : la remplacer par celle de cette page.',
      'Another key stands there: put the one of this page in its place.',
    );
  return verdict('ok', name, found);
}

/** The domain's own policy, else the one of the domains above it. */
async function checkDmarc(dns: Dns, domain: string): Promise<RecordFound> {
  const labels = domain.split('.');
  for (let from = 0; from <= labels.length - 2; from++) {
    const name = `_dmarc.${labels.slice(from).join('.')}`;
    const found = ((await dns.txt(name)) ?? []).filter((text) => /^v=dmarc1\s*(;|$)/i.test(text));
    if (found.length === 0) continue;
    const isOne = found.length === 1 && /;\s*p=(none|quarantine|reject)\s*(;|$)/i.test(found[0]!);
    return isOne
      ? verdict('ok', name, found)
      : verdict(
          'wrong',
          name,
          found,
          'Un seul enregistrement, avec « p=none », « p=quarantine » ou « p=reject ».',
          'One record, with “p=none”, “p=quarantine” or “p=reject”.',
        );
  }
  return verdict(
    'missing',
    `_dmarc.${domain}`,
    [],
    'Publier « v=DMARC1; p=none; rua=mailto:… » sous ce nom (TXT).',
    'Publish “v=DMARC1; p=none; rua=mailto:…” under this name (TXT).',
  );
}
