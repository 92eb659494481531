import { channelOf, SIGN_UP_PURPOSE } from '../channels/index.ts';
import type { Measure } from '../compliance/index.ts';
import {
  type CompiledTemplate,
  confirmLink,
  LINK_PATHS,
  linksFor,
  type Marks,
  type MessageValues,
  type Reader,
  render,
  type Surrounding,
  type Tracking,
} from '../messages/index.ts';
import { segmentsAmong } from '../segments/index.ts';
import { addressHash, type Store } from '../store/index.ts';
import { type MessageNames, namesReader } from './names.ts';
import type { Addressee, Claimed } from './outbox.ts';
import { type LinkRules, type Speaker, senderOf } from './sender.ts';

/** A message ready for its adapter, with what it was filled with. */
export type Written = {
  from: { address: string; name?: string };
  replyTo?: string;
  subject?: string;
  html?: string;
  text?: string;
  headers: Record<string, string>;
  filled: Record<string, unknown>;
};

/** Where the message's row lives, and what may be noted about its reader. */
export type Measured = Measure & { bucket: number };

/** Makes the message, or says why this person gets none. `speaker` is read once for many messages. */
export type Write = (
  message: Claimed,
  to: Addressee,
  address: string,
  speaker: Speaker,
  measured: Measured,
) => Promise<Written | { skip: string }>;

/** What a message is made from besides its template: kept with it, so that it can be shown again as it left. */
export type Filled = {
  values: MessageValues;
  person: Reader;
  links: Surrounding['links'];
  now: string;
  /** Why the person may be written to, as the footer says it; absent where the class says enough. */
  basis?: Surrounding['basis'];
  /** Segments whose contents the template has and that the person was in; absent where it has none. */
  segments?: string[];
  /** Marks of its links to the shop, as they were then. */
  marks?: Marks;
  /** What of it may be noted about its reader; absent where nothing may. */
  measured?: { opens: boolean; clicks: boolean };
};

export type WriterOptions = {
  store: Store;
  /** Public address of this server, for the links; asked when a message is made, because a port may be free to choose. */
  publicUrl: () => string;
  secret: string;
  /** A published version; versions never change, so they are kept once read. */
  loadVersion: (templateId: number, version: number) => Promise<CompiledTemplate>;
};

/** Most template versions kept compiled in memory. */
const versionsKept = 500;

/** Makes messages with Liquid only: MJML was compiled when the template was published. */
export function createWriter(options: WriterOptions): Write {
  const versions = new Map<string, Promise<CompiledTemplate>>();
  const load = (id: number, version: number) => {
    const name = `${id}/${version}`;
    let found = versions.get(name);
    if (!found) {
      if (versions.size >= versionsKept) versions.delete(versions.keys().next().value!);
      found = options.loadVersion(id, version);
      found.catch(() => versions.delete(name));
      versions.set(name, found);
    }
    return found;
  };
  const namesOf = namesReader(options.store.pool);
  return async (message, to, address, { shop, sender, units, linkRules }, measured) => {
    const template = await load(message.templateId, message.templateVersion);
    const links = linksOf(options, message, address);
    const filled: Filled = {
      values: valuesOf(message, to, shop, senderOf(message.context.sender, to, sender, units)),
      person: readerOf(to, template.variables),
      links,
      now: message.dueAt.toISOString(),
      ...(await segmentsOf(options.store, template, to)),
      ...basisOf(message),
      ...(message.channel === 'email' && {
        ...marksOf(template.utm, linkRules, message, await namesOf(message)),
        ...((measured.opens || measured.clicks) && { measured: { opens: measured.opens, clicks: measured.clicks } }),
      }),
    };
    const tracking = trackingOf(options, message, filled, measured, linkRules);
    const made = await render(template, filled.values, { ...surrounding(filled), tracking });
    if ('skip' in made) return { skip: made.skip };
    return { ...made, from: made.from ?? { address: '' }, filled };
  };
}

/**
 * The message once more, from what was kept of it. Its links lead straight to where they led, and it has no pixel: whoever
 * looks at it here is not the reader.
 */
export const renderAgain = (template: CompiledTemplate, filled: Filled) =>
  render(template, filled.values, {
    ...surrounding(filled),
    tracking: { publicUrl: baseOf(filled), marks: filled.marks ?? null, measured: null },
  });

/** The public address that the message left from. */
const baseOf = ({ links }: Filled): string => (links.unsubscribe ?? '').split(LINK_PATHS.unsubscribe)[0]!;

/** utm marks: the template's own word, else the settings, the scenario's key (or the template's) and the step. */
function marksOf(
  own: CompiledTemplate['utm'],
  { utmSource, hosts }: LinkRules,
  message: Claimed,
  { scenario, template }: MessageNames,
): Pick<Filled, 'marks'> {
  if (own === false || hosts.length === 0 || !(own?.source ?? utmSource)) return {};
  const standard = { source: utmSource, medium: 'email', campaign: scenario ?? template, content: message.step ?? '' };
  return { marks: { ...standard, ...own, hosts } };
}

function trackingOf(
  { publicUrl, secret, store }: WriterOptions,
  { key }: Claimed,
  filled: Filled,
  { bucket, opens, clicks }: Measured,
  rules: LinkRules,
): Tracking {
  const base = { publicUrl: publicUrl(), marks: filled.marks ?? null };
  if (!filled.measured) return { ...base, measured: null };
  const message = { key, bucket, buckets: store.buckets };
  const trap = rules.honeypot ? (filled.values.shop.url ?? publicUrl()) : null;
  const withdraw = filled.links.preferences!;
  const { locale = filled.values.shop.locale } = filled.person;
  return { ...base, measured: { secret, message, opens, clicks, honeypot: trap, withdraw, locale } };
}

const surrounding = (filled: Filled): Surrounding => ({
  person: filled.person,
  links: filled.links,
  now: new Date(filled.now),
  segments: filled.segments,
  basis: filled.basis,
});

/** Asked of the base only for templates with contents for segments: one read by its key for each such message. */
async function segmentsOf(
  { pool }: Store,
  { variants = [] }: CompiledTemplate,
  to: Addressee,
): Promise<Pick<Filled, 'segments'>> {
  if (variants.length === 0) return {};
  return {
    segments: await segmentsAmong(
      pool,
      to,
      variants.map(({ segment }) => segment),
    ),
  };
}

/** The gates let promotional messages through these channels on a proof of consent only. */
const basisOf = (message: Claimed): Pick<Filled, 'basis'> =>
  message.class === 'promotional' && channelOf(message.channel).consent === 'optin' ? { basis: 'consent' } : {};

/** The links of every message, and in the mail that asks for a confirmation the one that gives it. */
function linksOf({ publicUrl, secret }: WriterOptions, message: Claimed, address: string): Surrounding['links'] {
  const payload = linkPayload(message, address);
  const links = linksFor(publicUrl(), secret, payload);
  return message.purpose === SIGN_UP_PURPOSE ? { ...links, confirm: confirmLink(publicUrl(), secret, payload) } : links;
}

/** What the links say of whom they act for: the address's hash, never the address. */
const linkPayload = (message: Claimed, address: string) => ({
  c: message.channel,
  h: addressHash(message.channel, address).toString('base64url'),
  u: message.purpose,
  k: message.key,
});

function valuesOf(
  message: Claimed,
  to: Addressee,
  shop: MessageValues['shop'],
  sender: MessageValues['sender'],
): MessageValues {
  const { sender: _asked, ...context } = message.context;
  return { ...context, shop, sender, ...(to.company ? { company: to.company } : {}) };
}

/** The person as far as the template asks for them: nothing more is kept with the message. */
function readerOf(to: Addressee, variables: readonly string[]): Reader {
  const asked = new Set(variables.flatMap((name) => name.split('.').slice(1)).map(plainName));
  const traits = Object.fromEntries(Object.entries(to.traits).filter(([name]) => asked.has(plainName(name))));
  const optional = {
    email: to.email,
    phone: to.phone,
    locale: to.locale,
    timezone: to.timezone,
    externalId: to.externalId,
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return { id: to.id, ...known, traits };
}

/** `firstName`, `first_name` and `First Name` ask for the same trait. */
const plainName = (name: string): string => name.replace(/[\s_-]+/g, '').toLowerCase();
