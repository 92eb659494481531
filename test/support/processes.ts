/** Child processes of tests: started, listened to line by line, and always ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../src/store/bundled/processes.ts';

export type Started = {
  child: ChildProcess;
  pid: number;
  /** Lines of its output so far. */
  lines: string[];
  /** The next line that fits, those already printed included; rejects when the process ends without it. */
  line: (fits: (line: string) => boolean, patienceMs?: number) => Promise<string>;
  /** The first JSON line whose `event` is this one. */
  // biome-ignore lint/suspicious/noExplicitAny: events carry what their process prints
  event: (name: string) => Promise<any>;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>;
};

export type StartOptions = { cwd?: string; env?: NodeJS.ProcessEnv; uid?: number; gid?: number };

const LINE_PATIENCE_MS = 120_000;

const ends = new WeakMap<TestContext, (() => unknown)[]>();

/** As `t.after`, but last in, first out: a folder goes after the processes that were started in it. */
export function atEnd(t: TestContext, work: () => unknown): void {
  const known = ends.get(t);
  if (known) {
    known.unshift(work);
    return;
  }
  const stack = [work];
  ends.set(t, stack);
  t.after(async () => {
    for (const step of stack) await step();
  });
}

/** Starts a program; it is killed at the end of the test if it still runs. Its errors are among the lines. */
export function startProcess(t: TestContext, file: string, args: string[], options: StartOptions = {}): Started {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of [...waiting]) check();
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      look();
    });
  }
  let over = false;
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      look();
      resolve(code ?? signal ?? 'unknown');
    });
  });
  atEnd(t, async () => {
    if (!over) child.kill('SIGKILL');
    await ended;
  });
  const line = (fits: (text: string) => boolean, patienceMs = LINE_PATIENCE_MS) =>
    new Promise<string>((resolve, reject) => {
      const give = (settle: () => void) => {
        waiting.delete(check);
        clearTimeout(timer);
        settle();
      };
      const check = () => {
        const found = lines.find(fits);
        if (found !== undefined) give(() => resolve(found));
        else if (over) give(() => reject(new Error(`It ended without that line:\n${lines.join('\n')}`)));
      };
      const late = () => give(() => reject(new Error(`No such line in ${patienceMs} ms:\n${lines.join('\n')}`)));
      const timer = setTimeout(late, patienceMs);
      waiting.add(check);
      check();
    });
  const event = async (name: string) => JSON.parse(await line((text) => text.startsWith(`{"event":"${name}"`)));
  return { child, pid: child.pid ?? 0, lines, line, event, ended };
}

/** Resolves when the process is gone; throws after the patience. */
export async function gone(pid: number, patienceMs: number): Promise<void> {
  const giveUp = Date.now() + patienceMs;
  while (isRunning(pid)) {
    if (Date.now() > giveUp) throw new Error(`Process ${pid} still runs after ${patienceMs} ms`);
    await sleep(20);
  }
}

/** A temporary folder that other users may pass through; closed with `mode: 0o700`. Removed at the end. */
export function temporaryFolder(t: TestContext, mode = 0o711): string {
  const folder = mkdtempSync(join(tmpdir(), 'declic-t-'));
  chmodSync(folder, mode);
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
