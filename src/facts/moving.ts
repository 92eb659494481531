/** Events and orders that go from one person to another: merges, and orders that turn out to be somebody's. */
import { type Merge, type MergePart, type Packed, repointBook } from '../people/index.ts';
import {
  type AppliedEvent,
  type Applier,
  type Bite,
  count,
  countOnce,
  type InboxRow,
  lanes,
  run,
  statements,
} from '../store/index.ts';
import { insertEvents } from './events.ts';
import { joinOrders, type Order } from './order-state.ts';
import { alignOrders, putOrders, readOrders, returnLines } from './orders.ts';

const sql = statements(import.meta.url, 'merging.sql');

type Line = {
  orderId: string;
  productId: string;
  nth: number;
  occurredAt: Date;
  quantity: string;
  price: string;
  returned: string;
  cancelled: boolean;
  name: string | null;
  category: string | null;
  sku: string | null;
  variant: string | null;
  coupon: string | null;
};
/** An order with its lines; dates are ISO text where it comes out of an inbox. */
type WholeOrder = { order: Order; lines: Line[] };
/** `statedAt`: the fact that took the order away stated it as a whole then, so its lines are those of the fact. */
type Arrival = WholeOrder & { statedAt?: string };

const idsOf = (merges: readonly Merge[]): string[] => merges.map(({ personId }) => personId);

/** Events go along with their message keys, so that a repeat meets its twin where the person lives now. */
const eventsPart: MergePart = {
  name: 'events',
  pack: async (bite, merges) => {
    const where = { bucket: bite.bucket, ids: idsOf(merges) };
    const events = await run<AppliedEvent>(bite.tx, sql('events-of'), where);
    if (events.length === 0) return [];
    await count(bite.tx, sql('drop-events'), where);
    await count(bite.tx, sql('forget-keys'), { bucket: bite.bucket, keys: events.map(({ id }) => id) });
    return events.map((row) => ({ personId: row.personId, row }));
  },
  unpack: async (bite, packed) => {
    const events = packed.map(({ personId, row }) => {
      const event = row as AppliedEvent;
      return { ...event, personId, occurredAt: new Date(event.occurredAt), receivedAt: new Date(event.receivedAt) };
    });
    const fresh = await countOnce(
      bite,
      events.map(({ id }) => id),
    );
    await insertEvents(
      bite,
      events.filter(({ id }) => fresh.has(id)),
    );
  },
};

/** Orders go along with their lines, and the book is told. */
const ordersPart: MergePart = {
  name: 'orders',
  pack: async (bite, merges) => {
    const owned = await run<{ personId: string; orderId: string }>(bite.tx, sql('orders-of'), {
      bucket: bite.bucket,
      ids: idsOf(merges),
    });
    const targets = new Map(merges.map((merge) => [merge.personId, merge]));
    await repointBook(
      bite,
      owned.map(({ personId, orderId }) => {
        const { to, toBucket } = targets.get(personId)!;
        return { kind: 'order', value: orderId, personId: to, personBucket: toBucket, was: personId };
      }),
    );
    const taken = await takeOrders(
      bite,
      owned.map(({ orderId }) => orderId),
    );
    return taken.map((row) => ({ personId: row.order.personId!, row }));
  },
  unpack: (bite, packed) => giveOrders(bite, packed),
};

/** What this room lets merged people take along. */
export const mergeParts: readonly MergePart[] = [eventsPart, ordersPart];

/** Reads orders with their lines and takes them out of this bucket. */
async function takeOrders(bite: Bite, orderIds: readonly string[]): Promise<WholeOrder[]> {
  const held = await readOrders(bite, orderIds);
  if (held.size === 0) return [];
  const where = { bucket: bite.bucket, orders: [...held.keys()] };
  const lines = Map.groupBy(await run<Line>(bite.tx, sql('lines-of'), where), ({ orderId }) => orderId);
  await count(bite.tx, sql('drop-lines'), where);
  await count(bite.tx, sql('drop-orders'), where);
  return [...held.values()].map((order) => ({ order, lines: lines.get(order.orderId) ?? [] }));
}

/** Gives orders to people of this bucket, joined with what later facts said of them here. */
async function giveOrders(bite: Bite, packed: readonly Packed[]): Promise<void> {
  const given = packed.map(({ personId, row }) => {
    const { order, lines, statedAt } = row as Arrival;
    const [occurredAt, updatedAt] = [new Date(order.occurredAt), new Date(order.updatedAt)];
    return { order: { ...order, personId, occurredAt, updatedAt }, lines, statedAt };
  });
  const orderIds = given.map(({ order }) => order.orderId);
  const held = await readOrders(bite, orderIds);
  const joined = new Map<string, Order>();
  for (const { order } of given) {
    const here = joined.get(order.orderId) ?? held.get(order.orderId);
    joined.set(order.orderId, here ? joinOrders(here, order) : order);
  }
  await putOrders(bite, [...joined.values()]);
  const isCurrent = await currentLines(bite, given, held);
  const rows = given.flatMap(({ order, lines }) =>
    lines.filter(isCurrent).map((line) => lineRow(line, joined.get(order.orderId)!)),
  );
  const fresh = new Set(
    (await run<LineKey>(bite.tx, sql('put-lines'), { bucket: bite.bucket, rows: JSON.stringify(rows) })).map(keyOfLine),
  );
  // What came back where the order was came back beside what is known of it here: each return was told in one place.
  await returnLines(
    bite,
    rows
      .filter((line) => !fresh.delete(keyOfLine(line)) && Number(line.returned) > 0)
      .map(({ orderId, productId, returned }) => ({ orderId, productId, quantity: returned })),
  );
  await alignOrders(bite, orderIds);
}

type LineKey = Pick<Line, 'orderId' | 'productId' | 'nth'>;
const keyOfLine = ({ orderId, productId, nth }: LineKey): string => JSON.stringify([orderId, productId, nth]);

/** Tells the lines that an order still has from those that the fact which took it away left out. */
async function currentLines(
  bite: Bite,
  given: readonly Arrival[],
  held: ReadonlyMap<string, Order>,
): Promise<(line: Line) => boolean> {
  const restated = given.flatMap(({ order: { orderId, updatedAt }, statedAt }) => {
    const here = held.get(orderId);
    const stated = statedAt === undefined ? null : new Date(statedAt);
    return here && stated && stated >= updatedAt && here.updatedAt >= stated ? [orderId] : [];
  });
  if (restated.length === 0) return () => true;
  const lines = await run<Line>(bite.tx, sql('lines-of'), { bucket: bite.bucket, orders: restated });
  const known = new Set(lines.map(keyOfLine));
  const asked = new Set(restated);
  return (line) => !asked.has(line.orderId) || known.has(keyOfLine(line));
}

const lineRow = (line: Line, order: Order) => ({
  ...line,
  order_id: line.orderId,
  product_id: line.productId,
  person_id: order.personId,
  occurred_at: line.occurredAt,
});

type Move = { orderId: string; toPerson: string; toBucket: number; statedAt?: string };

/** An order that a fact gave to another customer is sent to where that customer lives. */
export const applyMoves: Applier = async (bite, entries) => {
  const moves = new Map(entries.map(({ body }) => [(body as Move).orderId, body as Move]));
  const held = await readOrders(bite, [...moves.keys()]);
  const leaving = [...held.values()].filter((order) => order.personId !== moves.get(order.orderId)!.toPerson);
  const taken = await takeOrders(
    bite,
    leaving.map(({ orderId }) => orderId),
  );
  await bite.emit(
    taken.map((whole): InboxRow => {
      const { toPerson, toBucket, statedAt } = moves.get(whole.order.orderId)!;
      const moment = { occurredAt: bite.now, receivedAt: bite.now };
      const row = {
        bucket: toBucket,
        personId: toPerson,
        lane: lanes.bulk,
        messageId: null,
        origin: 'backfill' as const,
      };
      const body: Arrival = { ...whole, statedAt };
      return { ...row, ...moment, kind: 'order.arrive', body };
    }),
  );
  // Who is said to have had it lost it: within one bucket the fact itself changed its hands already.
  const losers = [...leaving, ...entries].flatMap(({ personId }) => personId ?? []);
  return { touched: [...new Set(losers)], events: [], lists: [] };
};

/** An order arrives at its customer's. */
export const applyArrivals: Applier = async (bite, entries) => {
  const packed = entries.flatMap(({ personId, body }) => (personId ? [{ personId, row: body }] : []));
  await giveOrders(bite, packed);
  return { touched: [...new Set(packed.map(({ personId }) => personId))], events: [], lists: [] };
};
