import { posix } from 'node:path';
import { isTest, type SourceFile } from './tree.ts';

/**
 * The rooms in their order: a room may import what stands before it, never what stands after it. Rooms of one line are
 * level: neither imports the other.
 */
const order: readonly (readonly string[])[] = [
  ['errors'],
  ['config'],
  ['secret', 'log', 'metrics'],
  ['store'],
  ['access', 'settings'],
  ['banks'],
  ['channels'],
  ['providers'],
  ['people', 'catalog'],
  ['facts'],
  ['segments', 'scores'],
  ['compliance'],
  ['pressure'],
  ['promotions'],
  ['messages'],
  ['delivery'],
  ['loyalty', 'tasks', 'topics', 'pages'],
  ['scenarios'],
  ['campaigns'],
  ['measure'],
  ['intake'],
  ['upkeep'],
  ['engine'],
  ['server'],
  ['api', 'cli'],
];

const importPattern = /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g;

/** `src/<room>/…` → its room; files at the root of src are rooms of one file. */
function roomOf(path: string): string | null {
  const match = /^src\/([^/]+?)(?:\.ts$|\/)/.exec(path);
  return match ? match[1]! : null;
}

const rank = (room: string): number => order.findIndex((line) => line.includes(room));

/** Imports that go past a door or against the arrows, one sentence each. Tests may look inside their own room. */
export function brokenDoors(files: readonly SourceFile[]): string[] {
  const faults: string[] = [];
  for (const file of files) {
    const from = roomOf(file.path);
    if (!from || isTest(file.path)) continue;
    if (rank(from) < 0) faults.push(`${file.path}: the room ${from} has no place in the order of rooms`);
    for (const match of file.text.matchAll(importPattern)) {
      const target = posix.join(posix.dirname(file.path), (match[1] ?? match[2])!);
      const to = roomOf(target);
      if (!to || to === from) continue;
      const door = target === `src/${to}/index.ts` || target === `src/${to}.ts`;
      if (!door) faults.push(`${file.path} imports ${target}: only the door src/${to}/index.ts may be imported`);
      // The errors registry and the server that ties all together are known to every face.
      if (rank(to) >= rank(from) && !(from === 'server' || (from === 'cli' && to === 'server'))) {
        faults.push(`${file.path} imports ${to}, which stands below or beside ${from}`);
      }
    }
  }
  return faults;
}

/** Cycles between files, each as the list of its files: none is wanted. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const file of files) {
    const targets = [...file.text.matchAll(importPattern)]
      // A type is gone when the program runs: it makes no knot.
      .filter((match) => !/^\s*(?:import|export)\s+type\b/.test(match[0].trimStart()))
      .map((match) => posix.join(posix.dirname(file.path), (match[1] ?? match[2])!));
    edges.set(file.path, targets);
  }
  const cycles: string[][] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      cycles.push(trail.slice(at));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) if (edges.has(next)) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return cycles;
}
