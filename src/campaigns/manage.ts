/**
 * Campaigns as they are kept, and their states:
 *
 *     draft ──plan──▶ planned ──its moment──▶ running ──all have left──▶ done
 *       ▲               │                      │    ▲
 *       └───take back───┘                    pause resume          cancel: from planned, running and paused, for good
 *
 * Planned, running and done are not stored: they follow from what the buckets have done. Once all of it has left, its figures are (`closed`).
 */
import { cancelSendIn, pauseSendIn, resumeSendIn } from '../delivery/index.ts';
import {
  endOwned,
  loadKnown,
  pauseOwned,
  publishOwned,
  reserveOwned,
  resumeOwned,
  spanNow,
  spanOf,
} from '../scenarios/index.ts';
import { readSetting, shopTimezone } from '../settings/index.ts';
import { count, type Queryable, run, type Store, type Tx } from '../store/index.ts';
import { compile, momentOf } from './compile.ts';
import { errors } from './errors.ts';
import { type Closed, type Found, figuresOf, sql } from './figures.ts';
import type { Forecast } from './forecast.ts';
import { isKey, keyOfName } from './keys.ts';
import { type Fault, faultsOf, type Plan, planSchema } from './plan.ts';
import { checkSeen } from './seen.ts';
import { type CampaignState, type Standing, standingOf, stateOf } from './standing.ts';

/** A campaign as it is kept. */
export type CampaignRow = {
  id: number;
  key: string;
  name: string;
  unit: string | null;
  scenarioId: number;
  plan: Plan;
  forecast: Forecast | null;
  plannedAt: Date | null;
  startsAt: Date | null;
  endsAt: Date | null;
  pausedAt: Date | null;
  cancelledAt: Date | null;
  closed: Closed | null;
  updatedAt: Date;
  revision: number;
  changedBy: string | null;
  archivedAt: Date | null;
};

/** With where it stands. */
export type Campaign = CampaignRow & {
  state: CampaignState;
  standing: Standing;
  /** What became of it, where that was asked to tell where it stands. */
  found?: Found;
};

/** Campaigns, the latest change first; those that were put away or the others, where it is said. */
export async function listCampaigns(
  store: Store,
  given: { search?: string; state?: CampaignState; unit?: string; archived?: boolean } = {},
): Promise<Campaign[]> {
  const rows = await run<CampaignRow>(store.pool, sql('list'), {
    search: given.search ?? null,
    archived: given.archived ?? null,
  });
  const ofUnit = rows.filter(({ unit }) => given.unit === undefined || unit === given.unit);
  const all = await withStanding(store, ofUnit);
  return given.state === undefined ? all : all.filter(({ state }) => state === given.state);
}

/** What is over is not counted again, what has not begun has nothing to be counted. */
async function withStanding(store: Store, rows: readonly CampaignRow[]): Promise<Campaign[]> {
  const now = store.clock.now();
  const begun = rows.filter(({ closed, startsAt }) => closed === null && startsAt !== null && startsAt <= now);
  const figures = await figuresOf(store, begun);
  return rows.map((row) => {
    const found = figures.get(row.scenarioId);
    return { ...row, state: stateOf(row, found), standing: standingOf(row.closed, found), found };
  });
}

/** One campaign. @throws CAMPAIGN_UNKNOWN */
export async function getCampaign(store: Store, key: string): Promise<Campaign> {
  return (await withStanding(store, [await findCampaign(store.pool, key)]))[0]!;
}

/** One campaign as it is kept, without where it stands. @throws CAMPAIGN_UNKNOWN */
export async function findCampaign(on: Queryable, key: string): Promise<CampaignRow> {
  const [row] = await run<CampaignRow>(on, sql('get'), { key });
  if (!row) throw errors.CAMPAIGN_UNKNOWN({ campaign: key });
  return row;
}

/** Campaigns that are not over and whose audience names a segment. */
export const campaignsNaming = (
  on: Queryable,
  segment: string,
): Promise<{ key: string; name: string; planned: boolean }[]> => run(on, sql('naming-segment'), { key: segment });

/** What stands against planning it now. */
export async function campaignFaults(store: Store, plan: Plan): Promise<Fault[]> {
  return faultsOf(plan, await loadKnown(store.pool), store.clock.now(), await readSetting(store.pool, shopTimezone));
}

/** Who changes it, and the revision that they had seen; whatever is there is replaced where it is not said. */
export type CampaignChange = { by?: string; revision?: number };

/**
 * Keeps a draft, new or changed.
 * @throws CAMPAIGN_KEY, CAMPAIGN_KEY_TAKEN, CAMPAIGN_PLANNED, CAMPAIGN_CHANGED where somebody else was faster
 */
export async function saveCampaign(
  store: Store,
  key: string,
  given: unknown,
  { by, revision }: CampaignChange = {},
): Promise<Campaign> {
  if (!isKey(key)) throw errors.CAMPAIGN_KEY({ campaign: key });
  const plan = planSchema.parse(given);
  const now = store.clock.now();
  const values = { name: plan.name, unit: plan.unit ?? null, plan: JSON.stringify(plan), now, by: by ?? null };
  await store.transaction(async (tx) => {
    const [known] = await run<CampaignRow>(tx, sql('lock'), { key });
    if (!known) {
      const scenario = await reserveOwned(tx, { key, name: values.name, unit: values.unit }, now);
      if (scenario === null) throw errors.CAMPAIGN_KEY_TAKEN({ campaign: key });
      await count(tx, sql('make'), { key, scenario, ...values });
      return;
    }
    if (known.plannedAt) throw errors.CAMPAIGN_PLANNED({ campaign: key, state: 'planned' });
    checkSeen(known, revision);
    await count(tx, sql('write'), { id: known.id, ...values });
  });
  return getCampaign(store, key);
}

/** Keeps a new draft under a key made of its name: “Soldes d’été” → `soldes-d-ete`, then `soldes-d-ete-2`. */
export async function createCampaign(store: Store, given: unknown, { by }: CampaignChange = {}): Promise<Campaign> {
  const plan = planSchema.parse(given);
  const now = store.clock.now();
  const { name, unit = null } = plan;
  const base = keyOfName(name);
  const key = await store.transaction(async (tx) => {
    for (let nth = 1; ; nth++) {
      const key = nth === 1 ? base : `${base}-${nth}`;
      const scenario = await reserveOwned(tx, { key, name, unit }, now);
      if (scenario === null) continue;
      await count(tx, sql('make'), { key, scenario, name, unit, plan: JSON.stringify(plan), now, by: by ?? null });
      return key;
    }
  });
  return getCampaign(store, key);
}

/**
 * Plans a draft: from now on its moment lets people in.
 * @throws CAMPAIGN_FAULTY with every fault, CAMPAIGN_PLANNED, CAMPAIGN_CHANGED where it is not the one that was looked at
 */
export async function planCampaign(store: Store, key: string, { revision }: CampaignChange = {}): Promise<Campaign> {
  await change(store, key, async (tx, campaign, now) => {
    const { plan } = campaign;
    if (campaign.plannedAt) throw errors.CAMPAIGN_PLANNED({ campaign: key, state: stateWord(campaign) });
    checkSeen(campaign, revision);
    const zone = await readSetting(tx, shopTimezone);
    const faults = faultsOf(plan, await loadKnown(tx), now, zone);
    if (faults.length > 0) {
      const sentences = faults.map(({ sentence }) => sentence);
      throw errors.CAMPAIGN_FAULTY({ campaign: key, count: faults.length, faults: sentences }, { details: faults });
    }
    const moment = momentOf(plan, now, zone);
    const { first, last } = (await spanNow(tx, moment, { now, zone })) ?? spanOf(moment);
    await publishOwned(tx, store, campaign.scenarioId, compile(key, plan, moment), now);
    await count(tx, sql('set-planned'), { id: campaign.id, now, starts: first, ends: last });
    // It may have been paused before it was taken back.
    await resumeSendIn(tx, 'scenario', campaign.scenarioId);
  });
  return getCampaign(store, key);
}

/** Makes a draft of what was planned and has not begun. @throws CAMPAIGN_NOT_PLANNED, CAMPAIGN_STARTED */
export async function takeBackCampaign(store: Store, key: string): Promise<Campaign> {
  await change(store, key, async (tx, campaign, now) => {
    refuseUnlessOpen(campaign, 'take back');
    // Nobody is let in before that.
    if (now >= campaign.startsAt!) throw errors.CAMPAIGN_STARTED({ campaign: key });
    await pauseOwned(tx, campaign.scenarioId, now);
    await count(tx, sql('take-back'), { id: campaign.id, now });
  });
  return getCampaign(store, key);
}

/** Who stops a campaign, and why. */
export type Said = { by: string; reason?: string };

/** Holds it: nobody enters, nobody moves, and what waits in the outbox stays there. @throws CAMPAIGN_NOT_PLANNED */
export async function pauseCampaign(store: Store, key: string, said: Said): Promise<Campaign> {
  await change(store, key, async (tx, campaign, now) => {
    refuseUnlessOpen(campaign, 'pause');
    await pauseSendIn(tx, store, 'scenario', campaign.scenarioId, said);
    await pauseOwned(tx, campaign.scenarioId, now);
    await count(tx, sql('pause'), { id: campaign.id, now });
  });
  return getCampaign(store, key);
}

/** Lets it go on; at a pace, who missed their turn gets a new one. @throws CAMPAIGN_NOT_PLANNED */
export async function resumeCampaign(store: Store, key: string): Promise<Campaign> {
  await change(store, key, async (tx, campaign, now) => {
    refuseUnlessOpen(campaign, 'resume');
    await resumeOwned(tx, campaign.scenarioId, now);
    await resumeSendIn(tx, 'scenario', campaign.scenarioId);
    await count(tx, sql('resume'), { id: campaign.id, now });
  });
  return getCampaign(store, key);
}

/** Ends it for good: what has not left does not leave. @throws CAMPAIGN_NOT_PLANNED */
export async function cancelCampaign(store: Store, key: string, said: Said): Promise<Campaign> {
  await change(store, key, async (tx, campaign, now) => {
    refuseUnlessOpen(campaign, 'cancel');
    await endOwned(tx, store, campaign.scenarioId, now, 'cancelled');
    // The buckets take back what a bite under way still awards: they come to it after that bite.
    await cancelSendIn(tx, store, 'scenario', campaign.scenarioId, said);
    await count(tx, sql('cancel'), { id: campaign.id, now });
  });
  return getCampaign(store, key);
}

/** Puts away what is a draft or over: the list shows it no more, and saving it brings it back. @throws CAMPAIGN_UNDER_WAY */
export async function archiveCampaign(store: Store, key: string): Promise<Campaign> {
  const { state } = await getCampaign(store, key);
  await change(store, key, async (tx, campaign, now) => {
    const open = campaign.plannedAt !== null && !campaign.cancelledAt && state !== 'done';
    if (open) throw errors.CAMPAIGN_UNDER_WAY({ campaign: key, state });
    await count(tx, sql('archive'), { id: campaign.id, now });
  });
  return getCampaign(store, key);
}

const stateWord = (campaign: CampaignRow): string =>
  campaign.cancelledAt ? 'cancelled' : campaign.pausedAt ? 'paused' : campaign.plannedAt ? 'planned' : 'a draft';

function refuseUnlessOpen(campaign: CampaignRow, verb: string): void {
  if (!campaign.plannedAt || campaign.cancelledAt)
    throw errors.CAMPAIGN_NOT_PLANNED({ campaign: campaign.key, state: stateWord(campaign), verb });
}

/** A change of one campaign, its row locked. */
async function change(
  store: Store,
  key: string,
  work: (tx: Tx, campaign: CampaignRow, now: Date) => Promise<void>,
): Promise<void> {
  const now = store.clock.now();
  await store.transaction(async (tx) => {
    const [campaign] = await run<CampaignRow>(tx, sql('lock'), { key });
    if (!campaign) throw errors.CAMPAIGN_UNKNOWN({ campaign: key });
    await work(tx, campaign, now);
  });
  store.wake(Array.from({ length: store.buckets }, (_, bucket) => bucket));
}

/** Keeps what was computed of a plan, as long as it says the same; of people nothing is kept. */
export const noteForecast = (on: Queryable, { id, plan }: CampaignRow, forecast: Forecast): Promise<number> => {
  // Nobody is named in what is kept: who is erased would stay in it.
  const leftOut = forecast.leftOut.map(({ reason, people }) => ({ reason, people }));
  const kept = JSON.stringify({ ...forecast, leftOut, sample: [] });
  return count(on, sql('note-forecast'), { id, plan: JSON.stringify(plan), forecast: kept });
};
