/** What the web application is built from, and whether what was built is of today. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIR } from '../../config.ts';

/** Where the built application lies. */
export const WEB_DIST = join(PROJECT_DIR, 'web', 'dist');

/** Everything that the result depends on; the packages by the lockfile that pins them. */
const SOURCES = ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/build.ts', 'package-lock.json'];

/**
 * One text for all sources: any change of any of them changes it. Contents and not times, because a checkout, a copy or an
 * unpacked archive sets times as it likes; some hundred small files are read in about 20 ms.
 */
export function stampOf(root = PROJECT_DIR): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of filesOf(join(root, source)))
      hash.update(`${path.slice(root.length)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  // A file lists itself.
  const entries = /\.\w+$/.test(path) ? null : readdirSync(path, { recursive: true, withFileTypes: true });
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What the application in `dist` was built from; null when there is none. */
export function builtFrom(dist = WEB_DIST): string | null {
  const path = join(dist, '.built');
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
