/** What the system says about a process. Linux answers from /proc; elsewhere `ps` is asked. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** True while the process exists and is no zombie (a dead child that nobody has collected still takes signals). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const fields = procStat(pid);
  return fields === null || fields[0] !== 'Z';
}

/** When the process started, in a form that only compares: tells a process from a later one that was given the same pid. */
export function startOf(pid: number): string | null {
  if (process.platform === 'linux') return procStat(pid)?.[19] ?? null;
  return ps(pid, 'lstart=');
}

/** The command line of a process, or null when there is no such process or it may not be read. */
export function commandOf(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return null;
  }
}

/** Sends a signal; false when the process is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** The fields of /proc/<pid>/stat from the third (state) on: the second, the name, may hold blanks and brackets. */
function procStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
