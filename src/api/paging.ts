import { errors } from './errors.ts';

/** A page of a list: what was read, and where the next one starts. */
export type Page<Item> = { items: Item[]; next: string | null };

/**
 * Cuts a page out of `rows`, which were read one more than asked for: the extra one says that there is a next page.
 * `mark` names the last item of the page in the list's own order.
 */
export function cutPage<Item>(rows: readonly Item[], limit: number, mark: (item: Item) => unknown): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? writeCursor(mark(last)) : null };
}

/** A whole list as its only page. */
export const wholeList = <Item>(items: Item[]): Page<Item> => ({ items, next: null });

/** A page of a list that is short enough to be read whole; `name` tells its items apart. */
export function slicePage<Item>(
  all: readonly Item[],
  query: { limit: number; after?: string },
  name: (item: Item) => string,
): Page<Item> {
  const after = readCursor(query.after, textMark);
  const from = after === undefined ? 0 : all.findIndex((item) => name(item) === after) + 1;
  return cutPage(all.slice(from, from + query.limit + 1), query.limit, name);
}

/** Where a page starts, as a text that callers hand back unread. */
export const writeCursor = (mark: unknown): string => Buffer.from(JSON.stringify(mark)).toString('base64url');

/**
 * Reads a cursor back through `read`, which answers null for what it did not make.
 * @throws API_BAD_CURSOR
 */
export function readCursor<Mark>(after: string | undefined, read: (mark: unknown) => Mark | null): Mark | undefined {
  if (after === undefined) return undefined;
  let mark: unknown;
  try {
    mark = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    throw errors.API_BAD_CURSOR();
  }
  const known = read(mark);
  if (known === null) throw errors.API_BAD_CURSOR();
  return known;
}

/** A mark that is a row number. */
export const numberMark = (mark: unknown): number | null => (Number.isSafeInteger(mark) ? (mark as number) : null);

/** A mark that is a text. */
export const textMark = (mark: unknown): string | null => (typeof mark === 'string' ? mark : null);

/** A mark of a moment and an id, as two texts. */
export function momentMark(mark: unknown): { at: Date; id: string } | null {
  if (!Array.isArray(mark) || mark.length !== 2) return null;
  const [at, id] = mark;
  const moment = new Date(typeof at === 'string' ? at : Number.NaN);
  return Number.isNaN(moment.getTime()) || typeof id !== 'string' ? null : { at: moment, id };
}
