/** The PostgreSQL process itself: made, started, found, stopped. Nothing here restarts it; that is `open.ts`. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { bundledErrors } from './errors.ts';
import { CHILD_ENVIRONMENT, type Owner, runAs } from './owner.ts';
import { makeOwned, type Places } from './places.ts';
import { commandOf, isRunning, signal } from './processes.ts';
import { SOCKET_PORT } from './settings.ts';

const USER = 'declic';
export const DATABASE = 'declic';

/** What `pg` needs to connect, less the database. */
export type SocketAddress = { host: string; port: number; user: string };

/** A running server: our child or one that an earlier process left. `gone` resolves when it has ended, however it did. */
export type Postmaster = { pid: number; socketDir: string; gone: Promise<void> };

const POLL_MS = 20;
/** Recovery after a crash replays at most `max_wal_size`, seconds; slow disks get a minute before we call it a failure. */
const READY_PATIENCE_MS = 60_000;
/** After kill -9 of the postmaster its backends leave within about a second, and until then refuse a new one. */
const REMAINS_PATIENCE_MS = 10_000;
/** A fast shutdown writes a checkpoint. Past this the immediate one: nothing is lost, the next start replays the log. */
const FAST_STOP_MS = 2_000;
const IMMEDIATE_STOP_MS = 5_000;
const LOG_LIMIT_BYTES = 10_000_000;

export function addressOf(socketDir: string): SocketAddress {
  return { host: socketDir, port: SOCKET_PORT, user: USER };
}

/** Makes the database folder, beside its place and renamed when it is whole. Throws BUNDLED_NOT_MADE, BUNDLED_OTHER_VERSION. */
export function makeDatabase(places: Places, binaries: Binaries, owner: Owner): void {
  const { database } = places;
  if (existsSync(join(database, 'PG_VERSION'))) {
    const found = readFileSync(join(database, 'PG_VERSION'), 'utf8').trim();
    if (Number(found) === binaries.major) return;
    throw bundledErrors.BUNDLED_OTHER_VERSION({ folder: database, found, wanted: binaries.major });
  }
  const draft = `${database}.making`;
  rmSync(draft, { recursive: true, force: true });
  makeOwned(draft, owner);
  // 17 brought a locale of its own that needs nothing of the system; older ones sort by bytes.
  const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--locale=C.UTF-8'] : ['--no-locale'];
  const access = ['--username', USER, '--auth=trust', '--encoding=UTF8', '--no-instructions'];
  const initdb = join(binaries.folder, 'bin', 'initdb');
  const made = runAs(owner, initdb, ['--pgdata', draft, ...locale, ...access]);
  if (!made.ok) throw bundledErrors.BUNDLED_NOT_MADE({ folder: database, reason: made.said });
  renameSync(draft, database);
}

/** Starts a server and waits until it takes connections. Throws BUNDLED_NOT_STARTED with the end of what it said. */
export async function startPostmaster(
  places: Places,
  binaries: Binaries,
  owner: Owner,
  socketDir: string,
  args: string[],
): Promise<Postmaster> {
  const giveUp = Date.now() + REMAINS_PATIENCE_MS;
  for (;;) {
    const begin = startLog(places.log);
    const postmaster = launch(places, binaries, owner, socketDir, args);
    const ready = await whenReady(places.database, postmaster);
    if (ready) return postmaster;
    const said = logSince(places.log, begin);
    const remains = /pre-existing shared memory block|lock file .* already exists/.test(said);
    if (!remains || Date.now() > giveUp) {
      throw bundledErrors.BUNDLED_NOT_STARTED({ reason: lastWords(said), log: places.log });
    }
    await sleep(POLL_MS * 5);
  }
}

function launch(places: Places, binaries: Binaries, owner: Owner, socketDir: string, args: string[]): Postmaster {
  // A file, not a pipe: it goes on taking what the server says when we are gone.
  const log = openSync(places.log, 'a', 0o600);
  // Detached: Ctrl-C in a terminal goes to the whole group, and the database has to outlive what uses it.
  const child = spawn(join(binaries.folder, 'bin', 'postgres'), args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: CHILD_ENVIRONMENT,
    uid: owner.uid,
    gid: owner.gid,
  });
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.unref();
  return { pid: child.pid ?? 0, socketDir, gone };
}

async function whenReady(database: string, postmaster: Postmaster): Promise<boolean> {
  let ended = postmaster.pid === 0;
  void postmaster.gone.then(() => {
    ended = true;
  });
  const giveUp = Date.now() + READY_PATIENCE_MS;
  while (!ended && Date.now() < giveUp) {
    const file = readPostmasterFile(database);
    if (file?.pid === postmaster.pid && file.status === 'ready') return true;
    await sleep(POLL_MS);
  }
  if (!ended) await stopPostmaster(postmaster);
  return false;
}

/** `postmaster.pid`: pid, data folder, start time, port, socket folder, listen address, shared memory, status; one a line. */
export function readPostmasterFile(database: string): { pid: number; socketDir: string; status: string } | null {
  try {
    const lines = readFileSync(join(database, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() } : null;
  } catch {
    return null;
  }
}

/** A server that an earlier process left behind on this folder, once it is ready or gone; null when there is none. */
export async function findOrphan(database: string): Promise<Postmaster | null> {
  const giveUp = Date.now() + READY_PATIENCE_MS;
  for (;;) {
    const file = readPostmasterFile(database);
    if (file === null) return null;
    if (!isPostmasterOf(file.pid, database)) {
      await disownStale(database, file.socketDir);
      return null;
    }
    if (file.status === 'ready') return { pid: file.pid, socketDir: file.socketDir, gone: whenGone(file.pid) };
    if (Date.now() > giveUp) return { pid: file.pid, socketDir: file.socketDir, gone: whenGone(file.pid) };
    await sleep(POLL_MS);
  }
}

/**
 * A pid file whose process is dead, or whose number another process was given since (common in containers), or a zombie that
 * nobody collects. PostgreSQL would refuse to start over the last two. The files are not removed: with them would go the number
 * of the shared memory, by which a new server notices that a backend of the old one still lives and writes. So the dead pid is
 * replaced by ours, which PostgreSQL, being our child, takes for a leftover.
 *
 * Where somebody answers at the socket all the same, he lives beyond our view of processes (another container), and a second
 * server on his files would destroy them.
 */
async function disownStale(database: string, socketDir: string): Promise<void> {
  if (socketDir !== '' && (await socketAnswers(socketDir))) {
    throw bundledErrors.BUNDLED_IN_USE({ folder: database, holder: 'a PostgreSQL of another container or machine' });
  }
  for (const path of [join(database, 'postmaster.pid'), join(socketDir, `.s.PGSQL.${SOCKET_PORT}.lock`)]) {
    if (existsSync(path)) writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(process.pid)));
  }
}

function socketAnswers(socketDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(join(socketDir, `.s.PGSQL.${SOCKET_PORT}`));
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/** True while the pid is a PostgreSQL on this very folder. */
export function isPostmasterOf(pid: number, database: string): boolean {
  return isRunning(pid) && (commandOf(pid)?.includes(` -D ${database} `) ?? false);
}

/** True when the server runs with exactly these arguments (and so with this version's settings). */
export function runsWith(database: string, args: string[]): boolean {
  try {
    const written = readFileSync(join(database, 'postmaster.opts'), 'utf8').trimEnd();
    return written.endsWith(args.map((arg) => ` "${arg}"`).join(''));
  } catch {
    return false;
  }
}

/** Stops a server, child or not: fast, then immediately. Resolves when the process is gone. */
export async function stopPostmaster({ pid, gone }: Pick<Postmaster, 'pid' | 'gone'>): Promise<'fast' | 'immediate'> {
  signal(pid, 'SIGINT');
  if (await goneWithin(gone, FAST_STOP_MS)) return 'fast';
  signal(pid, 'SIGQUIT');
  if (await goneWithin(gone, IMMEDIATE_STOP_MS)) return 'immediate';
  signal(pid, 'SIGKILL');
  await goneWithin(gone, IMMEDIATE_STOP_MS);
  return 'immediate';
}

async function goneWithin(gone: Promise<void>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([gone.then(() => true), late]);
  timer.abort();
  return ended;
}

/** For a process that is not our child: the system does not tell, so we look. */
async function whenGone(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(POLL_MS * 5, undefined, { ref: false });
}

/** Puts a long log aside; the size of what is there. */
function startLog(path: string): number {
  if (!existsSync(path)) return 0;
  const { size } = statSync(path);
  if (size < LOG_LIMIT_BYTES) return size;
  renameSync(path, `${path}.1`);
  return 0;
}

function logSince(path: string, begin: number): string {
  return existsSync(path) ? readFileSync(path).subarray(begin).toString('utf8') : '';
}

/** The last FATAL, else the last lines. */
function lastWords(said: string): string {
  const lines = said.trim().split('\n');
  const fatal = lines.filter((line) => /FATAL|PANIC|error while loading/.test(line)).at(-1);
  return (fatal ?? lines.slice(-2).join(' ')).trim() || 'it ended without a word';
}
