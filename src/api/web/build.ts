/** Builds the web application when it is missing or its sources changed: in a process of its own, beside a server that answers already. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_DIR } from '../../config.ts';
import { builtFrom, stampOf } from './sources.ts';

/** Another start that builds is waited for as long as this; then it was killed, and its lock means nothing. */
const LOCK_SECONDS = 180;
const LOOK_MS = 500;

export type WebBuild = { stop: () => void; done: Promise<void> };

/** Begins to build where that is needed. Never throws: without the application the API serves all the same, and `log` has the reason. */
export function buildWebWhenStale(log: (line: string) => void): WebBuild {
  const end = new AbortController();
  const done = build(log, end.signal).catch((error: Error) => {
    if (!end.signal.aborted)
      log(`The web application could not be built: ${error.message}. The API serves without it.`);
  });
  return { stop: () => end.abort(), done };
}

async function build(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const stamp = stampOf();
  if (builtFrom() === stamp) return;
  const lock = join(PROJECT_DIR, 'web', '.dist-lock');
  if (!take(lock)) {
    log('The web application is being built by another start…');
    while (!take(lock)) await sleep(LOOK_MS, undefined, { signal });
  }
  try {
    if (builtFrom() === stamp) return;
    log('Building the web application, once after each change; this takes some seconds…');
    await run(signal);
    log('The web application is built.');
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A folder is made by one process only. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - age > LOCK_SECONDS * 1_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function run(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = join(PROJECT_DIR, 'web', 'build.ts');
    const child = spawn(process.execPath, [script], { signal, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.stderr.on('data', (chunk) => {
      told = `${told}${chunk}`.slice(-4_000);
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(reasonOf(told, code)))));
  });
}

/** The line that says what failed, out of a stack. */
function reasonOf(told: string, code: number | null): string {
  const line = told.split('\n').find((text) => /error/i.test(text));
  return line?.trim() ?? `it ended with code ${code}`;
}
