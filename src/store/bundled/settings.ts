/** The settings of the bundled server: pure functions of the machine's memory and the server's version. */
import { availableParallelism, totalmem } from 'node:os';

const MB = 1024 * 1024;

/** What the settings depend on. `memory` in bytes. */
export type Machine = { memory: number; cores: number };

/** The machine as seen from inside a container: its memory limit counts, not the host's memory. */
export function thisMachine(): Machine {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return { memory: limit > 0 && limit < total ? limit : total, cores: availableParallelism() };
}

/**
 * Settings by name.
 *
 * Memory is kept modest, because an import promises less than 1 GB for all processes together and a small shop's machine has
 * other things to do: the system's file cache does for a database of a few GB what larger shared buffers would.
 * `max_wal_size` bounds what is replayed after a crash, and with it the time until the next start is ready: on two busy cores
 * 470 MB of index-heavy inserts took 5.1 s to replay, so 160 MB stay below 2 s. Checkpoints that hurry (0.3) let each begin later
 * for the same bound. Inserting 0.7 million rows with two indexes took no longer so than with 512 MB and PostgreSQL's 0.9.
 */
export function serverSettings(machine: Machine, major: number, socketDir: string): Record<string, string> {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: quotedForList(socketDir),
    unix_socket_permissions: '0700',
    port: String(SOCKET_PORT),
    // Containers have a small /dev/shm, where the default would put the memory of parallel queries.
    dynamic_shared_memory_type: 'mmap',
    shared_buffers: share(machine, 1 / 8, 32, 256),
    effective_cache_size: share(machine, 1 / 2, 128, 65_536),
    work_mem: share(machine, 1 / 256, 4, 32),
    maintenance_work_mem: share(machine, 1 / 32, 16, 128),
    max_connections: '50',
    max_parallel_workers_per_gather: String(Math.max(0, Math.min(2, machine.cores - 1))),
    synchronous_commit: 'on',
    // Nothing replicates from the bundled server; a shop that wants that brings its own PostgreSQL.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '160MB',
    checkpoint_completion_target: '0.3',
    random_page_cost: '1.1',
    jit: 'off',
    autovacuum_naptime: '15s',
    // The statement of a client that was killed ends within a second, and its locks with it.
    client_connection_check_interval: '1s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // Terse: the details of an error quote rows, and rows are people.
    log_error_verbosity: 'terse',
  };
  // Read-ahead by extra processes is new in 18 and not worth their memory here.
  if (major >= 18) settings.io_method = 'sync';
  return settings;
}

/** No TCP port: it only names the socket file, `.s.PGSQL.5432`. */
export const SOCKET_PORT = 5432;

/** The settings as arguments of `postgres`. */
export function serverArguments(dataFolder: string, settings: Record<string, string>): string[] {
  return ['-D', dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

function share(machine: Machine, part: number, least: number, most: number): string {
  return `${Math.round(Math.min(most, Math.max(least, (machine.memory * part) / MB)))}MB`;
}

/** `unix_socket_directories` is a list separated by commas; a name in double quotes may hold anything. */
function quotedForList(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
