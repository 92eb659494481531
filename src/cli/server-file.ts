/**
 * `data/server.json`: where the running server answers, and a token that lets a command of the same user in. Whoever can read the
 * file can read the database beside it, so the token gives nothing that its reader did not have.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Content of the file. `address` as in `http://127.0.0.1:4000`. */
export type ServerFile = { address: string; pid: number; token: string };

/** Where the server answers 204 to its own token and 401 to any other: a pid or a port alone may be somebody else's by now. */
export const TOKEN_CHECK_PATH = '/health/token';

const TOKEN_BYTES = 32;
/**
 * How long a server may be too busy to answer. One that is gone, or another program on its port, is known at once: this is only waited for
 * where the process lives and is silent, and a command that took it for gone would open the database a second time, and be refused.
 */
const ANSWER_PATIENCE_MS = 20_000;

/** A new token, for `startServer` and the file. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** True when the header `Authorization` carries the token; takes the same time wherever they differ. */
export function carriesToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Writes the file (0600), whole or not at all. */
export function writeServerFile(dataDir: string, content: ServerFile): void {
  const path = join(dataDir, 'server.json');
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
}

/** Takes the file away if it still is this process's own. */
export function removeServerFile(dataDir: string): void {
  if (readServerFile(dataDir)?.pid === process.pid) rmSync(join(dataDir, 'server.json'), { force: true });
}

/** The server that runs on this folder now, or null: its process lives and it answers to its token. */
export async function findServer(dataDir: string): Promise<ServerFile | null> {
  const file = readServerFile(dataDir);
  if (file === null || !lives(file.pid)) return null;
  try {
    const answer = await fetch(new URL(TOKEN_CHECK_PATH, file.address), {
      headers: { authorization: `Bearer ${file.token}` },
      signal: AbortSignal.timeout(ANSWER_PATIENCE_MS),
    });
    return answer.status === 204 ? file : null;
  } catch {
    return null;
  }
}

function readServerFile(dataDir: string): ServerFile | null {
  try {
    const file = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as ServerFile;
    return typeof file.address === 'string' && Number.isInteger(file.pid) && typeof file.token === 'string'
      ? file
      : null;
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
