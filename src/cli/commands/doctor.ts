/** What `declic db doctor` looks at. Each check says what it found, and what to do where that is not well. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { appliedMigrations, knownMigrations, type Pool, run, statements } from '../../store/index.ts';

import { type Check, check } from './doctor-check.ts';
import { clusterChecks } from './doctor-cluster.ts';
import { workChecks } from './doctor-work.ts';

const sql = statements(import.meta.url, 'doctor.sql');

const OLDEST_MAJOR = 15;
const LARGEST_CLOCK_GAP_MS = 5_000;
const LEAST_FREE_BYTES = 1_000_000_000;

/** Runs every check, in the order of the report. */
export async function examine(pool: Pool, config: Config, now: Date): Promise<Check[]> {
  const migrations = await migrationCheck(pool);
  return [
    ...(await serverChecks(pool, now)),
    migrations,
    await namesCheck(pool, 'broken-indexes', 'indexes', 'Run “reindex index” on each.'),
    await namesCheck(
      pool,
      'unvalidated-constraints',
      'constraints',
      'Run “alter table … validate constraint” on each.',
    ),
    ...folderChecks(config),
    ...(await clusterChecks(pool)),
    // Before its tables are there nobody can say how the work goes.
    ...(migrations.ok ? await workChecks(pool, config, now) : []),
  ];
}

type ServerState = {
  major: number;
  version: string;
  encoding: string;
  fsync: boolean;
  full_page_writes: boolean;
  synchronous_commit: boolean;
  bytes: number;
  clock: Date;
};

async function serverChecks(pool: Pool, now: Date): Promise<Check[]> {
  const [state] = await run<ServerState>(pool, sql('server-state'), {});
  if (!state) throw new Error('A select without a table answers one row');
  const unsafe = (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter((name) => !state[name]);
  const gap = Math.abs(state.clock.getTime() - now.getTime());
  const durable = unsafe.length === 0;
  return [
    check('version', state.major >= OLDEST_MAJOR, `PostgreSQL ${state.version}`, 'Upgrade it to 15 or later.'),
    check('encoding', state.encoding === 'UTF8', state.encoding, 'Make the database again with encoding UTF8.'),
    check('durability', durable, durable ? 'on' : `off: ${unsafe.join(', ')}`, 'Switch these settings on.'),
    check('clock', gap <= LARGEST_CLOCK_GAP_MS, `${gap} ms from ours`, 'Set both machines by the same time service.'),
    check('size', true, `${Math.ceil(state.bytes / 1e6)} MB`, ''),
  ];
}

async function migrationCheck(pool: Pool): Promise<Check> {
  const applied = await appliedMigrations(pool);
  const known = knownMigrations();
  const newest = known.at(-1)?.number ?? 0;
  const newer = applied.filter((number) => number > newest);
  if (newer.length > 0) {
    return check('migrations', false, `${newer.length} of a newer Déclic`, 'Start the newer version of Déclic.');
  }
  const missing = known.filter(({ number }) => !applied.includes(number)).map(({ name }) => name);
  const found = missing.length === 0 ? `all ${known.length} applied` : `missing: ${missing.join(', ')}`;
  return check('migrations', missing.length === 0, found, 'Run “declic db migrate”.');
}

async function namesCheck(pool: Pool, statement: string, what: string, todo: string): Promise<Check> {
  const rows = await run<{ name: string }>(pool, sql(statement), {});
  const names = rows.map(({ name }) => name).join(', ');
  return check(what, rows.length === 0, rows.length === 0 ? 'all valid' : `not valid: ${names}`, todo);
}

/** The data folder counts where the database is the bundled one. */
function folderChecks(config: Config): Check[] {
  if (config.databaseUrl !== null || !existsSync(config.dataDir)) return [];
  const { bavail, bsize } = statfsSync(join(config.dataDir, 'postgres'));
  const open = ['postgres', 'run', 'secret', 'server.json'].filter((name) => {
    const path = join(config.dataDir, name);
    return existsSync(path) && (statSync(path).mode & 0o077) !== 0;
  });
  const closed = open.length === 0;
  return [
    check('disk', bavail * bsize >= LEAST_FREE_BYTES, `${Math.floor((bavail * bsize) / 1e6)} MB free`, 'Make room.'),
    check(
      'access',
      closed,
      closed ? 'closed to others' : `open to others: ${open.join(', ')}`,
      'Run “chmod go-rwx” on each.',
    ),
  ];
}
