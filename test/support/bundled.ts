/** Processes that hold a bundled server, for tests that kill them. */
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { signal } from '../../src/store/bundled/processes.ts';
import { isPostmasterOf, readPostmasterFile } from '../../src/store/bundled/server.ts';
import { atEnd, gone, type Started, type StartOptions, startProcess } from './processes.ts';

export const HOLDER = fileURLToPath(new URL('./bundled-holder.ts', import.meta.url));

/** A holder that the test may kill. The server that it leaves behind ends with the test. */
export function hold(t: TestContext, dataDir: string, more: object = {}, start: StartOptions = {}): Started {
  atEnd(t, () => endServerOf(dataDir));
  return startProcess(t, process.execPath, [HOLDER, JSON.stringify({ dataDir, ...more })], start);
}

/** Ends the PostgreSQL that runs on a data folder, if one does. A file that is just being written names nobody: 0 would be all of us. */
export async function endServerOf(dataDir: string): Promise<void> {
  const database = join(dataDir, 'postgres');
  const file = readPostmasterFile(database);
  if (file === null || !isPostmasterOf(file.pid, database)) return;
  if (signal(file.pid, 'SIGQUIT')) await gone(file.pid, 60_000);
}
