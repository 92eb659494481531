/** Everything that is planned, by day of the shop: campaigns, and people in scenarios whose next step falls on a day. */
import { localDate, waitingByDay } from '../scenarios/index.ts';
import { readSetting, shopTimezone } from '../settings/index.ts';
import type { Store } from '../store/index.ts';
import { errors } from './errors.ts';
import { type Campaign, listCampaigns } from './manage.ts';
import type { CampaignState } from './standing.ts';

/** Most days that are told at once. */
const mostDays = 62;
const DAY_MS = 86_400_000;

export type CalendarDay = {
  day: string;
  /** Messages that left on that day. */
  sent: number;
  /** `messages` is what was forecast, or what really waits for its turn; null where nobody has looked yet. */
  campaigns: { key: string; name: string; state: CampaignState; messages: number | null; sent: number }[];
  /** `people` is null where a moment lets everybody in who belongs to it then. */
  scenarios: { key: string; name: string; people: number | null }[];
};

/**
 * @param from the first day, `to` the last one, both within
 * @param sentByDay what left on these days: counted where results are, which this room does not know
 * @returns with the moment that what left is true of; null while it is counted for the first time
 * @throws CAMPAIGN_CALENDAR
 */
export async function calendar(
  store: Store,
  { from, to }: { from: string; to: string },
  sentByDay: () => Promise<{ asOf: Date | null; days: SentDay[] }>,
): Promise<{ items: CalendarDay[]; asOf: Date | null }> {
  if (to < from || Date.parse(to) - Date.parse(from) >= mostDays * DAY_MS) {
    throw errors.CAMPAIGN_CALENDAR({ from, to, most: mostDays });
  }
  const zone = await readSetting(store.pool, shopTimezone);
  const [campaigns, waiting, sent] = await Promise.all([
    listCampaigns(store),
    waitingByDay(store.pool, { from, to, zone }),
    sentByDay(),
  ]);
  const sheet = new Sheet(from, to, campaigns);
  for (const { day, scenarioId, messages } of sent.days) sheet.left(day, scenarioId, messages);
  for (const one of waiting) {
    if (one.campaign) sheet.waits(one.day, one.scenarioId, one.people ?? 0);
    else sheet.of(one.day)?.scenarios.push({ key: one.key, name: one.name, people: one.people });
  }
  for (const one of campaigns.filter(({ state }) => state === 'planned')) sheet.planned(one, zone);
  return { items: sheet.days, asOf: sent.asOf };
}

/** Messages of a scenario that left on a day. */
type SentDay = { day: string; scenarioId: number; messages: number };

/** The days that were asked for, and what is written on them. */
class Sheet {
  readonly #days = new Map<string, CalendarDay>();
  readonly #campaigns: ReadonlyMap<number, Campaign>;

  constructor(from: string, to: string, campaigns: readonly Campaign[]) {
    for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
      const day = new Date(at).toISOString().slice(0, 10);
      this.#days.set(day, { day, sent: 0, campaigns: [], scenarios: [] });
    }
    this.#campaigns = new Map(campaigns.map((one) => [one.scenarioId, one]));
  }

  get days(): CalendarDay[] {
    return [...this.#days.values()];
  }

  of(day: string): CalendarDay | undefined {
    return this.#days.get(day);
  }

  left(day: string, scenarioId: number | null, messages: number): void {
    const there = this.of(day);
    if (there) there.sent += messages;
    const line = this.#line(day, scenarioId);
    if (line) line.sent += messages;
  }

  waits(day: string, scenarioId: number, people: number): void {
    const line = this.#line(day, scenarioId);
    if (line) line.messages = (line.messages ?? 0) + people;
  }

  /** By what was forecast; a campaign that nobody has looked at stands on its day alone. */
  planned({ forecast, startsAt, plan, scenarioId }: Campaign, zone: string): void {
    for (const { day, messages } of forecast?.leaving.days ?? []) {
      const line = this.#line(day, scenarioId);
      if (line) line.messages = messages;
    }
    if (!forecast) this.#line(plan.when.at?.slice(0, 10) ?? localDate(startsAt!, zone), scenarioId);
  }

  #line(day: string, scenarioId: number | null): CalendarDay['campaigns'][number] | undefined {
    const campaign = scenarioId === null ? undefined : this.#campaigns.get(scenarioId);
    const there = this.of(day);
    if (!campaign || !there) return undefined;
    const known = there.campaigns.find(({ key }) => key === campaign.key);
    if (known) return known;
    const { key, name, state } = campaign;
    const line: CalendarDay['campaigns'][number] = { key, name, state, messages: null, sent: 0 };
    there.campaigns.push(line);
    return line;
  }
}
