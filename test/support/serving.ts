/** A server as operators start it (bin/declic.js), and a caller who notices when it answers badly. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signal } from '../../src/store/bundled/processes.ts';
import { endServerOf } from './bundled.ts';
import { freshDatabase } from './database.ts';
import { atEnd, type Started, startProcess, temporaryFolder } from './processes.ts';

const BIN = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
/** Whoever calls waits no longer than this, whatever was sent: an answer that hangs is found, a busy machine is not blamed. */
const PATIENCE_MS = 60_000;
/** Where how soon it answers is not the question: a clock that walks over weeks, on a busy machine. */
const OK_PATIENCE_MS = 120_000;
/** Several start at once, on machines that run other tests beside them. */
const START_PATIENCE_MS = 120_000;
const MEMORY_MB = 600;
/** The account that the server is started with. */
export const ADMIN = { email: 'admin@shop.example', password: 'a sentence that only tests know' };

// biome-ignore lint/suspicious/noExplicitAny: answers are what each test says they are
export type Answer = { status: number; body: any; text: string };
export type Sent = {
  body?: unknown;
  raw?: string | Buffer;
  headers?: Record<string, string>;
  key?: string | null;
  /** {@link PATIENCE_MS} when not given. */
  patienceMs?: number;
};

/** A request that is taken, or the test fails; answers its body. */
// biome-ignore lint/suspicious/noExplicitAny: answers are what each test says they are
export type Ok = (method: string, path: string, body?: unknown) => Promise<any>;

export type Serving = {
  address: string;
  folder: string;
  writeKey: string;
  secretKey: string;
  /** One request: JSON of `body`, or `raw` as it is; with the secret key unless `key` says otherwise. */
  call: (method: string, path: string, sent?: Sent) => Promise<Answer>;
  /** The same, where that it is taken is all that matters. */
  ok: Ok;
  /** Events to /v1/batch with the write key. */
  track: (batch: unknown[]) => Promise<Answer>;
  /** A command beside the server. */
  declic: (...args: string[]) => { code: number | null; out: string; err: string };
  /** Resolves when nothing waits in the inbox. */
  quiet: () => Promise<void>;
  /** What it has logged and said so far. */
  lines: readonly string[];
  /** Fails when the server does not answer as ready, has grown beyond its bounds, or failed unexpectedly. */
  sound: () => Promise<void>;
};

/** One life of a server on a folder: from its start to its stop, or to its kill. */
export type Life = {
  address: string;
  /** The pid that was started (bin/declic.js); the server is its child, the bundled database the server's. */
  root: number;
  /** The pid of the server itself. */
  pid: number;
  started: Started;
};

/** Starts a server on a folder, with nothing of the environment but what is given, and waits until it answers. */
export async function startLife(
  t: TestContext,
  dataDir: string,
  env: Record<string, string>,
  more: string[] = [],
): Promise<Life> {
  const started = startProcess(t, process.execPath, [BIN, 'start', ...more], {
    env: { ...bareEnvironment(dataDir), ...env },
  });
  await started.line((line) => line.startsWith('Déclic serves at '), START_PATIENCE_MS);
  const { address, pid } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'));
  atEnd(t, () => signal(pid, 'SIGKILL'));
  return { address, root: started.pid, pid, started };
}

const bareEnvironment = (dataDir: string) => ({ PATH: process.env.PATH, DECLIC_DATA: dataDir, PORT: '0' });

/** Makes an administrator at the first start. */
export const adminEnvironment = { DECLIC_ADMIN_EMAIL: ADMIN.email, DECLIC_ADMIN_PASSWORD: ADMIN.password };

/** Signs in as the administrator and makes a key of each kind. */
export async function makeKeys(address: string): Promise<{ secretKey: string; writeKey: string }> {
  const signedIn = await fetch(`${address}/api/session`, json(ADMIN));
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const make = async (kind: string) => {
    const made = await fetch(`${address}/api/keys`, json({ kind, role: 'admin' }, { cookie }));
    return ((await made.json()) as { key: string }).key;
  };
  return { secretKey: await make('secret'), writeKey: await make('write') };
}

type After = (work: () => unknown) => void;

/** Starts it in an empty folder, on a database of the PostgreSQL that all tests share; it ends with the file. */
export async function serve(after: After, env: Record<string, string> = {}, more: string[] = []): Promise<Serving> {
  // Hooks run in the order of their registration: the server leaves before its database is dropped.
  let drop = async () => {};
  const t = { after: (work: typeof drop) => (drop = work) } as unknown as TestContext;
  const { url } = await freshDatabase({ t, killed: true });
  const server = await serveBundled(after, { DATABASE_URL: url, ...env }, more);
  after(() => drop());
  return server;
}

/** Starts it as most shops have it: in an empty folder, with a PostgreSQL of its own. */
export async function serveBundled(
  after: After,
  env: Record<string, string> = {},
  more: string[] = [],
): Promise<Serving> {
  const t = { after } as unknown as TestContext;
  const folder = temporaryFolder(t);
  const dataDir = join(folder, 'data');
  atEnd(t, () => endServerOf(dataDir));
  const { address, pid, started } = await startLife(t, dataDir, { ...env, ...adminEnvironment }, more);
  const { secretKey, writeKey } = await makeKeys(address);
  const call: Serving['call'] = (method, path, sent = {}) => ask(address, secretKey, method, path, sent);
  const ok: Ok = async (method, path, body) => {
    const answer = await call(method, path, { body, patienceMs: OK_PATIENCE_MS });
    assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
    return answer.body;
  };
  const quiet = async () => {
    for (let at = Date.now(); (await waiting(address)) > 0; await sleep(100))
      assert.ok(Date.now() - at < 120_000, 'the inbox does not get empty');
  };
  const sound = async () => {
    assert.equal((await call('GET', '/health/ready')).status, 200);
    const megabytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    assert.ok(megabytes < MEMORY_MB, `the server takes ${megabytes} MB`);
    assert.deepEqual(started.lines.filter((line) => line.includes('failed unexpectedly')).slice(0, 3), []);
  };
  const track = (batch: unknown[]) => call('POST', '/v1/batch', { body: { batch }, key: writeKey });
  const declic: Serving['declic'] = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
      env: { ...bareEnvironment(dataDir), ...env },
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  };
  return { address, folder, writeKey, secretKey, call, ok, track, declic, quiet, sound, lines: started.lines };
}

const json = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

async function waiting(address: string): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/^declic_inbox_rows (\d+)/m.exec(metrics)?.[1] ?? 0);
}

/** One request; JSON of `body`, or `raw` as it is, with the key unless `sent.key` says otherwise. */
export async function ask(
  address: string,
  key: string,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<Answer> {
  const authorization: Record<string, string> = sent.key === null ? {} : { authorization: `Bearer ${sent.key ?? key}` };
  const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const type: Record<string, string> = sent.body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(address + path, {
    method,
    headers: { ...authorization, ...type, ...sent.headers },
    body: body as BodyInit | undefined,
    signal: AbortSignal.timeout(sent.patienceMs ?? PATIENCE_MS),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return { status: answer.status, text, body: isJson && text !== '' ? JSON.parse(text) : null };
}

/** Holds a refusal to what every refusal owes: a class of fault, and a sentence without anything of the inside. */
export function assertRefused(answer: Answer, status: number | RegExp, says: RegExp = /./): void {
  assert.match(String(answer.status), status instanceof RegExp ? status : new RegExp(`^${status}$`), answer.text);
  const message = answer.body?.error?.message ?? '';
  assert.ok(/\w+ .+[.!]/s.test(message) && message.length < 8_000, `no sentence: ${answer.text.slice(0, 300)}`);
  assert.doesNotMatch(answer.text, /\.ts:\d|node_modules|\\n +at /, 'something of the inside shows');
  assert.match(message, says);
}
