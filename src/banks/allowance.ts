import { isDeclicError } from '../errors.ts';
import type { Store } from '../store/index.ts';
import { defineBank } from './banks.ts';
import { giveBack, type Taken, take } from './rates.ts';

/** What a provider may be handed now; null where there is no limit. A ramp-up says another number each day. */
export type ProviderLimits = { perMinute?: number | null; perHour?: number | null; perDay?: number | null };

/** Hard limits of providers, or of what a provider hands to one domain, over all processes. Asked for before the network is touched; what is granted is spent. */
export type ProviderAllowance = {
  take: (provider: string, units: number, wall: Date) => Promise<number>;
  /**
   * Of what this process was granted within the last hour: messages that certainly were not handed over. What was granted
   * earlier stays spent until its window is over, and must not be given back here.
   */
  giveBack: (provider: string, units: number, wall: Date) => Promise<void>;
};

const windows = { perMinute: 60, perHour: 3_600, perDay: 86_400 } as const;
const names = { perMinute: 'minute', perHour: 'hour', perDay: 'day' } as const;
const kinds = ['perMinute', 'perHour', 'perDay'] as const;
/** How long grants are remembered: nothing older is given back. */
const remembered = windows.perHour * 1_000;
const minute = windows.perMinute * 1_000;

/** Limits that a process knows of at once: of recipients' domains there may be any number. What it forgets it looks up again. */
const mostKnown = 10_000;

/** What was granted, by the slots it was counted in: one entry a minute. */
type Granted = Taken & { at: number };

export const providerBank = (provider: string, limit: keyof ProviderLimits): string =>
  `provider.${provider}.${names[limit]}`;

/**
 * Keeps limits of providers by the minute, hour and day in banks, so that delivery processes together never pass them.
 * @param limitsOf what the provider's limits are at a moment; asked at every take, a change is written to its bank
 */
export function providerAllowance(
  store: Store,
  limitsOf: (provider: string, wall: Date) => ProviderLimits | Promise<ProviderLimits>,
): ProviderAllowance {
  const written = new Map<string, number>();
  const grants = new Map<string, Granted[]>();
  let sweptAt = 0;

  async function bankOf(provider: string, limit: keyof ProviderLimits, total: number): Promise<string> {
    const key = providerBank(provider, limit);
    if (written.get(key) !== total) {
      await defineBank(store, { key, kind: 'rate', total, windowSeconds: windows[limit] });
      if (written.size >= mostKnown) written.clear();
      written.set(key, total);
    }
    return key;
  }

  function recent(provider: string, wall: Date): Granted[] {
    const kept = (grants.get(provider) ?? []).filter(({ at }) => at > wall.getTime() - remembered);
    grants.set(provider, kept);
    return kept;
  }

  /** Once a minute: of those who come no more nothing is kept. */
  function forget(wall: Date): void {
    if (wall.getTime() - sweptAt < minute) return;
    sweptAt = wall.getTime();
    for (const provider of grants.keys()) if (recent(provider, wall).length === 0) grants.delete(provider);
  }

  function remember(provider: string, taken: Taken, wall: Date): void {
    const known = recent(provider, wall);
    const place = ({ slots }: Taken) => slots.map(({ bank, slot }) => `${bank} ${slot.getTime()}`).join();
    const same = known.find((one) => place(one) === place(taken));
    if (same) same.units += taken.units;
    else known.push({ ...taken, at: wall.getTime() });
  }

  async function takeOf(provider: string, limits: ProviderLimits, units: number, wall: Date): Promise<Taken | null> {
    const banks: string[] = [];
    for (const limit of kinds) {
      const total = limits[limit] ?? null;
      if (total !== null) banks.push(await bankOf(provider, limit, total));
    }
    return banks.length === 0 ? null : take(store, banks, units, wall);
  }

  return {
    take: async (provider, units, wall) => {
      forget(wall);
      const limits = await limitsOf(provider, wall);
      const taken = await takeOf(provider, limits, units, wall).catch((error) => {
        // The daily care took one away under which nothing was sent for long: it is made again.
        if (!isDeclicError(error, 'BANK_UNKNOWN')) throw error;
        written.clear();
        return takeOf(provider, limits, units, wall);
      });
      if (taken === null) return units;
      if (taken.units > 0) remember(provider, taken, wall);
      return taken.units;
    },
    // The oldest first: an older slot leaves its window sooner, so at no later moment less is counted than was used.
    giveBack: async (provider, units, wall) => {
      const known = recent(provider, wall);
      for (let left = units; left > 0 && known.length > 0; ) {
        const oldest = known[0]!;
        const back = Math.min(left, oldest.units);
        left -= back;
        oldest.units -= back;
        if (oldest.units === 0) known.shift();
        await giveBack(store, { ...oldest, units: back }, back);
      }
    },
  };
}
