/**
 * Two people are one from now on, and may have been for a while: who orders by their shop id and the address of the letter ends their
 * entry before it has come to where the order is. What either did is asked once more of the entries and waits of both.
 */
import { type AppliedEvent, type Bite, keyOf, run } from '../store/index.ts';
import type { Definition } from './definition.ts';
import { entrySql } from './people.ts';

type Listening = { entryId: string; personId: string; event: string; since: Date };

/** Events and sales since these people's entries and waits began that may end one; told again they bring nobody in. */
export async function happenedBefore(bite: Bite, people: readonly string[]): Promise<AppliedEvent[]> {
  const asked = await listening(bite, people);
  if (asked.length === 0) return [];
  const rows = await run<{ entryId: string; path: string; at: Date; properties: Record<string, unknown> }>(
    bite.tx,
    entrySql('events-since'),
    {
      bucket: bite.bucket,
      entries: asked.map(({ entryId }) => entryId),
      // Handed through: which of the events it is.
      paths: asked.map(({ event }) => event),
      people: asked.map(({ personId }) => personId),
      events: asked.map(({ event }) => event),
      arrived: asked.map(({ since }) => since),
      until: asked.map(() => bite.now),
    },
  );
  const personOf = new Map(asked.map(({ entryId, personId }) => [entryId, personId]));
  const told = rows.map(({ entryId, path: name, at, properties }): AppliedEvent => {
    const personId = personOf.get(entryId)!;
    const id = keyOf('happened-before', personId, name, at.toISOString(), JSON.stringify(properties));
    return { id, personId, type: 'track', name, occurredAt: at, receivedAt: bite.now, origin: 'backfill', properties };
  });
  return [...new Map(told.map((event) => [event.id, event])).values()];
}

/** The events that open entries of these people end by, and those that are waited for. */
async function listening(bite: Bite, people: readonly string[]): Promise<Listening[]> {
  const where = { bucket: bite.bucket, people: [...new Set(people)] };
  const open = await run<{ entryId: string; personId: string; versionId: number; since: Date }>(
    bite.tx,
    entrySql('open-of-people'),
    where,
  );
  if (open.length === 0) return [];
  const versions = [...new Set(open.map(({ versionId }) => versionId))];
  const graphs = await run<{ id: number; graph: Definition }>(bite.tx, entrySql('graphs'), { versions });
  const endings = new Map(graphs.map(({ id, graph }) => [id, endingEvents(graph)]));
  const waits = await run<Listening>(bite.tx, entrySql('awaited'), where);
  return [
    ...open.flatMap(({ versionId, ...entry }) => endings.get(versionId)!.map((event) => ({ ...entry, event }))),
    ...waits,
  ];
}

const endingEvents = ({ goal, exits }: Definition): string[] =>
  [goal, ...exits].flatMap((ending) => (ending && 'event' in ending ? [ending.event] : []));
