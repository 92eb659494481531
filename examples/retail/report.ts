/** What came of it, read through the API, and told. */
import { SCENARIO } from './setup.ts';
import type { Shop } from './shop.ts';

type OutboxLine = {
  key: string;
  personId: string;
  externalId: string | null;
  address: string | null;
  step: string | null;
  template: string | null;
  state: string;
  reason: string | null;
  dueAt: string;
  sentAt: string | null;
};

type Decision = {
  step: string | null;
  state: string;
  reason: string | null;
  says: { en: string } | null;
  wishedAt: string;
};

export type Result = {
  seconds: number;
  stats: Record<string, unknown> & { people: number; orders: number; netRevenue: string };
  scenario: { entries: number; inside: number; goals: number; endedBy: Record<string, number> };
  /** Shop ids of the people whom the segment had at publication. */
  atPublication: string[];
  outbox: OutboxLine[];
  /** Wishes to speak that were refused, each with its reason. */
  refused: (Decision & { externalId: string | null })[];
};

/**
 * Reads the outbox and, for everybody whom the segment ever had, why they were not written to.
 * @param seen ids of the segment's people at publication, and at any time
 */
export async function gather(
  shop: Shop,
  seen: { first: ReadonlySet<string>; all: ReadonlySet<string> },
): Promise<Omit<Result, 'seconds'>> {
  const atPublication: string[] = [];
  const refused: Result['refused'] = [];
  for (const id of seen.all) {
    const { externalId } = await shop.call<{ externalId: string | null }>('GET', `/api/people/${id}`);
    if (seen.first.has(id)) atPublication.push(externalId ?? id);
    const decisions = await shop.all<Decision>(`/api/people/${id}/decisions`);
    for (const decision of decisions) if (decision.state === 'refused') refused.push({ ...decision, externalId });
  }
  return {
    stats: await shop.call('GET', '/api/stats'),
    scenario: await shop.call('GET', `/api/scenarios/${SCENARIO}/stats`),
    atPublication: atPublication.sort(),
    outbox: await shop.all<OutboxLine>('/api/outbox'),
    refused,
  };
}

const countBy = <T>(items: readonly T[], name: (item: T) => string): [string, number][] =>
  [...Map.groupBy(items, name)].map(([key, group]) => [key, group.length] as [string, number]).sort();

const table = (rows: readonly [string, number][]): string =>
  rows.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`).join('\n');

/** The result in plain words. `data` is the folder that was kept, if one was. */
export function summary({ seconds, stats, scenario, atPublication, outbox, refused }: Result, data?: string): string {
  const look = data
    ? `  DECLIC_DATA=${data}/data npx declic start --clock 2011-11-30T00:00:00Z
  then /api/outbox, /api/outbox/<key> (the message as it was made), /api/people?externalId=<id>, /api/people/<id>/decisions`
    : '  Run it again with --data FOLDER to keep the shop, and start a server on it.';
  return `
The shop: ${stats.people} people, ${stats.orders} invoices, net ${stats.netRevenue} GBP.
${atPublication.length} people were loyal and silent when the scenario was published; nobody enrolled them.
${scenario.entries} more became so in sixty days and entered; ${scenario.goals} bought before its end, ${scenario.inside} are still inside.

Messages (${outbox.length}):
${table(countBy(outbox, ({ template, state }) => `${template}, ${state}`))}

By day:
${table(countBy(outbox, ({ dueAt }) => dueAt.slice(0, 10)))}

Not written to, and why (${refused.length}):
${table(countBy(refused, ({ reason, says }) => `${reason}: ${says?.en ?? ''}`))}

${seconds} s. To look further:
${look}`;
}
