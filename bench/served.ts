import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runningDatabase } from '../src/store/index.ts';
import { noteServer, watchServer } from './memory.ts';

const bin = fileURLToPath(new URL('../bin/declic.js', import.meta.url));

/** A server in a process of its own, as `npm start` runs it, with the way into its database. */
export type Served = {
  address: string;
  token: string;
  call: (method: string, path: string, body?: unknown) => Promise<Response>;
  pool: pg.Pool;
  close: () => Promise<void>;
  /** `kill -9` of the server; its database stays for the next start to find. */
  kill: () => Promise<void>;
};

/** A folder under the temporary one, and its end. */
export function folderOfItsOwn(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'declic-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a server with full durability; without a folder on one of its own, which `close` removes. */
export async function serve(args: string[] = [], given?: string, more: Record<string, string> = {}): Promise<Served> {
  const own = given === undefined ? folderOfItsOwn() : null;
  const folder = given ?? own!.folder;
  const env = {
    ...process.env,
    DECLIC_DATA: folder,
    PORT: '0',
    DECLIC_ADMIN_EMAIL: '',
    DATABASE_URL: '',
    SMTP_URL: '',
    ...more,
  };
  const child = spawn(process.execPath, [bin, 'start', '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const { address, token, pid } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));
  watchServer(pid);
  const { host, port, user, database } = runningDatabase(folder)!;
  const pool = new pg.Pool({ host, port, user, database, max: 4 });
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const close = async () => {
    await pool.end();
    noteServer(pid);
    child.kill('SIGTERM');
    await once(child, 'exit');
    own?.remove();
  };
  const kill = async () => {
    await pool.end();
    noteServer(pid);
    process.kill(pid, 'SIGKILL');
    await once(child, 'exit');
  };
  return { address, token, call, pool, close, kill };
}
