/**
 * What was wished for somebody goes along when they turn out to be another. How often somebody is written to, what an exit takes
 * back and what their page tells are asked in the bucket of the person they are: a wish that stayed where it was uttered would
 * be seen by none of them.
 */
import type { MergePart } from '../people/index.ts';
import { count, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'merge-wishes.sql');

/** Rows as they are, JSON; `recall` is the one of its message. */
type PackedWish = { key: string; person_id: string; recall?: Recall };
type Recall = { key: string; reason: string; recalled_at: string };

const wishes: MergePart = {
  name: 'wishes',
  follows: true,
  pack: async (bite, merges) => {
    const people = merges.map(({ personId }) => personId);
    const taken = await run<PackedWish>(bite.tx, sql('take-wishes'), { bucket: bite.bucket, people });
    if (taken.length === 0) return [];
    const keys = taken.map(({ key }) => key);
    const recalls = await run<Recall>(bite.tx, sql('take-recalls'), { bucket: bite.bucket, keys });
    const recallOf = new Map(recalls.map((recall) => [recall.key, recall]));
    return taken.map((wish) => ({ personId: wish.person_id, row: { ...wish, recall: recallOf.get(wish.key) } }));
  },
  unpack: async (bite, packed) => {
    const rows = packed.map(({ personId, row }) => ({ ...(row as PackedWish), person_id: personId }));
    await count(bite.tx, sql('put-wishes'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
    const recalls = rows.flatMap(({ recall }) => recall ?? []);
    if (recalls.length > 0)
      await count(bite.tx, sql('put-recalls'), { bucket: bite.bucket, rows: JSON.stringify(recalls) });
  },
};

/** What this room lets merged people take along. */
export const mergeParts: readonly MergePart[] = [wishes];
