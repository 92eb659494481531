/** The last look at a claimed message before the network: may it still leave, and for which address? */
import { channelOf } from '../channels/index.ts';
import {
  consentNeeded,
  type Measure,
  mayMeasure,
  type Permission,
  readSwitches,
  type Switches,
} from '../compliance/index.ts';
import { preferencesIn } from '../people/index.ts';
import { addressHash, bucketOfHash, type Store } from '../store/index.ts';
import { addressWritten, takeAddresses } from './once.ts';
import { type Addressee, type Claimed, type Settlement, type Stop, stops } from './outbox.ts';

/** `measure`: what may be noted about the person, as their consent stands at the claim. */
export type Ready = { message: Claimed; to: Addressee; address: string; measure: Measure };

type Candidate = Omit<Ready, 'measure'>;

/** Recalls, the originals of suppression and consent, and who else of a campaign has the address. */
export async function lastLook(
  store: Store,
  tx: Parameters<typeof stops>[0],
  messages: readonly Claimed[],
  people: ReadonlyMap<string, Addressee>,
  back: ReadonlyMap<string, string>,
): Promise<{ ready: Ready[]; stopped: Settlement[] }> {
  const candidates: Candidate[] = [];
  const stopped: Settlement[] = [];
  for (const message of messages) {
    const to = people.get(message.personId);
    const address = to && addressOf(message.channel, to);
    const why = back.get(message.key);
    if (why) stopped.push(settled(message.key, 'recalled', why));
    else if (!to || !address) stopped.push(settled(message.key, 'skipped', to ? 'no_address' : 'person_unknown'));
    else if (isPaused(message, to, store.clock.now())) stopped.push(settled(message.key, 'skipped', 'paused', address));
    else candidates.push({ message, to, address });
  }
  const originals = await originalsOf(store, tx, candidates);
  const ready: Ready[] = [];
  const switches = candidates.length > 0 ? await readSwitches(tx) : null;
  const lacksProof = proofAsked(switches, candidates);
  for (const [i, candidate] of candidates.entries()) {
    const known = originals[i]!;
    const why =
      known.find((stop) => forbids(stop, candidate.message))?.reason ??
      (lacksProof(candidate, known) ? 'no_consent' : null);
    if (why) stopped.push(settled(candidate.message.key, 'skipped', why, candidate.address));
    else ready.push({ ...candidate, measure: measureOf(candidate.message.channel, known, switches!) });
  }
  const twins = await takeAddresses(store, tx, ready);
  if (twins.size === 0) return { ready, stopped };
  const isTwin = ({ message }: Ready) => twins.has(message.key);
  const behind = ready.filter(isTwin);
  stopped.push(...behind.map(({ message, address }) => settled(message.key, 'skipped', addressWritten, address)));
  return { ready: ready.filter((one) => !isTwin(one)), stopped };
}

/** What is known of the address of each candidate, read where it lives. */
async function originalsOf(
  store: Store,
  tx: Parameters<typeof stops>[0],
  candidates: readonly Pick<Candidate, 'message' | 'address'>[],
): Promise<Stop[][]> {
  const hashes = candidates.map(({ message, address }) => addressHash(message.channel, address));
  const asked = candidates.map(({ message: { channel } }, i) => {
    return { bucket: bucketOfHash(hashes[i]!, store.buckets), channel, hash: hashes[i]! };
  });
  const byHash = Map.groupBy(await stops(tx, asked), (stop) => stop.hash.toString('hex'));
  return hashes.map((hash) => byHash.get(hash.toString('hex')) ?? []);
}

/**
 * Behind a slow provider minutes pass between the claim and the network. Who objected meanwhile is not written to: what was claimed
 * longer ago than this many milliseconds is looked at once more, in one read for all that leave together. Behind a quick provider that
 * read would come with every commit and gain two seconds.
 */
export const lookAgainAfter = 2_000;

/** Why some of these may not leave any more, by key. */
export async function unwantedSince(
  store: Store,
  tx: Parameters<typeof stops>[0],
  items: readonly (Pick<Candidate, 'message' | 'address'> & { claimedAt: number })[],
): Promise<Map<string, string>> {
  const before = store.clock.wall().getTime() - lookAgainAfter;
  const old = items.filter(({ claimedAt }) => claimedAt < before);
  if (old.length === 0) return new Map();
  const originals = await originalsOf(store, tx, old);
  return new Map(
    old.flatMap(({ message }, i): [string, string][] => {
      const why = originals[i]!.find((stop) => forbids(stop, message))?.reason;
      return why ? [[message.key, why]] : [];
    }),
  );
}

/**
 * The gates saw the address that the person had then. For another one they asked for no proof: it is asked for here, as
 * strictly as of somebody who has never bought.
 */
function proofAsked(switches: Switches | null, candidates: readonly Candidate[]) {
  const changed = ({ message, address }: Candidate) => message.class === 'promotional' && message.address !== address;
  if (!switches || !candidates.some(changed)) return () => false;
  return (one: Candidate, known: readonly Stop[]): boolean => {
    const { channel, purpose } = one.message;
    if (!changed(one) || consentNeeded(channelOf(channel), 'promotional', 'prospect', switches) !== 'granted')
      return false;
    return !known.some((row) => row.channel === channel && row.purpose === purpose && row.status === 'granted');
  };
}

/** What may be noted about whoever has an address of which this is known. */
export function measureOf(channel: string, known: readonly Stop[], switches: Switches): Measure {
  const own = known.filter((row) => row.channel === channel);
  const permissions = own.map(({ what, purpose, status }): Permission => {
    return { purpose, status: what === 'suppression' ? 'suppressed' : (status as Permission['status']) };
  });
  return mayMeasure(permissions, switches);
}

/** A dead address stops everything; objections and withdrawn consent stop what is promotional. */
function forbids(stop: Stop, message: Claimed): boolean {
  if (stop.channel !== message.channel) return false;
  if (stop.what === 'suppression' && stop.status === 'all') return true;
  if (message.class !== 'promotional') return false;
  return stop.what === 'suppression' || (stop.status === 'withdrawn' && stop.purpose === message.purpose);
}

/** A pause that was asked for since the decision holds as well. */
function isPaused({ class: kind, channel }: Claimed, { traits }: Addressee, now: Date): boolean {
  if (kind !== 'promotional' || channelOf(channel).consent === 'none') return false;
  const { pausedUntil } = preferencesIn(traits);
  return pausedUntil !== null && pausedUntil > now;
}

/** The person's address for a channel: as the gates see it, or null. */
function addressOf(channel: string, to: Addressee): string | null {
  const { addressKind } = channelOf(channel);
  if (addressKind === 'email') return to.email;
  if (addressKind === 'phone') return to.phone;
  return to.externalId ?? to.id;
}

/** A message that does not leave. */
export const settled = (
  key: string,
  state: Settlement['state'],
  reason: string,
  address: string | null = null,
): Settlement => ({
  key,
  state,
  reason,
  address,
  filled: null,
  providerId: null,
});
