/** Where the PostgreSQL shared by the test files of one checkout lives; read by its users and by its guardian. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_DIR } from '../../src/config.ts';

/** The bundled version, and the oldest one that the product runs on. */
export type Major = 15 | 18;

/** What the guardian writes once the server takes connections. */
export type SharedServer = { guardian: number; connection: { host: string; port: number; user: string } };

const checkout = createHash('sha256').update(PROJECT_DIR).digest('hex').slice(0, 8);

export function sharedFolder(major: Major): string {
  return join(tmpdir(), `declic-test-${process.getuid?.() ?? 0}-${checkout}-${major}`);
}

/** One file per user, named by the pid that has to live: the guardian leaves when none of them does. */
export const usersFolder = (folder: string): string => join(folder, 'users');
export const serverFile = (folder: string): string => join(folder, 'server.json');

export function readServer(folder: string): SharedServer | null {
  try {
    return JSON.parse(readFileSync(serverFile(folder), 'utf8')) as SharedServer;
  } catch {
    return null;
  }
}
