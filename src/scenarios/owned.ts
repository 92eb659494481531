/**
 * Scenarios that another room writes: a campaign has one of its own, under its key. They are changed within that room's transactions,
 * and are no news: what they are to do at their moment they do after a pause as well.
 */
import { bumpDefinitions, count, run, type Store, type Tx } from '../store/index.ts';
import type { Fault } from './definition.ts';
import { errors } from './errors.ts';
import { sql } from './load.ts';
import { archiveById, type Locked, publishDraft } from './manage.ts';

type Named = { key: string; name: string; unit: string | null };

/** Keeps a key; answers the number of its scenario, or null when somebody has the key. */
export async function reserveOwned(tx: Tx, named: Named, now: Date): Promise<number | null> {
  const [row] = await run<{ id: number }>(tx, sql('reserve'), { ...named, now });
  return row?.id ?? null;
}

/** Puts a definition in force, and lets it go on if it was paused. @throws SCENARIO_INVALID with every fault */
export async function publishOwned(
  tx: Tx,
  store: Store,
  id: number,
  draft: Named & Record<string, unknown>,
  now: Date,
): Promise<{ version: number; warnings: Fault[] }> {
  const scenario = await locked(tx, id);
  // A definition has no empty unit.
  const { unit, ...rest } = draft;
  const definition = unit === null ? rest : draft;
  const values = { scenario: id, name: draft.name, unit, draft: JSON.stringify(definition), now };
  await count(tx, sql('write-owned'), values);
  const published = await publishDraft(tx, store, { ...scenario, draft: definition }, now);
  await count(tx, sql('go-on'), { scenario: id, now });
  await bumpDefinitions(tx, now);
  return published;
}

/** Nobody enters and nobody moves. */
export const pauseOwned = async (tx: Tx, id: number, now: Date): Promise<void> => {
  await locked(tx, id);
  await count(tx, sql('pause'), { scenario: id, now });
  await bumpDefinitions(tx, now);
};

/** Goes on where it stood. */
export const resumeOwned = async (tx: Tx, id: number, now: Date): Promise<void> => {
  await locked(tx, id);
  await count(tx, sql('go-on'), { scenario: id, now });
  await bumpDefinitions(tx, now);
};

/** Ends it for good. */
export const endOwned = async (tx: Tx, store: Store, id: number, now: Date, reason: string): Promise<void> => {
  await locked(tx, id);
  await archiveById(tx, store, id, now, reason);
  await bumpDefinitions(tx, now);
};

async function locked(tx: Tx, id: number): Promise<Locked> {
  const [scenario] = await run<Locked>(tx, sql('lock-owned'), { scenario: id });
  if (!scenario) throw errors.SCENARIO_UNKNOWN({ scenario: String(id) });
  return scenario;
}
