/**
 * Facts of requests that come at the same moment are written together: while one transaction is on its way to the disk, the others
 * gather for the next. Four senders of 500 facts then share a commit and a row of the inbox for each bucket, instead of writing four.
 */
import { type InboxRow, putInbox, type Store } from '../store/index.ts';
import { factsPerWrite } from './limits.ts';

type Waiting = { rows: readonly InboxRow[]; done: () => void; failed: (error: unknown) => void };
type Queue = { waiting: Waiting[]; writing: boolean };

const queues = new WeakMap<Store, Queue>();

/** Puts facts into the inbox, with those of other callers; returns when they are durable. */
export function putTogether(store: Store, rows: readonly InboxRow[]): Promise<void> {
  const queue = queues.get(store) ?? { waiting: [], writing: false };
  queues.set(store, queue);
  return new Promise((done, failed) => {
    queue.waiting.push({ rows, done, failed });
    if (!queue.writing) void writeAll(store, queue);
  });
}

async function writeAll(store: Store, queue: Queue): Promise<void> {
  queue.writing = true;
  for (let group = nextGroup(queue); group.length > 0; group = nextGroup(queue)) await writeGroup(store, group);
  queue.writing = false;
}

/** Who waits, in the order of arrival, as many as one write holds; one alone may be larger. */
function nextGroup({ waiting }: Queue): Waiting[] {
  let facts = 0;
  const end = waiting.findIndex(({ rows }, index) => {
    facts += rows.length;
    return index > 0 && facts > factsPerWrite;
  });
  return waiting.splice(0, end < 0 ? waiting.length : end);
}

/** What cannot be written together is written one by one, so that each caller fails by its own facts only. */
async function writeGroup(store: Store, group: readonly Waiting[]): Promise<void> {
  try {
    await putInbox(
      store.pool,
      group.flatMap(({ rows }) => rows),
    );
    for (const { done } of group) done();
  } catch (error) {
    if (group.length === 1) group[0]!.failed(error);
    else for (const one of group) await writeGroup(store, [one]);
  }
}
