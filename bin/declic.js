#!/usr/bin/env node
// Runs src/cli/main.ts with the Node 24 that npm brings, whatever Node the system has: this file has to run on an old one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED = 24;
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= WANTED) return process.execPath;
  try {
    const brought = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
    if (existsSync(brought)) return brought;
  } catch {
    // Not installed: said below.
  }
  console.error(
    `Déclic needs Node ${WANTED}; this is ${process.version}, and the one that npm brings is missing. ` +
      'Run “npm ci” in its folder, with install scripts allowed for the package “node”.',
  );
  process.exit(1);
}

// V8's space for young objects, in MB. A command is short of memory beside the server; the server makes so many short-lived
// objects that a small space costs a fifth of its time.
const MEMORY = `--max-semi-space-size=${process.argv[2] === 'start' ? 32 : 8}`;

// What Node made of the sources is kept beside the packages: the next start is twice as quick. Not in a shared temporary
// folder, where somebody else could put code for us to run.
const cache = fileURLToPath(new URL('../node_modules/.cache/declic', import.meta.url));
const env = { NODE_COMPILE_CACHE: cache, ...process.env };

// The fourth channel tells the child when this process is gone, even by kill -9, so that no server stays behind unseen.
const child = spawn(findNode(), [MEMORY, main, ...process.argv.slice(2)], {
  env,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
child.on('error', (error) => {
  console.error(`Node ${WANTED} could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
