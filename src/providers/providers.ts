/** All ways of mail, as one process uses them: which one a message takes now, and what their answers say of them. */
import type { Logger } from 'pino';
import { providerAllowance } from '../banks/index.ts';
import {
  type Adapter,
  type OutgoingMessage,
  returnPathFor,
  type SendResult,
  type Signer,
  type SmtpOptions,
  smtpAdapter,
} from '../channels/index.ts';
import { readSetting } from '../settings/index.ts';
import { definitionsVersion, type Store } from '../store/index.ts';
import { type CircuitRules, standardCircuit } from './circuit.ts';
import { Circuits } from './circuits.ts';
import { signerFor, signersOf } from './domains.ts';
import { errors } from './errors.ts';
import { type DomainLimit, dailyLimit, domainStandards } from './limits.ts';
import { withEnvironment } from './listed.ts';
import { Pool, type Why } from './pool.ts';
import { domainOf, type Parcel, type Provider, preferred } from './provider.ts';
import { type StoredProvider, storedProviders } from './rows.ts';
import { urlOf } from './url.ts';

/** How often changes of others are looked for. */
const LOOK_EVERY_MS = 500;
/** A message that no provider may carry is looked at again after this: somebody must change a provider first. */
const NO_PROVIDER_PAUSE_MS = 5 * 60_000;
/** Pause of a message whose way failed before its circuit opened. */
const WAY_PAUSE_MS = 5_000;
/** A connection that a message has, until it is settled. */
export type Taken = { way: Adapter; pool: Pool; domain: string };
export type Choice = { taken: Taken } | { busy: 'way' | 'domain' } | { until: Date; reason: Why | 'no_provider' };

export type ProvidersOptions = {
  store: Store;
  /** DECLIC_SECRET: opens what is sealed. */
  secret: string;
  smtpUrl: string | null;
  log: Logger;
  circuit?: Partial<CircuitRules>;
  /** How patient connections are. */
  patience?: Pick<SmtpOptions, 'connectTimeoutMs' | 'idleTimeoutMs'>;
};

export class Providers {
  readonly #options: ProvidersOptions;
  readonly #rules: CircuitRules;
  readonly #allowance;
  readonly #circuits: Circuits;
  #pools: Pool[] = [];
  /** Those that cannot be used among them. */
  #known = 0;
  #addresses = new Map<string, string>();
  #signers: ReadonlyMap<string, Signer> = new Map();
  #version = -1;
  #lookedAt = 0;
  /** One look after the other: two at once would open each provider twice. */
  #looking: Promise<void> = Promise.resolve();
  #changed: () => void = () => {};

  constructor(options: ProvidersOptions) {
    this.#options = options;
    this.#rules = { ...standardCircuit, ...options.circuit };
    this.#circuits = new Circuits(options.store, options.log);
    this.#allowance = providerAllowance(options.store, (key, wall) => this.#limitsOf(key, wall));
  }

  /** Is called when something came free. */
  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** False: there is no mail server; mail stays in the local outbox. For one that cannot be used mail waits. */
  get any(): boolean {
    return this.#known > 0;
  }

  /** Messages that all ways together take side by side. */
  get connections(): number {
    return Math.max(
      1,
      this.#pools.reduce((sum, { connections }) => sum + connections, 0),
    );
  }

  /** No mail may leave now, whatever it is: there is no use in claiming any. */
  isShut(wall: Date): boolean {
    const shut = (pool: Pool) => pool.provider.paused || pool.shutUntil(wall.getTime()) !== null;
    return this.any && this.#pools.every(shut);
  }

  /** Nothing is wanted but a try or two. */
  isTrying(wall: Date): boolean {
    const used = this.#pools.filter((pool) => !pool.provider.paused && pool.shutUntil(wall.getTime()) === null);
    return used.length > 0 && used.every((pool) => pool.wantsOne);
  }

  /**
   * The way of a message now. Of providers of one priority the first that is free; those of the next only where all of them fail or are
   * used up, not where they are merely busy.
   */
  choose(parcel: Parcel, wall: Date): Choice {
    const domain = domainOf(parcel.to);
    let soonest: { until: number; why: Why } | null = null;
    for (const group of this.#preferred(parcel)) {
      let busy: 'way' | 'domain' | null = null;
      for (const pool of group) {
        const view = pool.look(domain, wall.getTime());
        if (view === 'go') {
          // Before it is written its sender is not known: this only asks whether it would have to wait.
          if (parcel.from === null) return { busy: 'way' };
          pool.take(domain);
          return { taken: { way: pool.adapter, pool, domain } };
        }
        if (typeof view === 'string') busy = view === 'busy' || busy === 'way' ? 'way' : 'domain';
        else if (soonest === null || view.until < soonest.until) soonest = view;
      }
      if (busy) return { busy };
    }
    if (soonest) return { until: new Date(soonest.until), reason: soonest.why };
    return { until: new Date(wall.getTime() + NO_PROVIDER_PAUSE_MS), reason: 'no_provider' };
  }

  #preferred(parcel: Parcel): Pool[][] {
    // Almost always there is one.
    if (this.#pools.length === 1 && preferred([this.#pools[0]!.provider], parcel).length === 1)
      return [[this.#pools[0]!]];
    const byKey = new Map(this.#pools.map((pool) => [pool.provider.key, pool]));
    const groups = preferred(
      this.#pools.map(({ provider }) => provider),
      parcel,
    );
    return groups.map((group) => group.map(({ key }) => byKey.get(key)!));
  }

  /** Hands a message over, as its provider sends: with its return path and its signature. */
  async send({ way, pool }: Taken, message: OutgoingMessage): Promise<SendResult> {
    const result = await way.send(this.#dressed(pool.provider, message));
    pool.report(result, this.#options.store.clock.wall());
    return result;
  }

  /** With what is the provider's and the domain's: the return path and the signature. */
  #dressed({ returnPathDomain }: Provider, message: OutgoingMessage): OutgoingMessage {
    const signer = signerFor(this.#signers, message.from.address);
    const returnPath = returnPathDomain && returnPathFor(message.key, returnPathDomain, this.#options.secret);
    return { ...message, ...(signer && { signer }), ...(returnPath && { returnPath }) };
  }

  /** When a message whose way failed is tried again. */
  again({ pool }: Taken, wall: Date): Date {
    const shut = pool.shutUntil(wall.getTime());
    return new Date(Math.max(shut?.until ?? 0, wall.getTime() + WAY_PAUSE_MS));
  }

  letGo({ pool, domain }: Taken, unused = false): void {
    pool.letGo(domain, unused ? this.#options.store.clock.wall() : null);
  }

  /**
   * Looks for what others changed: providers, limits, circuits. While there is no mail server at each call: what was asked for after the
   * first one was saved must not end in the local outbox.
   */
  refresh(wall: Date): Promise<void> {
    const looked = this.#looking.then(() => this.#look(wall));
    this.#looking = looked.catch(() => {});
    return looked;
  }

  async #look(wall: Date): Promise<void> {
    if (this.any && wall.getTime() - this.#lookedAt < LOOK_EVERY_MS) return;
    const version = await definitionsVersion(this.#options.store.pool);
    if (version !== this.#version) {
      await this.#load();
      this.#version = version;
    }
    // Only now: who could not look knows of no mail server, and mail would stay in the local outbox.
    this.#lookedAt = wall.getTime();
    if (!this.any) return;
    await this.#circuits.follow(this.#pools, wall);
    for (const pool of this.#pools) await pool.settleUnits(wall.getTime());
  }

  async #load(): Promise<void> {
    const { store, smtpUrl } = this.#options;
    const stored = await storedProviders(store.pool);
    const standards = await readSetting(store.pool, domainStandards);
    this.#signers = await signersOf(store.pool, this.#options.secret, (domain, error) =>
      this.#options.log.error({ event: 'providers.not_signed', err: error, domain }, 'mail cannot be signed'),
    );
    const before = new Map(this.#pools.map((pool) => [pool.provider.key, pool]));
    const pools: Pool[] = [];
    const all = withEnvironment(stored, smtpUrl);
    for (const provider of all) {
      const pool = this.#poolOf(provider, before.get(provider.key), standards);
      if (pool) pools.push(pool);
    }
    for (const [key, pool] of before) if (!pools.includes(pool)) await this.#end(key, pool);
    this.#pools = pools;
    this.#known = all.length;
  }

  #poolOf(
    provider: StoredProvider,
    known: Pool | undefined,
    standards: Readonly<Record<string, DomainLimit>>,
  ): Pool | null {
    const url = urlOf(provider, this.#options);
    if (url === null) return null;
    const connections = provider.limits.connections ?? undefined;
    const address = `${connections} ${url}`;
    const same = known !== undefined && this.#addresses.get(provider.key) === address;
    const adapter = same ? known.adapter : this.#open(provider.key, url, connections);
    const pool = known ?? this.#newPool(provider, adapter);
    // Messages under way end on the connections they have.
    if (known && !same) void known.adapter.close();
    this.#addresses.set(provider.key, address);
    Object.assign(pool, { provider, adapter, shopDomains: standards });
    return pool;
  }

  #open(name: string, url: string, connections: number | undefined): Adapter {
    return smtpAdapter(url, { ...this.#options.patience, name, ...(connections && { connections }) });
  }

  #newPool(provider: Provider, adapter: Adapter): Pool {
    const { log } = this.#options;
    const turned = this.#circuits.turned.bind(this.#circuits);
    const changed = () => this.#changed();
    return new Pool(provider, adapter, { allowance: this.#allowance, rules: this.#rules, log, changed, turned });
  }

  async #end(key: string, pool: Pool): Promise<void> {
    this.#addresses.delete(key);
    await pool.settleUnits(this.#options.store.clock.wall().getTime(), true);
    await pool.adapter.close();
  }

  #limitsOf(key: string, wall: Date) {
    const [name, domain] = key.split('@') as [string, string | undefined];
    const pool = this.#pools.find(({ provider }) => provider.key === name);
    if (!pool) return {};
    if (domain !== undefined) return { perMinute: pool.domainLimit(domain)?.perMinute ?? null };
    const { limits } = pool.provider;
    return { perMinute: limits.perMinute ?? null, perHour: limits.perHour ?? null, perDay: dailyLimit(limits, wall) };
  }

  /** Opens a connection and signs in. @throws PROVIDER_UNKNOWN */
  async check(key: string): Promise<{ ok: true } | { ok: false; reason: string }> {
    return this.#alone(key, (adapter) => adapter.check());
  }

  /** Sends one message over this provider, past its limits and its circuit. @throws PROVIDER_UNKNOWN */
  async sendOver(key: string, message: OutgoingMessage): Promise<SendResult> {
    return this.#alone(key, (adapter, provider) => adapter.send(this.#dressed(provider, message)));
  }

  /** On a connection of its own, so that a test says what the server says now. */
  async #alone<T>(key: string, work: (adapter: Adapter, provider: Provider) => Promise<T>): Promise<T> {
    await this.refresh(this.#options.store.clock.wall());
    const stored = withEnvironment(await storedProviders(this.#options.store.pool), this.#options.smtpUrl);
    const provider = stored.find((one) => one.key === key);
    const url = provider && urlOf(provider, this.#options);
    if (!url) throw errors.PROVIDER_UNKNOWN({ provider: key });
    const adapter = this.#open(key, url, 1);
    try {
      return await work(adapter, provider);
    } finally {
      await adapter.close();
    }
  }

  async close(): Promise<void> {
    for (const pool of this.#pools.splice(0)) await this.#end(pool.provider.key, pool);
    this.#version = -1;
  }
}
