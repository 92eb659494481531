/** The example's own server, and the doors through which it is spoken to: the command line and HTTP, like anybody's. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const DECLIC = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
/** A first start makes the database. */
const START_PATIENCE_MS = 60_000;
/** What an import's report may have, in bytes. */
const LONGEST_REPORT = 10_000_000;

/**
 * Nothing of the caller's environment: the example must reach neither the database nor the mail server that a shop's own
 * Déclic was told of.
 */
const environment = (data: string) => ({ DECLIC_DATA: data, PORT: '0', PATH: '/usr/local/bin:/usr/bin:/bin' });

export type Page<Item> = { items: Item[]; next: string | null };

export type Shop = {
  address: string;
  /** Calls the API as the command line does, with the token of `server.json`. */
  call: <Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer>;
  /** All items of a list. */
  all: <Item>(path: string) => Promise<Item[]>;
  /** Sends lines of NDJSON. */
  lines: (path: string, lines: readonly unknown[]) => Promise<void>;
  /** Sends tracked events with a write key, as a shop's site does. */
  track: (writeKey: string, events: readonly unknown[]) => Promise<void>;
  /** Runs `declic …` on the same folder; answers its `--json`. */
  declic: <Answer>(...args: string[]) => Promise<Answer>;
  stop: () => Promise<void>;
};

/** Starts a server whose clock stands at `clock` until it is moved. */
export async function openShop(data: string, clock: string): Promise<Shop> {
  const env = environment(data);
  const child = spawn(process.execPath, [DECLIC, 'start', '--clock', clock], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  // The server goes with us; what is under way then fails, and the folder of the run is tidied up.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => child.kill('SIGTERM'));
  try {
    await serving(child);
  } catch (error) {
    child.kill();
    await ended;
    throw error;
  }
  const { address, token } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  const send = async (path: string, init: RequestInit) => answerOf(path, await fetch(new URL(path, address), init));
  const headers = { authorization: `Bearer ${token}` };
  const call = <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    send(path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    address,
    call,
    all: (path) => allOf(path, call),
    lines: (path, lines) =>
      send(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
        body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      }),
    track: (writeKey, batch) =>
      send('/v1/batch', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` },
        body: JSON.stringify({ batch }),
      }),
    declic: async (...args) => {
      const { stdout } = await promisify(execFile)(process.execPath, [DECLIC, ...args, '--json'], {
        env,
        maxBuffer: LONGEST_REPORT,
      });
      return JSON.parse(stdout);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resolves when the server says that it serves; rejects with what it said instead. */
function serving(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (why: string) => reject(new Error(`The server ${why}:\n${said.join('\n')}`));
    const timer = setTimeout(() => fail(`did not start in ${START_PATIENCE_MS / 1000} s`), START_PATIENCE_MS);
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (said.length < 100) said.push(line);
        if (!line.startsWith('Déclic serves at ')) return;
        clearTimeout(timer);
        resolve();
      });
    }
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });
}

// biome-ignore lint/suspicious/noExplicitAny: every route has its own answer
async function answerOf(path: string, response: Response): Promise<any> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 2_000)}`);
  return text === '' ? null : JSON.parse(text);
}

async function allOf<Item>(path: string, call: Shop['call']): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const mark: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: Page<Item> = await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${mark}`);
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}
