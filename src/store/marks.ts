import { newId } from './keys.ts';
import { count, statements } from './statements.ts';
import type { Bite } from './tick.ts';

const sql = statements(import.meta.url, 'marks.sql');

/**
 * Says that this bite changed something that rules may ask of (people, permissions, lists, memberships, events, orders). To be called
 * once, in the transaction of the change: whatever was kept of this bucket under its mark before is worth nothing from its commit on.
 */
export async function markChanged({ tx, bucket }: Pick<Bite, 'tx' | 'bucket'>): Promise<void> {
  await count(tx, sql('change'), { bucket, mark: newId() });
}
