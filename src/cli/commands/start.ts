import { mkdirSync } from 'node:fs';
import { startServer } from '../../server.ts';
import type { Call, Command } from '../command.ts';
import { demoOf } from '../demo.ts';
import { cliErrors } from '../errors.ts';
import { carriesToken, findServer, newToken, removeServerFile, writeServerFile } from '../server-file.ts';

/** After this a stop that hangs is cut: the database is safe at any moment, and whoever stops us waits 3 s. */
const STOP_PATIENCE_MS = 8_000;

/** After everything is stopped: time to write the last lines. */
const LAST_WORDS_MS = 100;

/** `declic start`: serves until SIGTERM or SIGINT. */
export const start: Command = {
  summary: 'starts the server',
  usage: 'declic start [--clock TIME] [--demo [--demo-people N] [--demo-seed TEXT]] [--json]',
  options: {
    clock: { type: 'string' },
    demo: { type: 'boolean' },
    'demo-people': { type: 'string' },
    'demo-seed': { type: 'string' },
  },
  run: async (call) => {
    if (call.positionals.length > 0) throw call.wrong(`“start” takes no “${call.positionals[0]}”`);
    const { config } = call;
    const demo = demoOf(call);
    const running = await findServer(config.dataDir);
    if (running !== null) throw cliErrors.CLI_SERVER_RUNNING({ pid: running.pid, address: running.address });
    const asked = stopAsked();
    const token = newToken();
    const server = await startServer({
      config,
      clock: readClock(call),
      isLocalCommand: (authorization) => carriesToken(authorization, token),
      log: call.say,
    }).catch((error) => {
      throw explained(error, config.host, config.port);
    });
    mkdirSync(config.dataDir, { recursive: true });
    writeServerFile(config.dataDir, { address: server.address, pid: process.pid, token });
    call.answer({ address: server.address, pid: process.pid }, `Déclic serves at ${server.address}`);
    const loading = demo?.(call.say);
    call.say(`${await asked}: finishing what is under way…`);
    setTimeout(() => process.exit(1), STOP_PATIENCE_MS).unref();
    loading?.stop();
    removeServerFile(config.dataDir);
    await server.stop();
    // A mail server that has not answered would hold the process for minutes; what it was told is noted as uncertain.
    setTimeout(() => process.exit(0), LAST_WORDS_MS).unref();
    return 0;
  },
};

/**
 * Resolves when somebody asks for an end: a signal, or the end of bin/declic.js, killed without a chance to pass one on. Later
 * signals are taken and ignored, because Ctrl-C reaches us twice (from the terminal and through bin/declic.js).
 */
function stopAsked(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => resolve(name));
    process.once('disconnect', () => resolve('The command that started this server is gone'));
  });
}

function readClock(call: Call): Date | null {
  const text = call.options.clock;
  if (text === undefined) return null;
  const at = new Date(String(text));
  // A time without its offset would mean another moment on each machine.
  if (Number.isNaN(at.getTime()) || !/(Z|[+-]\d\d:?\d\d)$/.test(String(text))) {
    throw call.wrong(`--clock takes a moment such as 2011-10-01T00:00:00Z, not “${text}”`);
  }
  return at;
}

function explained(error: unknown, host: string, port: number): unknown {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  return taken ? cliErrors.CLI_PORT_TAKEN({ port, host }, { cause: error }) : error;
}
