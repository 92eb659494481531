/**
 * One process per data folder. Two things say so, because each has a hole that the other closes: the pid file is there before a
 * database is (two first starts at once) but says nothing to a process that cannot see our pids (another container on the same
 * folder); the advisory lock of a session says it to everybody who can reach the database, and ends with its holder.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { bundledErrors } from './errors.ts';
import { isRunning, startOf } from './processes.ts';
import { DATABASE, type SocketAddress } from './server.ts';

/** Any constant: the key of the advisory lock, in the database `postgres`, which nothing else uses. */
const LOCK_KEY = 7_301_000;
/** How long a lock may outlive its holder: the backend of a killed process notices the closed socket at its next read. */
const LOCK_PATIENCE_MS = 3_000;
const RETRY_MS = 50;

type PidFile = { pid: number; started: string | null };

/** Takes the folder's pid file; throws BUNDLED_IN_USE while its process lives. Returns what gives it back. */
export function takePidFile(dataDir: string): () => void {
  const path = join(dataDir, 'declic.pid');
  const mine: PidFile = { pid: process.pid, started: startOf(process.pid) };
  const draft = `${path}.${process.pid}`;
  // Written whole beside its place, then linked: a reader never sees half of it, and only one link succeeds.
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, path);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      setAsideIfDead(path, dataDir);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead process's file away by a rename, so that of two starts that both find it dead only one goes on. */
function setAsideIfDead(path: string, dataDir: string): void {
  const holder = readPidFile(path);
  if (holder !== null && isHolderAlive(holder)) {
    throw bundledErrors.BUNDLED_IN_USE({ folder: dataDir, holder: `pid ${holder.pid}` });
  }
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readPidFile(aside);
  // The other start was quicker, and what was moved is its living file: put it back.
  if (moved !== null && isHolderAlive(moved)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function isHolderAlive({ pid, started }: PidFile): boolean {
  if (pid === process.pid) return started === startOf(pid);
  return isRunning(pid) && (started === null || startOf(pid) === started);
}

function readPidFile(path: string): PidFile | null {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8')) as PidFile;
    return Number.isInteger(pid) ? { pid, started: started ?? null } : null;
  } catch {
    return null;
  }
}

/** The session that holds the lock. It also makes the database at the first start. */
export type LockSession = { onEnd: (listener: () => void) => void; release: () => Promise<void> };

/** Opens the session that says “this database is taken”. Throws BUNDLED_IN_USE when another process holds it. */
export async function holdDatabase(address: SocketAddress, dataDir: string): Promise<LockSession> {
  const client = new pg.Client({ ...address, database: 'postgres', application_name: `declic server ${process.pid}` });
  let ended = false;
  const listeners: (() => void)[] = [];
  // Without a listener an error of an idle session would end the process.
  client.on('error', () => {});
  client.on('end', () => {
    ended = true;
    for (const listener of listeners) listener();
  });
  await client.connect();
  try {
    await takeLock(client, dataDir);
    const there = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (there.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    onEnd: (listener) => {
      if (ended) listener();
      else listeners.push(listener);
    },
    release: async () => {
      listeners.length = 0;
      if (!ended) await client.end();
    },
  };
}

async function takeLock(client: pg.Client, dataDir: string): Promise<void> {
  const giveUp = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as taken', [LOCK_KEY]);
    if (rows[0].taken) return;
    if (Date.now() > giveUp) throw bundledErrors.BUNDLED_IN_USE({ folder: dataDir, holder: await holderOf(client) });
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.objid = $1`,
    [LOCK_KEY],
  );
  return rows[0]?.name ?? 'whose name is unknown';
}
