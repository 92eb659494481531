/**
 * One message of a campaign to an address, however many people share it. A couple, or somebody with two accounts, are two people in
 * two buckets and would each get the same letter. Their messages meet where nothing else knows of both: in the address's own bucket, at
 * the claim. Scenarios are left alone: what happened to one person is no news of the other, and they would pay for it with a row a
 * message.
 */
import { channelOf } from '../channels/index.ts';
import { addressHash, bucketOfHash, count, type Queryable, run, type Store, statements } from '../store/index.ts';
import type { Claimed } from './outbox.ts';

const sql = statements(import.meta.url, 'once.sql');

/** A message and where it goes. */
export type Addressed = { message: Claimed; address: string };

/** Why somebody did not get it. */
export const addressWritten = 'address_written';

/** Whether a scenario is a campaign never changes: it is asked once in the life of a process. */
const campaigns = new WeakMap<Store, Map<number, boolean>>();

/** Takes the addresses of campaigns' messages; answers the keys of those whose address another message of the same step has. */
export async function takeAddresses(store: Store, tx: Queryable, items: readonly Addressed[]): Promise<Set<string>> {
  const asked = await ofCampaigns(store, tx, items);
  if (asked.length === 0) return new Set();
  const rows = {
    buckets: asked.map(({ bucket }) => bucket),
    hashes: asked.map(({ hash }) => hash),
    scenarios: asked.map(({ message }) => message.scenarioId),
    steps: asked.map(({ message }) => message.step),
    keys: asked.map(({ message }) => message.key),
  };
  await count(tx, sql('take-addresses'), { ...rows, now: store.clock.now() });
  const takers = new Set((await run<{ key: string }>(tx, sql('takers'), rows)).map(({ key }) => key));
  return new Set(rows.keys.filter((key) => !takers.has(key)));
}

/** Gives the addresses back of messages that did not leave and will not: those that they took, which may not be the ones decided for. */
export async function giveAddressesBack(
  store: Store,
  tx: Queryable,
  messages: readonly { message: Claimed; address: string | null }[],
): Promise<void> {
  const items = messages.flatMap(({ message, address }) => (address ? [{ message, address }] : []));
  for (const [bucket, group] of Map.groupBy(await ofCampaigns(store, tx, items), (one) => one.bucket)) {
    const hashes = group.map(({ hash }) => hash);
    await count(tx, sql('give-back'), { bucket, hashes, keys: group.map(({ message }) => message.key) });
  }
}

/** Those of campaigns that go to an address that people may share, each with its hash and where that lives. */
async function ofCampaigns(store: Store, on: Queryable, items: readonly Addressed[]) {
  const known = campaigns.get(store) ?? new Map<number, boolean>();
  campaigns.set(store, known);
  const ids = new Set(items.flatMap(({ message: { scenarioId: id } }) => (id === null || known.has(id) ? [] : [id])));
  if (ids.size > 0) {
    const rows = await run<{ id: number; campaign: boolean }>(on, sql('campaigns'), { ids: [...ids] });
    for (const { id, campaign } of rows) known.set(id, campaign);
  }
  return items
    .filter(({ message }) => known.get(message.scenarioId ?? -1) === true && isShared(message.channel))
    .map(({ message, address }) => {
      const hash = addressHash(message.channel, address);
      return { message, hash, bucket: bucketOfHash(hash, store.buckets) };
    });
}

const isShared = (channel: string): boolean => ['email', 'phone'].includes(channelOf(channel).addressKind);
