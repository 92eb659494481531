import { errors } from './errors.ts';

/**
 * Reads a batch of one JSON object a line.
 * @throws API_BAD_LINE for the first line that `read` or the JSON refuses: nothing of the batch is taken
 */
export function linesOf<Item>(body: unknown, read: (line: Record<string, unknown>) => Item): Item[] {
  const items: Item[] = [];
  const lines = typeof body === 'string' ? body.split('\n') : [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no JSON object');
      items.push(read(value as Record<string, unknown>));
    } catch (error) {
      throw errors.API_BAD_LINE({ line: at + 1, reason: (error as Error).message }, { cause: error });
    }
  }
  return items;
}
