import type { Logger } from 'pino';
import type { ProviderAllowance } from '../banks/index.ts';
import { type Adapter, type SendResult, standardConnections } from '../channels/index.ts';
import { type Circuit, type CircuitRules, closedCircuit, isWell, opened, opensAtOnce } from './circuit.ts';
import { type DomainLimit, domainLimitOf } from './limits.ts';
import type { Provider } from './provider.ts';
import { Tap } from './tap.ts';

/** While another message or process tries a way again, its answer is looked for this often. */
const PROBE_LOOK_MS = 2_000;
/** Answers without trouble after which one more connection is tried, where there were once too many. */
const WIDEN_AFTER = 50;
/** Answers of one moment are one sign of crowding, not ten. */
const NARROW_EVERY_MS = 1_000;

/** Why a message waits: codes of the outbox's `reason`. */
export type Why = 'waits_provider' | 'waits_limit' | 'waits_domain';
/** Go; busy, something comes free soon (`domain`: of this domain alone); or not before a moment. */
export type View = 'go' | 'busy' | 'domain busy' | { until: number; why: Why };

export type PoolDeps = {
  allowance: ProviderAllowance;
  rules: CircuitRules;
  log: Logger;
  /** Something came free, or units came in. */
  changed: () => void;
  /** The circuit turned: to be told to the other processes. */
  turned: (key: string, circuit: Circuit) => void;
};

/** The limit of a domain at a provider, as its bank and tap are named. */
const domainKey = (provider: string, domain: string): string => `${provider}@${domain}`;

/** One provider as this process uses it: its connections, what is in hand, its limits, its circuit. */
export class Pool {
  provider: Provider;
  adapter: Adapter;
  circuit: Circuit = closedCircuit(new Date(0));
  shopDomains: Readonly<Record<string, DomainLimit>> = {};
  readonly #deps: PoolDeps;
  readonly #tap: Tap;
  readonly #domainTaps = new Map<string, Tap>();
  readonly #inDomain = new Map<string, number>();
  #inHand = 0;
  #narrowed: number | null = null;
  #narrowedAt = 0;
  #wins = 0;
  #troubles = 0;
  /** This process may make the one try. */
  #mayProbe = false;

  constructor(provider: Provider, adapter: Adapter, deps: PoolDeps) {
    this.provider = provider;
    this.adapter = adapter;
    this.#deps = deps;
    this.#tap = new Tap(deps.allowance, provider.key, deps.changed, deps.log);
  }

  get connections(): number {
    return this.adapter.connections ?? standardConnections;
  }

  get inHand(): number {
    return this.#inHand;
  }

  /** Connections in use at once now: fewer after the server said that there are too many. */
  get width(): number {
    return Math.min(this.connections, this.#narrowed ?? this.connections);
  }

  domainLimit(domain: string): DomainLimit | null {
    return domainLimitOf(this.provider.limits.domains, this.shopDomains, domain);
  }

  /** Not before that moment, whatever the message; null when it may be tried. */
  shutUntil(wall: number): { until: number; why: Why } | null {
    const { state, until } = this.circuit;
    if (state === 'open') return { until: Math.max(until?.getTime() ?? 0, wall + 1), why: 'waits_provider' };
    if (state === 'probing' && !this.#mayProbe) return { until: wall + PROBE_LOOK_MS, why: 'waits_provider' };
    const dry = this.#isLimited() ? this.#tap.dryUntil(wall) : null;
    return dry === null ? null : { until: dry, why: 'waits_limit' };
  }

  /** Only the one try after a pause is wanted. */
  get wantsOne(): boolean {
    return this.circuit.state === 'probing';
  }

  look(domain: string, wall: number): View {
    const shut = this.shutUntil(wall);
    if (shut) return shut;
    if (this.#inHand >= this.width) return 'busy';
    const limit = this.domainLimit(domain);
    if (limit?.connections && (this.#inDomain.get(domain) ?? 0) >= limit.connections) return 'domain busy';
    const flow = limit?.perMinute ? this.#domainTap(domain).look(wall) : 'yes';
    if (typeof flow === 'number') return { until: flow, why: 'waits_domain' };
    const own = this.#isLimited() ? this.#tap.look(wall) : 'yes';
    if (typeof own === 'number') return { until: own, why: 'waits_limit' };
    return flow === 'yes' && own === 'yes' ? 'go' : 'busy';
  }

  /** After {@link look} said go: a connection is taken, and a unit of each limit. */
  take(domain: string): void {
    this.#inHand += 1;
    const limit = this.domainLimit(domain);
    this.#inDomain.set(domain, (this.#inDomain.get(domain) ?? 0) + 1);
    if (limit?.perMinute) this.#domainTap(domain).take();
    if (this.#isLimited()) this.#tap.take();
    this.#mayProbe = false;
  }

  /** The message is settled, or did not leave after all (`unused`: its units are free again). */
  letGo(domain: string, unused: Date | null): void {
    this.#inHand -= 1;
    const left = (this.#inDomain.get(domain) ?? 1) - 1;
    if (left > 0) this.#inDomain.set(domain, left);
    else this.#inDomain.delete(domain);
    if (unused) {
      if (this.circuit.state === 'probing') this.#mayProbe = true;
      void this.#returnUnits(domain, unused).catch((error) =>
        this.#deps.log.warn({ event: 'providers.units_lost', err: error }, 'units of a limit are lost'),
      );
    }
  }

  async #returnUnits(domain: string, wall: Date): Promise<void> {
    if (this.domainLimit(domain)?.perMinute) await this.#domainTap(domain).giveBack(wall);
    if (this.#isLimited()) await this.#tap.giveBack(wall);
  }

  /** What an answer says of the way. */
  report(result: SendResult, wall: Date): void {
    if (isWell(result)) {
      this.#troubles = 0;
      if (this.#narrowed !== null && ++this.#wins % WIDEN_AFTER === 0)
        this.#narrowed = Math.min(this.connections, this.#narrowed + 1);
      if (this.circuit.state === 'probing') this.#turn({ ...closedCircuit(wall), reason: null });
      return;
    }
    const { trouble = 'broken', reason = trouble } = result;
    if (trouble === 'crowded') this.#narrow(wall.getTime());
    this.#troubles += 1;
    // Answers that were under way when it opened say nothing new.
    if (this.circuit.state === 'open') return;
    const enough =
      this.circuit.state === 'probing' || opensAtOnce(trouble) || this.#troubles >= this.#deps.rules.troubles;
    if (enough) this.#turn(opened(this.circuit, `${trouble}: ${reason}`, wall, this.#deps.rules));
  }

  #turn(circuit: Circuit): void {
    this.circuit = circuit;
    this.#troubles = 0;
    this.#mayProbe = false;
    this.#deps.turned(this.provider.key, circuit);
  }

  #narrow(wall: number): void {
    if (wall - this.#narrowedAt < NARROW_EVERY_MS) return;
    this.#narrowedAt = wall;
    this.#narrowed = Math.max(1, this.width >> 1);
    this.#wins = 0;
  }

  /** What another process found out, or knew before this one started. */
  adopt(circuit: Circuit): void {
    if (circuit.since <= this.circuit.since) return;
    this.circuit = circuit;
    this.#mayProbe = false;
  }

  /** Nobody knows of a failure any more: the address was given anew. */
  forget(): void {
    if (this.circuit.state === 'closed') return;
    this.circuit = closedCircuit(new Date(0));
    this.#troubles = 0;
    this.#mayProbe = false;
  }

  /** Whether its pause is over, or the one who tried it is gone. */
  isDue(wall: Date): boolean {
    return this.circuit.state !== 'closed' && !this.#mayProbe && this.circuit.until! <= wall;
  }

  mayProbe(wall: Date, lease: Date): void {
    this.circuit = { ...this.circuit, state: 'probing', since: wall, until: lease };
    this.#mayProbe = true;
  }

  async settleUnits(wall: number, all = false): Promise<void> {
    for (const tap of [this.#tap, ...this.#domainTaps.values()]) await tap.settle(wall, all);
    for (const [domain, tap] of this.#domainTaps) if (tap.isIdle(wall)) this.#domainTaps.delete(domain);
  }

  /** Domains of recipients whose limit is in use now. */
  get domains(): number {
    return this.#domainTaps.size;
  }

  #isLimited(): boolean {
    const { perMinute, perHour, perDay, warmUp } = this.provider.limits;
    return Boolean(perMinute || perHour || perDay || warmUp);
  }

  #domainTap(domain: string): Tap {
    let tap = this.#domainTaps.get(domain);
    if (!tap) {
      const { allowance, changed, log } = this.#deps;
      tap = new Tap(allowance, domainKey(this.provider.key, domain), changed, log);
      this.#domainTaps.set(domain, tap);
    }
    return tap;
  }
}
