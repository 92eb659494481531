/** What a file gives to others and nobody takes. */
import { posix } from 'node:path';
import { parseSync } from 'vite';
import type { SourceFile } from './tree.ts';

type Module = {
  /** Names that the file gives, with the module and name that they come from where they are passed on. */
  gives: { name: string; isType: boolean; from: string | null; as: string | null }[];
  /** Names that it takes of modules; `*` for all of them. */
  takes: { from: string; name: string }[];
};

/** Values that are exported and that no other file imports, one sentence each. A type says what a value is, and may stand at a door with it. */
export function unusedExports(files: readonly SourceFile[]): string[] {
  const modules = new Map(files.map((file) => [file.path, moduleOf(file)]));
  const taken = new Set<string>();
  for (const { takes, gives } of modules.values()) {
    for (const { from, name } of takes) taken.add(`${from} ${name}`);
    for (const { from, as } of gives) if (from !== null) taken.add(`${from} ${as}`);
  }
  return [...modules].flatMap(([path, { gives }]) =>
    gives
      .filter(({ name, isType }) => !isType && name !== '*' && !taken.has(`${path} ${name}`) && !taken.has(`${path} *`))
      .map(({ name }) => `${path} exports “${name}”, which nobody imports`),
  );
}

function moduleOf({ path, text }: SourceFile): Module {
  const { module } = parseSync(path, text);
  const resolved = (from: string) => (from.startsWith('.') ? posix.join(posix.dirname(path), from) : from);
  const takes = module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(({ importName: { kind, name } }) => ({
      from: resolved(moduleRequest.value),
      name: kind === 'Name' ? name! : kind === 'Default' ? 'default' : '*',
    })),
  );
  // What is loaded while the program runs is taken whole: which of it is used cannot be told from here.
  for (const { moduleRequest } of module.dynamicImports) {
    const said = text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, '');
    takes.push({ from: resolved(said), name: '*' });
  }
  const gives = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName, importName, moduleRequest, isType }) => ({
      isType,
      name: exportName.kind === 'Default' ? 'default' : (exportName.name ?? '*'),
      from: moduleRequest ? resolved(moduleRequest.value) : null,
      as: importName.kind === 'Name' ? importName.name : '*',
    })),
  );
  return { gives, takes };
}
