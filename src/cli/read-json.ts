import { readFile } from 'node:fs/promises';
import { cliErrors } from './errors.ts';

/** The text of a file in UTF-8, without a mark of it. @throws CLI_BAD_FILE */
export async function readText(path: string): Promise<string> {
  return readable(path, async () => new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)));
}

/** The file as JSON. @throws CLI_BAD_FILE */
export async function readJson<T>(path: string): Promise<T> {
  const text = await readText(path);
  return readable(path, async () => JSON.parse(text) as T);
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw cliErrors.CLI_BAD_FILE({ path, reason: (error as Error).message }, { cause: error });
  }
}
