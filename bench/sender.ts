/**
 * A sender of facts in a process of its own, as a shop's is: what it costs is not the server's, so bodies are made before the
 * clock runs. Told `{ address, key, bodies }` it answers `ready`, told `go` it posts them over a few connections and answers `done`.
 */
import { Agent, request } from 'node:http';

/** Connections that are held open side by side. */
export const connections = 4;

type Task = { address: string; key: string; bodies: string[] };

if (process.send) {
  let task: Task | undefined;
  process.on('message', async (message: Task | 'go') => {
    if (message !== 'go') {
      task = message;
      process.send!('ready');
      return;
    }
    await postAll(task!);
    process.send!('done');
  });
}

async function postAll({ address, key, bodies }: Task): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' };
  const waiting = bodies.map((body) => Buffer.from(body)).reverse();
  const post = (body: Buffer) =>
    new Promise<{ status: number; retryAfter: number }>((done, failed) => {
      const sent = request(`${address}/v1/batch`, {
        agent,
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
      });
      sent.on('error', failed);
      sent.on('response', (answer) => {
        answer.resume();
        const retryAfter = Number(answer.headers['retry-after'] ?? 1);
        answer.on('end', () => done({ status: answer.statusCode!, retryAfter }));
      });
      sent.end(body);
    });
  const worker = async () => {
    for (let body = waiting.pop(); body; body = waiting.pop()) {
      const { status, retryAfter } = await post(body);
      if (status === 200) continue;
      if (status !== 429) throw new Error(`POST /v1/batch answered ${status}`);
      waiting.push(body);
      await new Promise((later) => setTimeout(later, retryAfter * 1_000));
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
}
