/** Commands to a bucket, which come by its inbox as facts do: they are applied by the one writer of the bucket. */
import { recallEntries } from '../pressure/index.ts';
import {
  type AppliedEvent,
  type Applier,
  type Bite,
  commandRow,
  type InboxEntry,
  keyOf,
  noChanges,
  run,
} from '../store/index.ts';
import { keepTriggers, traitOf, writeNext } from './dates.ts';
import { loadScenarios } from './load.ts';
import { dropMoments, watchMoments } from './moments.ts';
import { entrySql, peoplePage, peopleWithTrait } from './people.ts';
import { clearEntries } from './positions.ts';
import { holders } from './rules.ts';
import { turnKinds } from './turns.ts';

/** People whom one command looks at in one bite; the rest is left to a command that follows. */
const peoplePerCommand = 2_000;

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000';

/** Type under which an enrolment is told to the triggers; its name is the scenario's key. */
export const enrolType = 'scenario.enrol';
export type EnrolEvent = { via: 'api' | 'manual'; context: Record<string, unknown> };

export type EnrolBody = EnrolEvent & { scenario: string };
type MatchingBody = { scenario: string; rule: unknown; run: string; after?: string };
type WatchBody = { scenarioId: number; keep: string[]; compute: string[]; since: string; after?: string };
type EndBody = { scenarioId: number; reason: string };

/** Somebody enrols a person: told to the triggers of that scenario. */
const enrol: Applier = async (_, entries) => ({ ...noChanges(), events: entries.flatMap(enrolled) });

function enrolled(entry: InboxEntry): AppliedEvent[] {
  const { scenario, via, context } = entry.body as EnrolBody;
  if (entry.personId === null) return [];
  return [
    {
      id: entry.messageId ?? keyOf(enrolType, scenario, entry.personId, entry.occurredAt.toISOString()),
      personId: entry.personId,
      type: enrolType,
      name: scenario,
      occurredAt: entry.occurredAt,
      receivedAt: entry.receivedAt,
      origin: entry.origin,
      properties: { via, context },
    },
  ];
}

/** Enrols the people of the bucket for whom a rule holds, a page at a time. */
const enrolMatching: Applier = async (bite, entries) => {
  const events: AppliedEvent[] = [];
  for (const entry of entries) {
    const body = entry.body as MatchingBody;
    const people = await peoplePage(bite, body.after ?? firstId, peoplePerCommand);
    if (people.length === peoplePerCommand) await goOn(bite, entry, { ...body, after: people.at(-1)! });
    const asked = people.map((personId) => ({ personId, asOf: bite.now }));
    const holding = people.length > 0 ? await holders(bite, body.rule, asked) : new Set<string>();
    for (const personId of people.filter((one) => holding.has(one))) {
      events.push({
        id: keyOf(enrolType, body.run, personId),
        personId,
        type: enrolType,
        name: body.scenario,
        occurredAt: entry.occurredAt,
        receivedAt: entry.receivedAt,
        origin: 'live',
        properties: { via: 'manual', context: {} },
      });
    }
  }
  return { ...noChanges(), events };
};

/** Sets up the dates and moments of new and changed triggers for everybody in the bucket, a page at a time. */
const watch: Applier = async (bite, entries) => {
  const published = await loadScenarios(bite.tx);
  for (const entry of entries) {
    const body = entry.body as WatchBody;
    if (body.after === undefined) {
      await keepTriggers(bite, body.scenarioId, body.keep);
      await watchMoments(bite, published, body);
    }
    const lives = published.dateTriggers.filter(
      ({ trigger, version }) => version.scenarioId === body.scenarioId && body.compute.includes(trigger.id),
    );
    for (const live of lives) {
      const rows = await peopleWithTrait(bite, traitOf(live), body.after ?? firstId, peoplePerCommand);
      await writeNext(bite, published, [{ live, rows }], new Date(body.since));
      if (rows.length < peoplePerCommand) continue;
      await goOn(bite, entry, { ...body, compute: [live.trigger.id], after: rows.at(-1)!.personId });
    }
  }
  return noChanges();
};

/** Ends everything of a scenario in the bucket, a page at a time. */
const end: Applier = async (bite, entries) => {
  for (const entry of entries) {
    const { scenarioId, reason } = entry.body as EndBody;
    await keepTriggers(bite, scenarioId, []);
    await dropMoments(bite, scenarioId);
    const rows = await run<{ id: string }>(bite.tx, entrySql('finish-scenario'), {
      bucket: bite.bucket,
      scenario: scenarioId,
      now: entry.occurredAt,
      reason,
      most: peoplePerCommand,
    });
    const ids = rows.map((row) => row.id);
    await clearEntries(bite, ids);
    await recallEntries(bite, ids, `entry_ended_${reason}`);
    if (ids.length === peoplePerCommand) await goOn(bite, entry, entry.body);
  }
  return noChanges();
};

const goOn = (bite: Bite, entry: InboxEntry, body: unknown): Promise<void> =>
  bite.emit([commandRow(bite.bucket, entry.kind, body, entry.occurredAt)]);

/** Appliers by kind of inbox row. */
export const inboxKinds: Readonly<Record<string, Applier>> = {
  [enrolType]: enrol,
  'scenario.enrol-matching': enrolMatching,
  'scenario.watch': watch,
  'scenario.end': end,
  ...turnKinds,
};
