/** The command line inside the process of a test: the same commands by the same way, without a process for each. */
import { Writable } from 'node:stream';
import { run } from '../../src/cli/run.ts';
import { loadConfig } from '../../src/config.ts';

/** What a command said, and its exit code. */
export type Said = { code: number; out: string; err: string };

/** Commands of one environment; nothing of this process's own is read. */
export const commandLine =
  (env: Record<string, string>) =>
  async (...args: string[]): Promise<Said> => {
    const said = { out: '', err: '' };
    const into = (name: keyof typeof said) =>
      new Writable({
        write: (chunk, _, done) => {
          said[name] += chunk;
          done();
        },
      });
    const code = await run(args, { out: into('out'), err: into('err'), config: () => loadConfig(env) });
    return { code, ...said };
  };
