/** The doors of a running server: HTTP and the command line, as any shop has them. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const DECLIC = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
/** What an import's report may have, in bytes. */
const LONGEST_REPORT = 10_000_000;
/** Below the 500 KB that a batch may have. */
const BATCH_BYTES = 450_000;
/** Batches on their way at the same time. */
const AT_ONCE = 3;
/** A server that is busy says when to come back; after so many times it is not busy but broken. */
const MOST_TRIES = 60;

export type Doors = {
  /** Calls the API as the command line does, with the token of `server.json`. */
  api: <Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer>;
  /** Runs `declic …` on the same folder; answers its `--json`. */
  declic: <Answer>(...args: string[]) => Promise<Answer>;
  /** Sends messages of the tracking protocol: `import` takes history, `batch` what happens now. */
  track: (door: 'import' | 'batch', writeKey: string, messages: Iterable<unknown>) => Promise<void>;
  /** A request of somebody without a key, as a browser makes it. */
  open: (path: string, body: unknown) => Promise<Response>;
  /** What the server tells its watchers. */
  metrics: () => Promise<string>;
};

/** Finds the server that runs on a data folder. */
export function findDoors(data: string): Doors {
  const { address, token } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  const env = { DECLIC_DATA: data, PATH: '/usr/local/bin:/usr/bin:/bin' };
  const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    patient(path, () => fetch(new URL(path, address), { method, headers, ...(body === undefined ? {} : { body }) }));
  const json = { 'content-type': 'application/json' };
  return {
    api: async (method, path, body) => {
      const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : json) };
      const text = await (
        await send(method, path, headers, body === undefined ? undefined : JSON.stringify(body))
      ).text();
      return text === '' ? null : JSON.parse(text);
    },
    declic: async (...args) => {
      const options = { env, maxBuffer: LONGEST_REPORT };
      const { stdout } = await promisify(execFile)(process.execPath, [DECLIC, ...args, '--json'], options);
      return JSON.parse(stdout);
    },
    track: async (door, writeKey, messages) => {
      const headers = { ...json, authorization: `Basic ${btoa(`${writeKey}:`)}` };
      const batches = inBatches(messages);
      const lane = async () => {
        for (const batch of batches) await send('POST', `/v1/${door}`, headers, batch);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    },
    metrics: async () => (await fetch(new URL('/metrics', address))).text(),
    open: (path, body) => fetch(new URL(path, address), { method: 'POST', headers: json, body: JSON.stringify(body) }),
  };
}

/** Asks again where the server has too much to do. */
async function patient(path: string, ask: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer.ok) return answer;
    if ((answer.status !== 429 && answer.status !== 503) || attempt >= MOST_TRIES)
      throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 2_000)}`);
    await answer.body?.cancel();
    await sleep((Number(answer.headers.get('retry-after')) || 1) * 1_000);
  }
}

function* inBatches(messages: Iterable<unknown>): Generator<string> {
  let texts: string[] = [];
  let bytes = 0;
  for (const message of messages) {
    const text = JSON.stringify(message);
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > BATCH_BYTES) {
      yield `{"batch":[${texts.join(',')}]}`;
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield `{"batch":[${texts.join(',')}]}`;
}
