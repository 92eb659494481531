/** Scenarios to start from. Each is a file of `examples/scenarios/`, named in the library beside it in both languages. */
import { readFileSync } from 'node:fs';

const folder = new URL('../../examples/scenarios/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

type Said = { name: string; description: string };

/** An example: what it is called, and its graph; the templates, segments and lists that it names are the shop's to make. */
export type Example = { key: string; says: { fr: Said; en: Said }; definition: Record<string, unknown> };

/** The library, in its own order. */
export function listExamples(): Example[] {
  const lines = read('library.json') as Omit<Example, 'definition'>[];
  return lines.map((line) => {
    const { $schema: _, ...definition } = read(`${line.key}.json`) as Record<string, unknown>;
    return { ...line, definition };
  });
}
