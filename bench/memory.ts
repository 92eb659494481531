/** How much memory a benchmark took at most: the server's process beside what it may take, its database beside its settings. */
import { readFileSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverSettings, thisMachine } from '../src/store/bundled/settings.ts';
import { processTree, proportionalBytes } from '../test/support/memory.ts';
import { type Figure, figure } from './harness.ts';

const MB = 2 ** 20;
/** What the server's process may take. */
const SERVER_MOST_MB = 600;
/** Looking at every process of the database takes it milliseconds, so it is done seldom. */
const LOOK_EVERY_MS = 5_000;

const servers = new Map<number, number>();

/** A process whose memory counts as the server's. */
export const watchServer = (pid: number): void => void servers.set(pid, 0);

/** What it took at most, noted before it ends. */
export const noteServer = (pid: number): void => void servers.set(pid, Math.max(servers.get(pid) ?? 0, highest(pid)));

/** The most that a process ever held, in MB; 0 when it is gone. */
function highest(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/**
 * Runs `work` and answers its figures with two more. Where no server was started the engine ran in this process, and its memory is
 * that of the benchmark: more than a server's, for what is to be sent or seeded is held here too.
 */
export async function withMemory(name: string, work: () => Promise<Figure[]>): Promise<Figure[]> {
  servers.clear();
  // Begins the count of the most anew (proc(5), clear_refs).
  writeFileSync('/proc/self/clear_refs', '5');
  let database = 0;
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      database = Math.max(database, databaseNow());
      await sleep(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  const figures = await work();
  over.abort();
  await watching;
  const server = servers.size > 0 ? Math.max(...servers.values()) : highest(process.pid);
  const most = (of: string, value: number, raw: number, rawIs: string) =>
    figure({ name: `memory/${name}/${of}`, value, unit: 'MB', raw, rawIs, goal: 1, lowerIsBetter: true });
  return [
    ...figures,
    most(servers.size > 0 ? 'server' : 'bench-with-engine', server, SERVER_MOST_MB, 'what it may take'),
    most('database', database, databaseMost(), 'its buffers, and work and maintenance memory for what runs at once'),
  ];
}

/** MB of all processes of PostgreSQL below this one, what they share counted once. */
function databaseNow(): number {
  const bytes = processTree([process.pid]).filter(isPostgres).map(proportionalBytes);
  return bytes.reduce((sum, one) => sum + one, 0) / MB;
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

/** Sessions that sort at once, their helpers included, in the worst case that the program makes. */
const SORTS_AT_ONCE = 6;
/** What a process of PostgreSQL holds before it does anything, times those of a busy server. */
const PROCESSES_MB = 120;

/** MB that the settings of the bundled server let it take. */
function databaseMost(): number {
  const settings = serverSettings(thisMachine(), 18, '');
  const mb = (name: string) => Number.parseInt(settings[name]!, 10);
  const most = mb('shared_buffers') + SORTS_AT_ONCE * mb('work_mem') + mb('maintenance_work_mem') + PROCESSES_MB;
  return Math.min(most, totalmem() / MB);
}
