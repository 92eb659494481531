/**
 * A process that holds a bundled server, to be killed by tests: `node bundled-holder.ts '{"dataDir":"…"}'`. It prints one JSON line
 * per event, stops on SIGTERM, and exits without stopping on SIGUSR2.
 */
import { openBundled } from '../../src/store/bundled/index.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as {
  dataDir: string;
  openHome?: string;
  settings?: Record<string, string>;
};
const tell = (event: string, more: object = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
const began = performance.now();

try {
  const server = await openBundled({ ...options, log: (line) => tell('log', { line }) });
  server.onChildExit((change) => tell(change, { pid: server.pid() }));
  process.on('SIGUSR2', () => process.exit(0));
  process.on('SIGTERM', async () => {
    clearInterval(alive);
    await server.stop();
    tell('stopped');
  });
  // Last: whoever reads it may signal at once.
  const ms = Math.round(performance.now() - began);
  tell('ready', { ms, pid: server.pid(), adopted: server.adopted, url: server.url });
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  tell('refused', { code, message });
  process.exit(1);
}
const alive = setInterval(() => {}, 60_000);
