/**
 * Which processes live. Each one keeps a session that holds an advisory lock on the process's number; the database lets go of it
 * when the session ends. So a killed process is known to be gone within moments, with no beat to write, no clocks to compare, and
 * no lease to wait for.
 *
 * A lock says that a session lives, no more: a process that is cut off, or whose session was ended, may still be at work. Whoever
 * takes over what such a process held must leave it harmless if it goes on.
 */
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { askDatabase, askSilent, sessionOptions } from './db.ts';
import { run, statements } from './statements.ts';

const sql = statements(import.meta.url, 'presence.sql');

/** First key of the advisory locks; the second is the process's number. */
const lockSpace = 7_301_030;
const highestNumber = 2 ** 31 - 1;
/** Pause before a lost session is opened again. */
const renewAfter = 500;

/** The sign of life of this process, and those of the others. */
export type Presence = {
  /** Number of this process, the same for its whole life; its session is opened, or found open, before it is answered. */
  here: () => Promise<number>;
  /** Numbers of the processes that live as far as the database can tell, this one among them. */
  living: () => Promise<Set<number>>;
  close: () => Promise<void>;
};

/** Nothing is opened before somebody asks. */
export function createPresence(connection: pg.PoolConfig, onError: (error: Error) => void): Presence {
  const number = randomInt(1, highestNumber);
  let session: Promise<pg.Client> | null = null;
  let closed = false;

  const open = (): Promise<pg.Client> => {
    const opening = openSession(connection, number, (error) => {
      if (session !== opening) return;
      session = null;
      if (error) onError(error);
      // At once and not at the next question: until then the others take this process for gone.
      if (!closed) setTimeout(() => void ask().catch(onError), renewAfter).unref();
    });
    return opening;
  };
  const ask = (): Promise<pg.Client> => {
    session ??= open();
    const asked = session;
    asked.catch(() => {
      if (session === asked) session = null;
    });
    return asked;
  };
  return {
    here: async () => {
      await ask();
      return number;
    },
    living: async () => {
      const rows = await run<{ process: number }>(await ask(), sql('living'), { space: lockSpace });
      return new Set([number, ...rows.map((row) => row.process)]);
    },
    close: async () => {
      closed = true;
      const last = session;
      session = null;
      await last?.then(
        (client) => client.end(),
        () => {},
      );
    },
  };
}

async function openSession(
  connection: pg.PoolConfig,
  number: number,
  onEnd: (error?: Error) => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection,
    // Lets an operator tell whose session this is.
    application_name: `declic process ${process.pid}`,
    ...askDatabase,
    options: `${sessionOptions} -c idle_session_timeout=0${askSilent}`,
  });
  let fault: Error | undefined;
  client.on('error', (error) => {
    fault = error;
  });
  await client.connect();
  const [row] = await run<{ held: boolean }>(client, sql('hold'), { space: lockSpace, process: number });
  if (!row!.held) {
    await client.end();
    throw new Error(`An earlier session of process ${number} is still there`);
  }
  client.on('end', () => onEnd(fault));
  return client;
}
