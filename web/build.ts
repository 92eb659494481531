/**
 * Builds the application into `dist/`: beside it first, then put in its place at once, so that a server that runs never shows half
 * of one. What browsers take compressed is compressed here, once.
 * What it was built from is kept in dist/.built: the next start of the server builds again when that has changed.
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { stampOf } from '../src/api/web/sources.ts';

const here = import.meta.dirname;
const dist = join(here, 'dist');
// Before the build: what is changed while it runs is not in it.
const stamp = stampOf();
const draft = mkdtempSync(join(here, '.dist-'));

/** Files that are worth it; fonts and images are compressed as they are. */
const COMPRESSIBLE = /\.(js|css|html|svg|json)$/;
const WORTH_BYTES = 1_000;
/** The best compression takes a second for so much; the editors, which are larger, come when they are opened. */
const MOST_FOR_BEST = 500_000;

try {
  await build({
    configFile: join(here, 'vite.config.ts'),
    build: { outDir: draft, emptyOutDir: true },
    logLevel: 'warn',
  });
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    if (bytes.length < WORTH_BYTES) continue;
    const quality = bytes.length <= MOST_FOR_BEST ? 11 : 9;
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
  writeFileSync(join(draft, '.built'), stamp);
  chmodSync(draft, 0o755);
  rmSync(dist, { recursive: true, force: true });
  renameSync(draft, dist);
} catch (error) {
  rmSync(draft, { recursive: true, force: true });
  throw error;
}
