/**
 * Where the pieces lie:
 *
 *     data/                   ours; 0700, or 0711 where the child runs as another user and must pass
 *       postgres/             the database, 0700, the child's — or a link to where it was moved
 *       run/                  the socket, 0700, the child's — or a short temporary folder
 *       postgres.log          what the child says
 *       declic.pid            who uses the folder
 */

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bundledErrors } from './errors.ts';
import { nameOf, type Owner, runAs } from './owner.ts';
import { SOCKET_PORT } from './settings.ts';

/** Where data and binaries go when the checkout is closed to the child's user. */
export const OPEN_HOME = '/var/lib/declic';
/** A socket's path ends at 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET_PATH = 100;
const TEMPORARY_PREFIX = '/tmp/declic-';

/** `draftLink` is there while a moved database is not made yet: it becomes the link once it is. */
export type Places = { home: string; database: string; log: string; draftLink: string | null };

/** Makes the data folder if need be. */
export function makeDataFolder(dataDir: string, childIsOther: boolean): void {
  mkdirSync(dirname(dataDir), { recursive: true });
  if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 });
  // To pass through is all that the child may do here; the list of names stays closed.
  if (childIsOther) chmodSync(dataDir, (statSync(dataDir).mode & 0o777) | 0o011);
}

/** The user who owns the database in this folder, following the link of a moved one; null where there is none yet. */
export function databaseOwner(dataDir: string): { uid: number; gid: number } | null {
  const path = join(dataDir, 'postgres');
  if (!existsSync(path)) return null;
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

/** A database of somebody else cannot be run by an ordinary user. Throws BUNDLED_WRONG_OWNER. */
export function refuseForeignDatabase(dataDir: string, me: Owner): void {
  const found = databaseOwner(dataDir);
  if (found === null || found.uid === process.getuid?.()) return;
  throw bundledErrors.BUNDLED_WRONG_OWNER({ folder: dataDir, owner: nameOf(found.uid), user: me.name });
}

/**
 * Decides where the database lies: in the data folder, or, where the way to it is closed to the child's user, in a new folder
 * under `openHome` that a link in the data folder points to.
 */
export function placeDatabase(dataDir: string, owner: Owner, openHome: string, log: (line: string) => void): Places {
  const link = join(dataDir, 'postgres');
  const draftLink = `${link}.moving`;
  const moved = linkTarget(link);
  if (moved !== null) {
    // A new empty database in its place would look like one that works.
    if (!existsSync(moved)) throw bundledErrors.BUNDLED_LOST({ link, target: moved });
    return placesIn(dirname(moved), null);
  }
  if (owner.uid === undefined || canEnter(owner, dataDir)) return placesIn(dataDir, null);
  if (existsSync(link)) {
    const reason = 'the database lies in the first';
    throw bundledErrors.BUNDLED_NO_PLACE({ user: owner.name, folder: dataDir, other: openHome, reason });
  }
  const begun = linkTarget(draftLink);
  const home = begun === null ? join(openHome, randomBytes(4).toString('hex')) : dirname(begun);
  makeOpenHome(home, openHome, owner, dataDir);
  log(`The database lies in ${home}, because the system user ${owner.name}, who runs it, may not enter ${dataDir}.`);
  if (begun === null) symlinkSync(join(home, 'postgres'), draftLink);
  return placesIn(home, draftLink);
}

/** Once the database is made: the draft link gets its name. */
export function settlePlace(places: Places): void {
  if (places.draftLink !== null) renameSync(places.draftLink, places.draftLink.replace(/\.moving$/, ''));
}

function makeOpenHome(home: string, openHome: string, owner: Owner, dataDir: string): void {
  let reason = 'the way to the second is closed';
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    chmodSync(openHome, 0o755);
    chmodSync(home, 0o711);
    if (canEnter(owner, home)) return;
  } catch (error) {
    reason = (error as Error).message;
  }
  throw bundledErrors.BUNDLED_NO_PLACE({ user: owner.name, folder: dataDir, other: openHome, reason });
}

/** Makes a folder that belongs to the owner, 0700. */
export function makeOwned(path: string, owner: Owner): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid);
}

/** A folder for the socket: `run` in the home, else a short temporary one. */
export function makeSocketFolder(home: string, owner: Owner): string {
  const usual = join(home, 'run');
  const length = Buffer.byteLength(join(usual, `.s.PGSQL.${SOCKET_PORT}`));
  const folder = length <= LONGEST_SOCKET_PATH ? usual : mkdtempSync(TEMPORARY_PREFIX);
  makeOwned(folder, owner);
  return folder;
}

/** Takes a temporary socket folder away; any other stays. */
export function removeSocketFolder(folder: string): void {
  if (folder.startsWith(TEMPORARY_PREFIX)) rmSync(folder, { recursive: true, force: true });
}

function placesIn(home: string, draftLink: string | null): Places {
  return { home, database: join(home, 'postgres'), log: join(home, 'postgres.log'), draftLink };
}

function linkTarget(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}

function canEnter(owner: Owner, folder: string): boolean {
  return runAs(owner, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).ok;
}
