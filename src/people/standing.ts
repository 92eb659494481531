/**
 * Consent and objections that a fact says of a person without naming an address. They stand for whatever address the
 * person has: they are kept among the traits, with their own times, go along in merges, and are told to the bucket of
 * each address that the person comes to have. A dead address is the address's alone and never stands.
 */
import { isDeepStrictEqual } from 'node:util';
import { channelOf, isChannelKind } from '../channels/index.ts';
import { addressHash, type Bite, bucketOfHash, type InboxRow } from '../store/index.ts';
import { addressText, internalRow } from './addresses.ts';
import { reservedPrefix, type Traits, type TraitTimes } from './traits.ts';

const consentPrefix = `${reservedPrefix}consent:`;
const suppressionPrefix = `${reservedPrefix}suppression:`;

type Said = { wording?: string; source?: string; proof?: unknown };
/** The status comes first: of two values said at one moment the greater text counts, and that is the withdrawal. */
type StandingConsent = [status: string, said: Said];

type Addressed = { id: string; externalId: string | null; email: string | null; phone: string | null };
type State = { person: Addressed; traits: Traits; times: TraitTimes };

/** The trait that keeps a consent said of a person. */
export function consentTrait(body: { channel: string; purpose: string; status: string } & Said): Traits {
  const { channel, purpose, status, wording, source, proof } = body;
  const value: StandingConsent = [status, { wording, source, proof }];
  return { [`${consentPrefix}${channel}:${purpose}`]: value };
}

/** The trait that keeps an objection said of a person. */
export function suppressionTrait({ channel, reason }: { channel: string; reason: string }): Traits {
  return { [`${suppressionPrefix}${channel}:${reason}`]: true };
}

/** What the buckets of a person's addresses are to be told: what was said anew, and everything to a new address. */
export function tellStanding(bite: Bite, before: State, after: State): InboxRow[] {
  const rows: InboxRow[] = [];
  for (const [name, value] of Object.entries(after.traits)) {
    const said = readStanding(name, value);
    if (!said) continue;
    const channel = channelOf(said.body.channel);
    const text = addressText(channel, after.person);
    // Two statuses can be said at one moment: the time alone does not tell that the value is the one that was told.
    const unchanged = before.times[name] === after.times[name] && isDeepStrictEqual(before.traits[name], value);
    const known = unchanged && addressText(channel, before.person) === text;
    if (text === null || known) continue;
    const hash = addressHash(channel.kind, text);
    const body = { ...said.body, hash: hash.toString('hex'), personId: after.person.id, personBucket: bite.bucket };
    const at = new Date(after.times[name]!);
    rows.push(internalRow(bite, bucketOfHash(hash, bite.buckets), null, said.kind, body, at));
  }
  return rows;
}

function readStanding(name: string, value: unknown): { kind: string; body: { channel: string } } | null {
  if (name.startsWith(consentPrefix)) {
    const [channel = '', ...purpose] = name.slice(consentPrefix.length).split(':');
    if (!isChannelKind(channel) || !Array.isArray(value)) return null;
    const [status, said] = value as StandingConsent;
    return {
      kind: 'address.consent',
      body: { ...said, channel, purpose: purpose.join(':'), status } as { channel: string },
    };
  }
  if (!name.startsWith(suppressionPrefix)) return null;
  const [channel = '', reason] = name.slice(suppressionPrefix.length).split(':');
  return isChannelKind(channel)
    ? { kind: 'address.suppression', body: { channel, reason } as { channel: string } }
    : null;
}
