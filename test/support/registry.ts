/** The pages of the application as its registry names them, with their parameters filled in from what the server holds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIRequestContext } from 'playwright-core';
import { PROJECT_DIR } from '../../src/config.ts';

/** A list of the API, and the field of its items that a parameter takes. */
type Source = { list: string; field: string };

/** Where the parameter of a path's room is found, where it is not the room's own list with that field. */
const SOURCES: Record<string, Source> = {
  messages: { list: '/api/templates', field: 'key' },
  results: { list: '/api/scenarios', field: 'key' },
};

/** Addresses of the registry, read as text: its code is the browser's. */
export function registeredPaths(): string[] {
  const registry = readFileSync(join(PROJECT_DIR, 'web', 'src', 'registry.ts'), 'utf8');
  return [...registry.matchAll(/path: '([^']+)'/g)].map(([, path]) => path!);
}

/** `/segments/$key` → the list of segments and their keys; the list of `/settings/forms/$key` is that of forms. */
export function sourceOf(path: string): Source {
  const parts = path.split('/').filter((part) => part !== '');
  const at = parts.findIndex((part) => part.startsWith('$'));
  const room = parts[at - 1]!;
  return SOURCES[room] ?? { list: `/api/${room}`, field: parts[at]!.slice(1) };
}

/**
 * A path with its parameter filled in: with what is given for it (`{ upload: '…' }`), or with the first thing that its list answers; null
 * where there is no such list, or nothing on it.
 */
export async function filled(
  request: APIRequestContext,
  path: string,
  given: Record<string, string> = {},
): Promise<string | null> {
  if (!path.includes('$')) return path;
  const name = /\$(\w+)/.exec(path)![1]!;
  const value = given[name] ?? (await firstOf(request, sourceOf(path)));
  return value === null ? null : path.replace(/\$\w+/, encodeURIComponent(value));
}

async function firstOf(request: APIRequestContext, { list, field }: Source): Promise<string | null> {
  const answer = await request.get(`${list}?limit=1`);
  if (answer.status() === 404) return null;
  assert.equal(answer.status(), 200, `${list}: ${await answer.text()}`);
  const [item] = ((await answer.json()) as { items: Record<string, unknown>[] }).items;
  if (item === undefined) return null;
  assert.ok(field in item, `an item of ${list} has no “${field}”: say in test/support/registry.ts what to take`);
  return String(item[field]);
}
