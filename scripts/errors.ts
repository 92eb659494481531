/**
 * Writes docs/ERRORS.md from the registry: `node scripts/errors.ts`; with `--check` it only compares, and fails on a difference.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type RegisteredError, registeredErrors } from '../src/errors.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const PAGE = fileURLToPath(new URL('../docs/ERRORS.md', import.meta.url));

/** Loads every module that declares errors: the rooms' `errors.ts`, and two files that have no room. */
export async function declaredErrors(): Promise<RegisteredError[]> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('/errors.ts') || ['config.ts', 'secret.ts'].includes(file),
  );
  for (const file of files.sort()) await import(pathToFileURL(join(SRC, file)).href);
  return registeredErrors();
}

/** The page, from the registry; pure. */
export function errorsPage(errors: RegisteredError[]): string {
  const rooms = [...new Set(errors.map(({ room }) => room))];
  const sections = rooms.map((room) => {
    const rows = errors.filter((error) => error.room === room).map(row);
    return `## ${room}\n\n| code | status | what is wrong | what to do |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const head =
    '# Errors\n\nEvery error that Déclic answers with, by room. Made from the registry by `node scripts/errors.ts`; do not edit.\n';
  return `${[head, ...sections].join('\n')}`;
}

/** What the page on disk holds; empty when there is none. */
export function writtenPage(): string {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch {
    return '';
  }
}

function row({ code, status, sentence, todo }: RegisteredError): string {
  const cells = [`\`${code}\``, String(status), sentence, todo];
  return `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

if (import.meta.main) {
  const page = errorsPage(await declaredErrors());
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(PAGE), { recursive: true });
    writeFileSync(PAGE, page);
  } else if (page !== writtenPage()) {
    console.error('docs/ERRORS.md differs from the registry. Run “node scripts/errors.ts”.');
    process.exitCode = 1;
  }
}
