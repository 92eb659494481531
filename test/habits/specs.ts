import type { SourceFile } from './tree.ts';

const idPattern = /\[([A-Z]{2,4}\d+)\]/g;

/** Ids that SPEC files declare (lines that begin with a list item `- [XX1]`), each with its file; doubles are faults. */
function declaredIds(specs: readonly SourceFile[]): { ids: Map<string, string>; faults: string[] } {
  const ids = new Map<string, string>();
  const faults: string[] = [];
  for (const spec of specs) {
    for (const match of spec.text.matchAll(/^\s*[-*|]\s*\**\[([A-Z]{2,4}\d+)\]/gm)) {
      const id = match[1]!;
      if (ids.has(id)) faults.push(`${id} is declared in ${ids.get(id)} and again in ${spec.path}`);
      ids.set(id, spec.path);
    }
  }
  return { ids, faults };
}

/** Ids in the titles of tests, each with a file that has it. */
function testedIds(tests: readonly SourceFile[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const file of tests) {
    for (const title of file.text.matchAll(
      /\b(?:test|it|describe|suite)(?:\.\w+)?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g,
    )) {
      for (const id of title[2]!.matchAll(idPattern)) ids.set(id[1]!, file.path);
    }
  }
  return ids;
}

/** Rules without a test and tests without a rule. */
export function specFaults(specs: readonly SourceFile[], tests: readonly SourceFile[]): string[] {
  const { ids, faults } = declaredIds(specs);
  const tested = testedIds(tests);
  for (const [id, path] of ids) if (!tested.has(id)) faults.push(`${id} of ${path} is in no test's title`);
  for (const [id, path] of tested) if (!ids.has(id)) faults.push(`${path} names ${id}, which no SPEC.md declares`);
  return faults;
}
