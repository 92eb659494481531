/**
 * The bundled PostgreSQL from opening to stop.
 *
 *     opening ──▶ running ──(child gone, or its session lost)──▶ reviving ──▶ running
 *                    │                                              │ fails too often
 *                    └── stop() ──▶ stopping ──▶ stopped            └──▶ lost
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeclicError } from '../../errors.ts';
import { type Binaries, locateBinaries, usableBinaries } from './binaries.ts';
import { bundledErrors } from './errors.ts';
import { holdDatabase, type LockSession, takePidFile } from './guard.ts';
import { isRoot, type Owner, self, unprivilegedOwner } from './owner.ts';
import {
  databaseOwner,
  makeDataFolder,
  makeSocketFolder,
  OPEN_HOME,
  type Places,
  placeDatabase,
  refuseForeignDatabase,
  removeSocketFolder,
  settlePlace,
} from './places.ts';
import { isRunning, signal } from './processes.ts';
import {
  addressOf,
  DATABASE,
  findOrphan,
  makeDatabase,
  type Postmaster,
  runsWith,
  startPostmaster,
  stopPostmaster,
} from './server.ts';
import { serverArguments, serverSettings, thisMachine } from './settings.ts';

/** How the bundled server is opened; only `dataDir` and `log` are needed. */
export type BundledOptions = {
  /** Absolute, or relative to the current folder. */
  dataDir: string;
  /** Takes one line in plain words, now and then. */
  log: (line: string) => void;
  /** Other binaries than those of the platform's package. */
  binaries?: Binaries;
  /** Settings of PostgreSQL that replace ours. */
  settings?: Record<string, string>;
  /** Where data and binaries go when the checkout is closed to the child's user. */
  openHome?: string;
};

/** What befell the server while it ran: it was started again, its session was renewed, or it could not be brought back. */
export type ChildEvent = 'restarted' | 'reconnected' | 'lost';

/** A running bundled server. */
export type Bundled = {
  /** For `pg`: a socket folder as host. */
  connection: { host: string; port: number; user: string; database: string };
  /** The same as an address that libpq and `pg` read. */
  url: string;
  /** Pid of the PostgreSQL process in service now. */
  pid: () => number;
  /** True when this opening took over a server that an earlier process had left. */
  adopted: boolean;
  /** Called after the server ended by itself and was (or could not be) brought back. Returns what unsubscribes. */
  onChildExit: (listener: (event: ChildEvent) => void) => () => void;
  /** Stops the server and gives the folder back. Safe to call twice. */
  stop: () => Promise<void>;
};

/** A server that dies more often than this within the window has a reason that another start does not cure. */
const MOST_RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;
const RETRY_MS = 200;
const FOLDER_PATIENCE_MS = 3_000;
const RECONNECT_PATIENCE_MS = 30_000;

type Ground = { places: Places; binaries: Binaries; owner: Owner; argsFor: (socketDir: string) => string[] };

/**
 * Opens the bundled server on a data folder: makes the database the first time, adopts a server that a killed process left,
 * starts one else. Throws BUNDLED_IN_USE while another process has the folder, and the other BUNDLED_* errors.
 */
export async function openBundled(options: BundledOptions): Promise<Bundled> {
  const dataDir = resolve(options.dataDir);
  const giveBack = await ownFolder(dataDir);
  try {
    const ground = prepare({ ...options, dataDir });
    const { postmaster, adopted } = await adoptOrStart(ground, options.log);
    try {
      const session = await holdDatabase(addressOf(postmaster.socketDir), dataDir);
      return watch(ground, postmaster, session, adopted, dataDir, options.log, giveBack);
    } catch (error) {
      if (!adopted) await stopPostmaster(postmaster);
      throw error;
    }
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** Makes the folder and takes it. What the system refuses of that (rights, a file in its place, a full disk) is a sentence. */
async function ownFolder(dataDir: string): Promise<() => void> {
  try {
    makeDataFolder(dataDir, isRoot());
    return await takeFolder(dataDir);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw bundledErrors.BUNDLED_NO_FOLDER(
      { folder: dataDir, reason: `${syscall} ended with ${code}` },
      { cause: error },
    );
  }
}

/** A process that is just stopping gives the folder back within moments: a restart that overlaps waits for it. */
async function takeFolder(dataDir: string): Promise<() => void> {
  const giveUp = Date.now() + FOLDER_PATIENCE_MS;
  for (;;) {
    try {
      return takePidFile(dataDir);
    } catch (error) {
      if (!isDeclicError(error, 'BUNDLED_IN_USE') || Date.now() > giveUp) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** Everything that is true before a process runs: who, where, with which binaries, on which database. */
function prepare(options: BundledOptions): Ground {
  const { dataDir, log, openHome = OPEN_HOME } = options;
  const owner = isRoot() ? unprivilegedOwner(databaseOwner(dataDir)) : self();
  if (!isRoot()) refuseForeignDatabase(dataDir, owner);
  const found = options.binaries ?? locateBinaries();
  const binaries = usableBinaries(found, owner, isRoot() ? openHome : dataDir, log);
  const places = placeDatabase(dataDir, owner, openHome, log);
  makeDatabase(places, binaries, owner);
  settlePlace(places);
  const argsFor = (socketDir: string) =>
    serverArguments(places.database, {
      ...serverSettings(thisMachine(), binaries.major, socketDir),
      // Shown beside each process by ps; also tells a left server of another version from ours.
      cluster_name: `declic ${binaries.version}`,
      ...options.settings,
    });
  return { places, binaries, owner, argsFor };
}

async function adoptOrStart(ground: Ground, log: (line: string) => void) {
  const { places, binaries, owner, argsFor } = ground;
  const orphan = await findOrphan(places.database);
  if (orphan !== null) {
    if (existsSync(orphan.socketDir) && runsWith(places.database, argsFor(orphan.socketDir))) {
      log(`PostgreSQL (pid ${orphan.pid}) was left running by a process that was killed; it goes on.`);
      return { postmaster: orphan, adopted: true };
    }
    await stopPostmaster(orphan);
    removeSocketFolder(orphan.socketDir);
  }
  const socketDir = makeSocketFolder(places.home, owner);
  return { postmaster: await startPostmaster(places, binaries, owner, socketDir, argsFor(socketDir)), adopted: false };
}

function watch(
  ground: Ground,
  first: Postmaster,
  firstSession: LockSession,
  adopted: boolean,
  dataDir: string,
  log: (line: string) => void,
  giveBack: () => void,
): Bundled {
  const address = addressOf(first.socketDir);
  const listeners = new Set<(event: ChildEvent) => void>();
  const restarts: number[] = [];
  let postmaster = first;
  let session: LockSession | null = firstSession;
  let stopping: Promise<void> | null = null;
  let reviving: Promise<void> | null = null;

  // The last resort of a process that ends without stop(): the server is told, and leaves on its own.
  const onExit = () => void signal(postmaster.pid, 'SIGINT');
  process.once('exit', onExit);

  const tell = (event: ChildEvent) => {
    for (const listener of listeners) listener(event);
  };
  const observe = () => {
    const seen = { postmaster, session };
    const lost = () => {
      const current = seen.postmaster === postmaster && seen.session === session;
      if (stopping === null && reviving === null && current) {
        reviving = revive().finally(() => {
          reviving = null;
        });
      }
    };
    void postmaster.gone.then(lost);
    session?.onEnd(lost);
  };
  const revive = async () => {
    session = null;
    try {
      // The sessions end a moment before the process does, and a server that is going down must not be taken for a living one.
      await Promise.race([postmaster.gone, sleep(RETRY_MS)]);
      const event = isRunning(postmaster.pid) ? 'reconnected' : 'restarted';
      if (event === 'restarted') {
        noteRestart(restarts, ground.places.log);
        log(`PostgreSQL (pid ${postmaster.pid}) ended unexpectedly; it is started again.`);
        const { places, binaries, owner, argsFor } = ground;
        postmaster = await startPostmaster(places, binaries, owner, first.socketDir, argsFor(first.socketDir));
      }
      session = await reconnect(
        () => holdDatabase(address, dataDir),
        () => stopping !== null,
      );
      observe();
      tell(event);
    } catch (error) {
      if (stopping !== null) return;
      log((error as Error).message);
      tell('lost');
    }
  };
  const stop = async () => {
    await reviving;
    await session?.release();
    if ((await stopPostmaster(postmaster)) === 'immediate') {
      log('PostgreSQL was stopped before its last checkpoint; the next start replays its log.');
    }
    process.off('exit', onExit);
    removeSocketFolder(first.socketDir);
    giveBack();
  };
  observe();
  return {
    connection: { ...address, database: DATABASE },
    url: `postgresql://${address.user}@${encodeURIComponent(address.host)}:${address.port}/${DATABASE}`,
    pid: () => postmaster.pid,
    adopted,
    onChildExit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Throws BUNDLED_NOT_STARTED when the server has died too often lately. */
function noteRestart(restarts: number[], logPath: string): void {
  const now = Date.now();
  restarts.push(now);
  const recent = restarts.filter((at) => at > now - RESTART_WINDOW_MS);
  if (recent.length > MOST_RESTARTS) {
    const reason = `it ended ${recent.length} times within a minute`;
    throw bundledErrors.BUNDLED_NOT_STARTED({ reason, log: logPath });
  }
}

/** While PostgreSQL recovers from the crash of one of its processes it refuses connections for a while. */
async function reconnect(open: () => Promise<LockSession>, cancelled: () => boolean): Promise<LockSession> {
  const giveUp = Date.now() + RECONNECT_PATIENCE_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (cancelled() || Date.now() > giveUp) throw error;
      await sleep(RETRY_MS);
    }
  }
}
