/** Which PostgreSQL serves: the one of DATABASE_URL, else the bundled one. */
import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolConfig } from 'pg';
import { type Bundled, type ChildEvent, openBundled } from './open.ts';
import { addressOf, DATABASE, isPostmasterOf, readPostmasterFile } from './server.ts';

/** An open database: where to connect, and how to leave it. */
export type Database = {
  /** Options for `openPool`. */
  connection: PoolConfig;
  /** True when it is the bundled one. */
  bundled: boolean;
  /** Tells when the bundled server ended by itself and was brought back (pools reconnect by themselves) or was lost. */
  onChildExit: (listener: (event: ChildEvent) => void) => () => void;
  /** After the pools are closed. */
  stop: () => Promise<void>;
};

type Where = { databaseUrl: string | null; dataDir: string };

/** Opens the database that the configuration names; starts the bundled server if it names none. */
export async function openDatabase(config: Where, log: (line: string) => void): Promise<Database> {
  if (config.databaseUrl !== null) {
    const connection = { connectionString: config.databaseUrl };
    return { connection, bundled: false, onChildExit: () => () => {}, stop: async () => {} };
  }
  const server: Bundled = await openBundled({ dataDir: config.dataDir, log });
  const { connection, onChildExit, stop } = server;
  return { connection, bundled: true, onChildExit, stop };
}

/** Where the bundled server of a running process takes connections; null when none runs on this folder. */
export function runningDatabase(
  dataDir: string,
): { host: string; port: number; user: string; database: string } | null {
  const path = join(dataDir, 'postgres');
  if (!existsSync(path)) return null;
  const folder = linkOr(path);
  const file = readPostmasterFile(folder);
  if (file?.status !== 'ready' || !isPostmasterOf(file.pid, folder)) return null;
  return { ...addressOf(file.socketDir), database: DATABASE };
}

/** PostgreSQL was given the place itself, not the link to it. */
function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return path;
  }
}
