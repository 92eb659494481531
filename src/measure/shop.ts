/** Figures of the whole shop: exact for who asks for them, or those of a while ago for a screen. */
import { outboxStats } from '../delivery/index.ts';
import { type FactStats, stats as factStats, noStats } from '../facts/index.ts';
import { stats as peopleStats } from '../people/index.ts';
import { listScenarios } from '../scenarios/index.ts';
import { listSegments } from '../segments/index.ts';
import { type Counted, keptFigures, type Store } from '../store/index.ts';

/** What grows with the shop. */
type Grown = FactStats & { people: number; anonymous: number; outbox: Record<string, number> };
export type ShopFigures = Grown & {
  segments: number;
  scenarios: number;
  /** Of a screen's: the moment they are true of; null while they are counted for the first time, and nothing is known yet. */
  asOf?: Date | null;
};

const nothing: Grown = { ...noStats, people: 0, anonymous: 0, outbox: {} };

/** One after the other: whatever else the screen asks for is answered beside it. */
async function countGrown(store: Store): Promise<Counted<Grown>> {
  const people = await peopleStats(store.pool);
  const facts = await factStats(store.pool);
  const outbox = await outboxStats(store);
  const rows = people.people + people.anonymous + facts.events + facts.orderLines;
  return { figures: { ...people, ...facts, outbox }, rows };
}

const counted = keptFigures<Grown>('shop', countGrown);

async function defined({ pool }: Store): Promise<{ segments: number; scenarios: number }> {
  const [segments, scenarios] = await Promise.all([listSegments(pool), listScenarios(pool)]);
  return { segments: segments.length, scenarios: scenarios.length };
}

/** Counted now: every fact that was applied before is in them. */
export async function shopFigures(store: Store): Promise<ShopFigures> {
  const [{ figures }, own] = await Promise.all([countGrown(store), defined(store)]);
  return { ...figures, ...own };
}

/** For a screen: in a large shop they are counted behind it. */
export async function shopFiguresKept(store: Store): Promise<ShopFigures> {
  const [kept, own] = await Promise.all([counted(store), defined(store)]);
  return { ...(kept?.figures ?? nothing), ...own, asOf: kept?.asOf ?? null };
}
