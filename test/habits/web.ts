/** What holds for the sources of the web application: whom they import, and that every text stands in both languages. */
import { parseSync } from 'vite';
import type { SourceFile } from './tree.ts';

const CONTRACT = 'src/api/contract.ts';
/** An import that stays when types are gone. */
const imports = /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s*'([^']+)'/g;

/** Imports that leave `web/` for anything but the types of the contract. */
export function brokenArrows(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(imports)].flatMap(([, , type, from]) => {
      const left = /(?:^|\/)((?:src|test|bench|examples|scripts)\/.*)$/.exec(outOfWeb(path, from!) ?? '')?.[1];
      if (left === undefined) return [];
      if (left !== CONTRACT) return [`${path} imports ${left}: of the server the application knows ${CONTRACT} alone`];
      return type ? [] : [`${path} imports values of ${CONTRACT}: write “import type”`];
    }),
  );
}

/** Where an import leads from the project's root when it leaves `web/`. */
function outOfWeb(path: string, from: string): string | null {
  if (!from.startsWith('.')) return null;
  const parts = path.split('/').slice(0, -1);
  for (const step of from.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts[0] === 'web' ? null : parts.join('/');
}

export type Words = Record<string, string>;
type Nested = { [key: string]: string | Nested };

/** `{ a: { b: 'x' } }` → `{ 'a.b': 'x' }`. */
export function flat(words: Nested, above = ''): Words {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value]] : Object.entries(flat(value, `${above}${key}.`)),
    ),
  );
}

/** Forms of a count; French has one more, for millions. */
const FORMS = { fr: ['one', 'many', 'other'], en: ['one', 'other'] } as const;
const counted = /_(zero|one|two|few|many|other)$/;

/** Keys as the pages write them: without the forms of counts. */
const keysOf = (words: Words): Set<string> => new Set(Object.keys(words).map((key) => key.replace(counted, '')));
const holesOf = (text: string): string =>
  [...text.matchAll(/\{\{\s*(\w+)/g)]
    .map(([, name]) => name)
    .sort()
    .join();

/** Keys of a room that one language lacks, with other holes, without a form, or left untranslated. */
export function wordFaults(room: string, fr: Words, en: Words, same: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  for (const [language, words] of [
    ['fr', fr],
    ['en', en],
  ] as const) {
    const other = keysOf(language === 'fr' ? en : fr);
    for (const key of keysOf(words)) {
      if (!other.has(key)) faults.push(`${room}: “${key}” stands in ${language} only`);
      const forms = Object.keys(words).filter((one) => one !== key && one.replace(counted, '') === key);
      const lacking = forms.length === 0 ? [] : FORMS[language].filter((form) => !forms.includes(`${key}_${form}`));
      if (lacking.length > 0) faults.push(`${room}: “${key}” in ${language} lacks ${lacking.join(' and ')}`);
    }
    for (const [key, text] of Object.entries(words))
      if (text.trim() === '') faults.push(`${room}: “${key}” in ${language} is empty`);
  }
  for (const [key, text] of Object.entries(fr)) {
    if (en[key] === undefined) continue;
    if (holesOf(text) !== holesOf(en[key]))
      faults.push(`${room}: “${key}” takes other values in French than in English`);
    const letters = /\p{L}{3}/u.test(text.replace(/\{\{.*?\}\}/g, ''));
    if (letters && text === en[key] && !same.has(text)) faults.push(`${room}: “${key}” is “${text}” in both languages`);
  }
  return faults;
}

/** Keys that a file asks for; a key with a hole (`t(`state.${x}`)`) asks for all that begin so. */
export function askedKeys(
  file: SourceFile,
  constants: Record<string, string>,
): { room: string; key: string; open: boolean }[] {
  const rooms = new Map<string, string>();
  for (const [, name, quoted, constant] of file.text.matchAll(/(\w+)(?: = |: )useWords\((?:'(\w+)'|(\w+))\)/g))
    rooms.set(name!, quoted ?? constants[constant!] ?? `the unknown constant ${constant}`);
  // Functions that are given the words of the frame: t: Say, room named beside it in a comment.
  for (const [, name, room] of file.text.matchAll(/(\w+): (?:Say|ReturnType<typeof useWords>),? \/\* (\w+) \*\//g))
    rooms.set(name!, room!);
  return [...rooms].flatMap(([name, room]) => {
    const calls = file.text.matchAll(
      new RegExp(`(?<![\\w.])${name}\\(\\s*(?:'([^']*)'|\`([^\`]*)\`|([^)]*?[^,)\\s])[,)])`, 'g'),
    );
    return [...calls].flatMap(([, quoted, template, computed]) => {
      if (quoted !== undefined) return [{ room, key: quoted, open: false }];
      if (template !== undefined) return [{ room, key: template.split('${')[0]!, open: template.includes('${') }];
      // `t(open ? 'a' : 'b')`
      return [...computed!.matchAll(/'([^']+)'/g)].map(([, key]) => ({ room, key: key!, open: false }));
    });
  });
}

/** Keys that are asked for and missing, and those that nobody asks for. */
export function useFaults(rooms: ReadonlyMap<string, Words>, asked: ReturnType<typeof askedKeys>): string[] {
  const faults: string[] = [];
  const used = new Map([...rooms.keys()].map((room) => [room, new Set<string>()]));
  for (const { room, key, open } of asked) {
    const known = rooms.get(room);
    const fitting = [...keysOf(known ?? {})].filter((one) => (open ? one.startsWith(key) : one === key));
    if (fitting.length === 0) faults.push(`“${key}” is asked of ${room} and is not there`);
    for (const one of fitting) used.get(room)!.add(one);
  }
  for (const [room, words] of rooms)
    for (const key of keysOf(words)) if (!used.get(room)!.has(key)) faults.push(`${room}: nobody asks for “${key}”`);
  return faults;
}

/** Rooms whose errors end a command or a start: no screen is there to show them. */
const OFF_SCREEN = new Set(['cli', 'config', 'secret', 'store', 'store/backup', 'store/bundled']);
/** Failures that the application finds by itself. */
const OWN_ERROR = /^WEB_/;

type Declared = { code: string; room: string; sentence: string; todo: string };

/** Errors that a screen may show and that a language lacks, that say only half, or that name what the error does not know. */
export function errorWordFaults(errors: readonly Declared[], languages: Record<string, Words>): string[] {
  const shown = errors.filter(({ room }) => !OFF_SCREEN.has(room));
  const known = new Map(shown.map((error) => [`errors.${error.code}`, error]));
  return Object.entries(languages).flatMap(([language, words]) => {
    const said = Object.keys(words).filter((key) => key.startsWith('errors.') && !OWN_ERROR.test(key.slice(7)));
    const unknown = said.filter((key) => !known.has(key)).map((key) => `${language}: no error is called “${key}”`);
    const faults = [...known].flatMap(([key, { code, sentence, todo }]) => {
      const text = words[key];
      if (text === undefined) return [`${language}: the frame has no words “errors.${code}”`];
      const params = new Set([...`${sentence} ${todo}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      const holes = [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name!);
      const strange = holes.filter((name) => !params.has(name)).map((name) => `${language}: ${code} has no “${name}”`);
      const half = /[.:;,!}] ?\s\S.*\.$/s.test(text)
        ? []
        : [`${language}: ${code} says what is wrong or what to do, not both`];
      return [...strange, ...half];
    });
    return [...unknown, ...faults];
  });
}

/** Attributes that people read or hear. */
const READ = new Set([
  'label',
  'title',
  'placeholder',
  'description',
  'alt',
  'aria-label',
  'text',
  'verb',
  'nothingFoundMessage',
]);
/** The name of the product is the same everywhere. */
const NAMES = new Set(['Déclic']);

type Node = { type: string; [key: string]: unknown };

/** Texts written into the JSX, where they have one language only. */
export function literalTexts(file: SourceFile): string[] {
  const { program } = parseSync(file.path, file.text);
  const faults: string[] = [];
  const tell = (text: string) => {
    if (/\p{L}{2}/u.test(text) && !NAMES.has(text.trim())) faults.push(`${file.path}: “${text.trim()}”`);
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
      return;
    }
    if (node === null || typeof node !== 'object' || !('type' in node)) return;
    const { type, value, name, expression } = node as Node & { name?: { name?: string }; expression?: Node };
    if (type === 'JSXText') tell(String(value));
    if (type === 'JSXExpressionContainer' && expression?.type === 'Literal' && typeof expression.value === 'string')
      tell(expression.value);
    if (type === 'JSXAttribute' && READ.has(name?.name ?? '') && (value as Node | null)?.type === 'Literal')
      tell(String((value as Node).value));
    for (const inside of Object.values(node)) visit(inside);
  };
  visit(program);
  return faults;
}
