/** Processes that hold a bundled server, for tests that kill them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { signal } from '../../src/store/bundled/processes.ts';
import { atEnd, gone, type Started, type StartOptions, startProcess } from './processes.ts';

export const HOLDER = fileURLToPath(new URL('./bundled-holder.ts', import.meta.url));

/** A holder that the test may kill. The server that it leaves behind ends with the test. */
export function hold(t: TestContext, dataDir: string, more: object = {}, start: StartOptions = {}): Started {
  atEnd(t, () => endServerOf(dataDir));
  return startProcess(t, process.execPath, [HOLDER, JSON.stringify({ dataDir, ...more })], start);
}

/** Ends the PostgreSQL that runs on a data folder, if one does. */
export async function endServerOf(dataDir: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return;
  }
  if (signal(pid, 'SIGQUIT')) await gone(pid, 60_000);
}
