import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endServerOf } from '../../test/support/bundled.ts';
import { atEnd, gone, type Started, startProcess, temporaryFolder } from '../../test/support/processes.ts';
import { signal } from '../store/bundled/processes.ts';
import { carriesToken, findServer, TOKEN_CHECK_PATH } from './index.ts';

const BIN = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
// The promise is 3 s on a machine of its own, which `npm run bench -- start` measures. Here other test files run beside, and
// what is held is that a start and a stop come to their end soon.
const READY_MS = 12_000;
const STOP_MS = 12_000;

const environment = (dataDir: string) => ({ PATH: process.env.PATH, DECLIC_DATA: dataDir, PORT: '0' });

function declic(dataDir: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    env: environment(dataDir),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** For the lives to which their folder's past is nothing: only the first of them makes a database. */
const lived = join(temporaryFolder({ after } as unknown as TestContext), 'data');

type Serving = Started & { file: { address: string; pid: number; token: string } };

async function serve(t: TestContext, dataDir: string): Promise<Serving> {
  atEnd(t, () => endServerOf(dataDir));
  const started = startProcess(t, process.execPath, [BIN, 'start'], { env: environment(dataDir) });
  await started.line((line) => line.startsWith('Déclic serves at '));
  const file = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'));
  // The process that serves is a grandchild: killing bin/declic.js alone would leave it a moment.
  atEnd(t, () => signal(file.pid, 'SIGKILL'));
  return { ...started, file };
}

test('[CL1] the exit code of the command passes through, also on the Node that the system has', (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const system = ['/usr/local/bin/node', '/usr/bin/node', process.execPath].find((path) => existsSync(path)) ?? '';
  const run = (...args: string[]) => spawnSync(system, [BIN, ...args], { env: environment(dataDir) }).status;
  assert.equal(run('config'), 0);
  assert.equal(run('nonsense'), 2);
  assert.equal(statSync(BIN).mode & 0o777, 0o755);
});

test('[CL2] [CL3] wrong calls get a sentence, and with --json one document', (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const typo = declic(dataDir, 'strat');
  assert.equal(typo.status, 2);
  assert.match(typo.stderr, /no command “strat”\. Did you mean “start”\?/);
  assert.equal(typo.stdout, '');
  const option = declic(dataDir, 'config', '--colour', '--json');
  assert.equal(option.status, 2);
  assert.equal(JSON.parse(option.stdout).error.code, 'CLI_USAGE');
  const help = declic(dataDir, 'bounce', '--help', '--json');
  assert.match(JSON.parse(help.stdout).usage, /^declic bounce FILE/);
  assert.match(declic(dataDir, 'db', 'mend').stderr, /“db” does not know “mend”\. Usage: declic db migrate\|doctor/);
  assert.match(declic(dataDir, 'start', '--clock', '2011-10-01').stderr, /takes a moment such as 2011-10-01T00:00:00Z/);
  assert.equal(declic(dataDir, '__proto__').status, 2);
  assert.equal(existsSync(dataDir), false);
});

test('[CL3] a fault of the environment is a sentence with exit code 1', (t) => {
  const env = { ...environment(temporaryFolder(t)), PORT: 'many' };
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'config'], { env, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /PORT must be a number/);
  assert.doesNotMatch(stderr, /\.ts:\d/);
  // A mail server that hears "failed" throws away what it piped in; told 75 it comes again.
  const piped = spawnSync(process.execPath, [BIN, 'bounce', '-', '--json'], { env, encoding: 'utf8', input: '' });
  assert.deepEqual([piped.status, JSON.parse(piped.stdout).error.code], [75, 'CONFIG_INVALID']);
});

test('[CL10] config lists the variables without their secrets', (t) => {
  const env = { ...environment(temporaryFolder(t)), DECLIC_SECRET: 'do-not-show-this-one' };
  const { stdout } = spawnSync(process.execPath, [BIN, 'config', '--json'], { env, encoding: 'utf8' });
  const lines = JSON.parse(stdout) as { name: string; value: string }[];
  assert.equal(lines.find(({ name }) => name === 'PORT')?.value, '0');
  assert.ok(lines.some(({ name }) => name === 'DECLIC_SECRET'));
  assert.ok(!stdout.includes('do-not-show-this-one'));
});

test('[CL4] [CL5] [CL6] a running server is found by its file, and a second start is refused', async (t) => {
  const server = await serve(t, lived);
  assert.equal(statSync(join(lived, 'server.json')).mode & 0o777, 0o600);
  assert.deepEqual(await findServer(lived), server.file);
  const stranger = { headers: { authorization: 'Bearer other' } };
  assert.equal((await fetch(new URL(TOKEN_CHECK_PATH, server.file.address), stranger)).status, 401);
  const second = declic(lived, 'start');
  assert.equal(second.status, 1);
  assert.match(second.stderr, new RegExp(`pid ${server.file.pid}\\).*${server.file.address}`));
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.equal(existsSync(join(lived, 'server.json')), false);
  assert.equal(await findServer(lived), null);
});

test('[CL5] a program that took over the port does not count as the server', async (t) => {
  const dataDir = temporaryFolder(t);
  const stranger = createServer((_, response) => response.writeHead(200).end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => stranger.once('listening', resolve));
  atEnd(t, () => stranger.close());
  const { port } = stranger.address() as AddressInfo;
  const left = { address: `http://127.0.0.1:${port}`, pid: process.pid, token: 'x' };
  writeFileSync(join(dataDir, 'server.json'), JSON.stringify(left));
  assert.equal(await findServer(dataDir), null);
});

test('[CL5] only the whole token opens', () => {
  assert.equal(carriesToken('Bearer abc', 'abc'), true);
  for (const wrong of [undefined, '', 'abc', 'Bearer ab', 'Bearer abcd', 'bearer abc'])
    assert.equal(carriesToken(wrong, 'abc'), false);
});

const endings: [string, (server: Serving) => ChildProcess | boolean][] = [
  ['SIGTERM to bin/declic.js', ({ child }) => child.kill('SIGTERM')],
  ['SIGTERM to the server', ({ file }) => signal(file.pid, 'SIGTERM')],
  ['Ctrl-C, which both get', ({ child, file }) => child.kill('SIGINT') && signal(file.pid, 'SIGINT')],
  ['kill -9 of bin/declic.js', ({ child }) => child.kill('SIGKILL')],
];

for (const [title, end] of endings) {
  test(`[CL7] ${title}: server and database are gone soon`, async (t) => {
    const server = await serve(t, lived);
    const database = Number(readFileSync(join(lived, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const began = performance.now();
    end(server);
    await Promise.all([gone(server.file.pid, STOP_MS), gone(database, STOP_MS), server.ended]);
    assert.ok(performance.now() - began < STOP_MS);
    assert.equal(existsSync(join(lived, 'postgres', 'postmaster.pid')), false);
  });
}

test('[CL8] after kill -9 of the server the next start is ready soon', async (t) => {
  const first = await serve(t, lived);
  signal(first.file.pid, 'SIGKILL');
  assert.equal(await first.ended, 137);
  const began = performance.now();
  const second = await serve(t, lived);
  assert.ok(performance.now() - began < READY_MS, `${performance.now() - began} ms`);
  assert.notEqual(second.file.pid, first.file.pid);
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
});

test('[CL9] migrate and doctor work without a server and beside one', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const ill = declic(dataDir, 'db', 'doctor', '--json');
  assert.equal(ill.status, 1);
  const report = JSON.parse(ill.stdout);
  assert.deepEqual(
    report.checks.filter((check: { ok: boolean }) => !check.ok).map((check: { name: string }) => check.name),
    ['migrations'],
  );
  const migrated = JSON.parse(declic(dataDir, 'db', 'migrate', '--json').stdout);
  assert.ok(migrated.applied.length > 0 && migrated.applied.length === migrated.total);
  assert.equal(declic(dataDir, 'db', 'doctor').status, 0);
  const server = await serve(t, dataDir);
  assert.deepEqual(JSON.parse(declic(dataDir, 'db', 'migrate', '--json').stdout).applied, []);
  assert.equal(declic(dataDir, 'db', 'doctor').status, 0);
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
});
