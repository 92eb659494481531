import { stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';
import type { SourceFile } from './tree.ts';

/** The longest function and the longest file of a tree. */
export type Sizes = {
  longestFunction: { lines: number; where: string };
  longestFile: { lines: number; where: string };
};

const functionKinds = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Lines of every function of a file, by the line it begins on. */
export function functionLengths(file: SourceFile): { line: number; lines: number }[] {
  // Types become blanks, so that lines keep their numbers.
  const script = stripTypeScriptTypes(file.text, { mode: 'strip' });
  const tree = parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true });
  const lengths: { line: number; lines: number }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
      return;
    }
    if (node === null || typeof node !== 'object' || !('type' in node)) return;
    const { type, loc } = node as Node;
    if (functionKinds.has(type) && loc)
      lengths.push({ line: loc.start.line, lines: loc.end.line - loc.start.line + 1 });
    for (const value of Object.values(node)) visit(value);
  };
  visit(tree);
  return lengths;
}

/** The longest of each kind over the files. */
export function sizesOf(files: readonly SourceFile[]): Sizes {
  const longest: Sizes = { longestFunction: { lines: 0, where: '' }, longestFile: { lines: 0, where: '' } };
  for (const file of files) {
    const lines = file.text.split('\n').length - 1;
    if (lines > longest.longestFile.lines) longest.longestFile = { lines, where: file.path };
    for (const one of functionLengths(file)) {
      if (one.lines > longest.longestFunction.lines) {
        longest.longestFunction = { lines: one.lines, where: `${file.path}:${one.line}` };
      }
    }
  }
  return longest;
}
