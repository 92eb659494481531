import { after } from 'node:test';
import * as delivery from '../../src/delivery/index.ts';
import { applyInbox, type InboxRooms } from '../../src/engine/inbox.ts';
import * as facts from '../../src/facts/index.ts';
import * as people from '../../src/people/index.ts';
import * as pressure from '../../src/pressure/index.ts';
import {
  type Applier,
  type Changes,
  movableClock,
  noChanges,
  openStore,
  type Store,
  takeBucket,
} from '../../src/store/index.ts';
import { freshDatabase } from './database.ts';

const mergeParts = [...facts.mergeParts, ...delivery.mergeParts, ...pressure.mergeParts];
const rooms: InboxRooms = {
  welcome: (bite, entries) => people.welcome(bite, entries, { parts: mergeParts, orderOf: facts.orderIdOfFact }),
  kinds: { ...people.peopleKinds(mergeParts), ...facts.inboxKinds, ...delivery.inboxKinds },
};

/** A store of its own for a test file, its clock standing at `now` until it is moved; closed and dropped at the end. */
export async function freshStore(now: Date, options: { buckets?: number } = {}): Promise<Store> {
  let store: Store | null = null;
  // Hooks run in the order of their registration: the store's connections leave before its database is dropped.
  after(() => store?.close());
  const { connection } = await freshDatabase(options);
  store = await openStore({ connection, clock: movableClock(now), schema: 'check' });
  return store;
}

/** Applies up to `most` inbox rows of one bucket in one transaction, as the engine does in its first phase. */
export async function applyBite(
  store: Store,
  bucket: number,
  most?: number,
  more: Readonly<Record<string, Applier>> = {},
): Promise<Changes> {
  return store.transaction(async (tx) => {
    const given = { now: store.clock.now(), buckets: store.buckets, timezone: 'Europe/Paris' };
    const bite = await takeBucket(tx, bucket, given);
    if (!bite) throw new Error(`Bucket ${bucket} is taken`);
    return applyInbox(bite, { ...rooms, kinds: { ...rooms.kinds, ...more } }, most);
  });
}

/** Applies inboxes until none holds a row (`more`: kinds of rooms below facts); answers what changed. `choose` orders the buckets of each sweep. */
export async function applyAll(
  store: Store,
  choose: (buckets: number[]) => number[] = (buckets) => buckets,
  most?: number,
  more: Readonly<Record<string, Applier>> = {},
): Promise<Changes> {
  const all = noChanges();
  for (;;) {
    const { rows } = await store.pool.query<{ bucket: number }>('select distinct bucket from inbox order by bucket');
    if (rows.length === 0) return all;
    for (const bucket of choose(rows.map((row) => row.bucket))) {
      const changes = await applyBite(store, bucket, most, more);
      all.touched.push(...changes.touched);
      all.events.push(...changes.events);
      all.lists.push(...changes.lists);
    }
  }
}
