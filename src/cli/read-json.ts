import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { cliErrors } from './errors.ts';

/** The text of a file (`-`: of what is piped in) in UTF-8, without a mark of it. @throws CLI_BAD_FILE */
export async function readText(path: string): Promise<string> {
  return readable(path, async () => {
    const bytes = path === '-' ? await buffer(process.stdin) : await readFile(path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  });
}

/** The file as JSON. @throws CLI_BAD_FILE */
export async function readJson<T>(path: string): Promise<T> {
  const text = await readText(path);
  return readable(path, async () => JSON.parse(text) as T);
}

/** The file as an object that says its key; without one it would be kept under a name that nobody gave it. @throws CLI_BAD_FILE */
export async function readKeyed<T extends { key: string }>(path: string, what: string): Promise<T> {
  const read = await readJson<Partial<T> | null>(path);
  if (typeof read?.key !== 'string')
    throw cliErrors.CLI_BAD_FILE({ path, reason: `${what} is an object with a “key”` });
  return read as T;
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw cliErrors.CLI_BAD_FILE({ path, reason: (error as Error).message }, { cause: error });
  }
}
