/** By which way a message leaves: mail over the providers, what has an adapter of its own over that, the rest into the local outbox. */
import type { Adapter, OutgoingMessage, SendResult } from '../channels/index.ts';
import type { Choice, Parcel, Providers, Taken } from '../providers/index.ts';
import type { Item } from './feed.ts';

/** Connections of an adapter that does not say. */
const standardConnections = 5;
/** A local outbox touches no network: it is settled in groups of this size. */
const localAtOnce = 200;
/** Messages written before their turn, for each that can be in hand: the provider must not wait for the template. */
const writtenAhead = 2;
/** Pause of a message whose way failed, where no provider says how long. */
const wayPause = 5_000;

/** A way that a message has taken, until it is settled. */
export type Way = { adapter: Adapter; taken: Taken | null };
export type Chosen = { way: Way } | Exclude<Choice, { taken: Taken }>;

export class Ways {
  readonly #adapters: { of: (kind: string) => Adapter };
  readonly #providers: Providers | null;
  readonly #inHand = new Map<string, number>();

  constructor(adapters: { of: (kind: string) => Adapter }, providers: Providers | null) {
    this.#adapters = adapters;
    this.#providers = providers;
  }

  /** Messages that have a way and are not settled. */
  get inHand(): number {
    let sum = 0;
    for (const count of this.#inHand.values()) sum += count;
    return sum;
  }

  onChange(listener: () => void): void {
    this.#providers?.onChange(listener);
  }

  refresh = async (wall: Date): Promise<void> => this.#providers?.refresh(wall);

  /** Channels of which nothing may leave now. */
  shut = (wall: Date): string[] => (this.#providers?.isShut(wall) ? ['email'] : []);

  /** Only a try is wanted, to see whether a way is well again. */
  isTrying = (wall: Date): boolean => this.#providers?.isTrying(wall) ?? false;

  #providersOf = (item: Item): Providers | null =>
    item.message.channel === 'email' && this.#providers?.any ? this.#providers : null;

  /** How many messages are written before their turn. */
  ahead(item: Item): number {
    return writtenAhead * (this.#providersOf(item)?.connections ?? mostOf(this.#adapters.of(item.message.channel)));
  }

  /** @param from who it is from, once it is written; before, this only tells what would have to wait anyway */
  choose(item: Item, from: string | null, wall: Date): Chosen {
    const providers = this.#providersOf(item);
    if (!providers) return this.#plain(this.#adapters.of(item.message.channel), from);
    const { key, class: kind, purpose } = item.message;
    const parcel: Parcel = { key, class: kind, purpose, from, to: item.address };
    const choice = providers.choose(parcel, wall);
    if (!('taken' in choice)) return choice;
    this.#count(choice.taken.way.name, 1);
    return { way: { adapter: choice.taken.way, taken: choice.taken } };
  }

  #plain(adapter: Adapter, from: string | null): Chosen {
    if (from === null || (this.#inHand.get(adapter.name) ?? 0) >= mostOf(adapter)) return { busy: 'way' };
    this.#count(adapter.name, 1);
    return { way: { adapter, taken: null } };
  }

  send({ adapter, taken }: Way, message: OutgoingMessage): Promise<SendResult> {
    return taken ? this.#providers!.send(taken, message) : adapter.send(message);
  }

  /** When a message whose way failed is tried again. */
  again = ({ taken }: Way, wall: Date): Date =>
    taken ? this.#providers!.again(taken, wall) : new Date(wall.getTime() + wayPause);

  /** @param unused it did not leave after all */
  letGo({ adapter, taken }: Way, unused = false): void {
    this.#count(adapter.name, -1);
    if (taken) this.#providers!.letGo(taken, unused);
  }

  #count(name: string, by: number): void {
    this.#inHand.set(name, (this.#inHand.get(name) ?? 0) + by);
  }
}

const mostOf = (adapter: Adapter): number =>
  adapter.connected ? (adapter.connections ?? standardConnections) : localAtOnce;
