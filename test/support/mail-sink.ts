/** A mail server in a process of its own, for tests that kill everything else. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { atEnd } from './processes.ts';

export type Asked = { slowness: number } | { report: 'number' | 'whole' };
export type Told = { port?: number; messages?: number; taken?: Taken[] };

/** A message as it arrived, and how often it did. */
export type Taken = { id: string; to: string; times: number };

export type MailSink = {
  url: string;
  /** Messages so far, repeats included. */
  count: () => Promise<number>;
  taken: () => Promise<Taken[]>;
  /** Most milliseconds between the end of a body and its being noted, and between that and the answer. */
  slow: (milliseconds: number) => void;
};

const PROCESS = fileURLToPath(new URL('./mail-sink-process.ts', import.meta.url));

export async function openMailSink(t: TestContext, slowness = 0): Promise<MailSink> {
  const child = fork(PROCESS, [String(slowness)]);
  atEnd(t, () => void child.kill('SIGKILL'));
  const told = async (): Promise<Told> => (await once(child, 'message'))[0] as Told;
  const ask = async (report: 'number' | 'whole') => {
    const answer = told();
    child.send({ report } satisfies Asked);
    return answer;
  };
  const { port } = await told();
  return {
    url: `smtp://127.0.0.1:${port}`,
    count: async () => (await ask('number')).messages!,
    taken: async () => (await ask('whole')).taken!,
    slow: (milliseconds) => void child.send({ slowness: milliseconds } satisfies Asked),
  };
}
