/** The system user under which PostgreSQL runs: ourselves, except that PostgreSQL refuses root. */
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** `uid` and `gid` are set only when the child runs as somebody else than this process. */
export type Owner = { name: string; uid?: number; gid?: number };

export const isRoot = (): boolean => process.getuid?.() === 0;

/** This process's own user. */
export function self(): Owner {
  try {
    return { name: userInfo().username };
  } catch {
    // A container may run under a number that has no name.
    return { name: String(process.getuid?.() ?? 'unknown') };
  }
}

/**
 * Who runs the child when this process is root: the user who owns the database already, else `postgres`, else `declic`, which is
 * made, else `nobody`.
 */
export function unprivilegedOwner(databaseOwner: { uid: number; gid: number } | null): Owner {
  if (databaseOwner !== null && databaseOwner.uid !== 0) return { name: nameOf(databaseOwner.uid), ...databaseOwner };
  return (
    lookUp('postgres') ??
    lookUp('declic') ??
    makeDeclicUser() ??
    lookUp('nobody') ?? { name: 'nobody', uid: 65_534, gid: 65_534 }
  );
}

/** Runs a short program as the owner, from the root folder: the current one may be closed to that user. */
export function runAs(owner: Owner, file: string, args: string[]): { ok: boolean; said: string } {
  const result = spawnSync(file, args, {
    cwd: '/',
    encoding: 'utf8',
    uid: owner.uid,
    gid: owner.gid,
    env: CHILD_ENVIRONMENT,
  });
  const said = `${result.error?.message ?? ''}${result.stderr ?? ''}`.trim();
  return { ok: result.error === undefined && result.status === 0, said };
}

/** All that a child gets: PG* variables of the operator's shell (PGDATA, PGOPTIONS…) must not reach a server that is ours. */
export const CHILD_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

/** The numeric ids of a user by name, or null. */
function lookUp(name: string): Owner | null {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
  if (uid.status !== 0 || gid.status !== 0) return null;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

export function nameOf(uid: number): string {
  const result = spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : String(uid);
}

function makeDeclicUser(): Owner | null {
  const args = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    'declic',
  ];
  return spawnSync('useradd', args).status === 0 ? lookUp('declic') : null;
}
