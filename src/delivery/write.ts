import { channelOf } from '../channels/index.ts';
import {
  type CompiledTemplate,
  linksFor,
  type MessageValues,
  type Reader,
  render,
  type Surrounding,
} from '../messages/index.ts';
import { addressHash, type Store } from '../store/index.ts';
import type { Addressee, Claimed } from './outbox.ts';
import { type Speaker, senderOf } from './sender.ts';

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

/** Makes the message, or says why this person gets none. `speaker` is read once for many messages. */
export type Write = (
  message: Claimed,
  to: Addressee,
  address: string,
  speaker: Speaker,
) => Promise<Written | { skip: string }>;

/** What a message is made from besides its template: kept with it, so that it can be shown again as it left. */
export type Filled = {
  values: MessageValues;
  person: Reader;
  links: Surrounding['links'];
  now: string;
  /** Why the person may be written to, as the footer says it; absent where the class says enough. */
  basis?: Surrounding['basis'];
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
  return async (message, to, address, { shop, sender }) => {
    const template = await load(message.templateId, message.templateVersion);
    const links = linksFor(options.publicUrl(), options.secret, linkPayload(message, address));
    const filled: Filled = {
      values: valuesOf(message, to, shop, senderOf(message.context.sender, to, sender)),
      person: readerOf(to, template.variables),
      links,
      now: message.dueAt.toISOString(),
      ...basisOf(message),
    };
    const made = await render(template, filled.values, surrounding(filled));
    if ('skip' in made) return { skip: made.skip };
    return { ...made, from: made.from ?? { address: '' }, filled };
  };
}

/** The message once more, from what was kept of it. */
export const renderAgain = (template: CompiledTemplate, filled: Filled) =>
  render(template, filled.values, surrounding(filled));

const surrounding = (filled: Filled): Surrounding => ({
  person: filled.person,
  links: filled.links,
  now: new Date(filled.now),
  basis: filled.basis,
});

/** The gates let promotional messages through these channels on a proof of consent only. */
const basisOf = (message: Claimed): Pick<Filled, 'basis'> =>
  message.class === 'promotional' && channelOf(message.channel).consent === 'optin' ? { basis: 'consent' } : {};

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
