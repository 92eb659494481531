/** The promise after a crash, tried: everything is killed again and again while a crowd is written to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../../src/store/bundled/processes.ts';
import { endServerOf } from './bundled.ts';
import { chanceOf } from './chance.ts';
import { Crowd, drained, openShop, poolSize, type Reckoning, reckon } from './crowd.ts';
import { type MailSink, openMailSink } from './mail-sink.ts';
import { processTree } from './memory.ts';
import { atEnd, gone, temporaryFolder } from './processes.ts';
import { adminEnvironment, makeKeys, startLife } from './serving.ts';

/** The mail server's slowness: with it messages are in hand at every kill. */
const SLOWNESS_MS = 10;
/** When a server is killed, in milliseconds after it was ready. */
const EARLIEST_MS = 200;
const LATEST_MS = 3_000;
const GONE_MS = 60_000;
const MAIL_PATIENCE_MS = 60_000;
const LOOK_MS = 5;

export type KillOptions = {
  people: number;
  kills: number;
  seed: number;
  /** How long the last life may take to finish. */
  patienceMs: number;
  /** Kills no life before it has mailed: on a machine that is busy otherwise most moments come before anything was in hand. */
  inMail?: boolean;
  /** Every second person is known by an address first, and turns out to be a customer while they are written to. */
  guests?: boolean;
};

export type KillFigures = Reckoning & {
  kills: number;
  seed: number;
  repeatedRequests: number;
  seconds: number;
  uncertainMost: number;
};

/** Kills these processes and all that they started, the database among them, as a machine that loses its power would. */
export async function killWhole(roots: readonly number[]): Promise<void> {
  const all = processTree(roots);
  for (const pid of all) signal(pid, 'SIGKILL');
  for (const pid of all) await gone(pid, GONE_MS);
}

async function mailing(sink: MailSink, more: number): Promise<void> {
  for (const end = Date.now() + MAIL_PATIENCE_MS; (await sink.count()) <= more; await sleep(LOOK_MS))
    assert.ok(Date.now() < end, `nothing was mailed in ${MAIL_PATIENCE_MS} ms`);
}

/**
 * People enter a scenario that mails them, while the server with its bundled database is killed at moments of chance and started
 * again; then it is left to finish. Fails where a message is lost, doubled, or uncertain beyond what was in hand.
 */
export async function killRun(
  t: TestContext,
  { people, kills, seed, patienceMs, inMail = false, guests = false }: KillOptions,
): Promise<KillFigures> {
  const began = Date.now();
  const chance = chanceOf(seed);
  const sink = await openMailSink(t, SLOWNESS_MS);
  const dataDir = join(temporaryFolder(t), 'data');
  atEnd(t, () => endServerOf(dataDir));
  const environment = { ...adminEnvironment, SMTP_URL: sink.url, PUBLIC_URL: 'https://atelier.example' };
  let life = await startLife(t, dataDir, environment);
  const keys = await makeKeys(life.address);
  const server = () => ({ address: life.address, ...keys });
  await openShop(server());
  const crowd = new Crowd(people, { guests });
  for (let kill = 0; kill < kills; kill++) {
    const telling = crowd.signIn(server()).then(() => crowd.tell(server(), Math.ceil(people / kills)));
    const mailed = await sink.count();
    await sleep(EARLIEST_MS + chance() * (LATEST_MS - EARLIEST_MS));
    if (inMail) await mailing(sink, mailed);
    await killWhole([life.root]);
    await telling;
    life = await startLife(t, dataDir, environment);
  }
  await crowd.tell(server());
  await crowd.signIn(server());
  await drained(server(), people, patienceMs);
  const reckoning = await reckon(server(), sink, people);
  const uncertainMost = kills * poolSize;
  assert.ok(reckoning.uncertain <= uncertainMost, `${reckoning.uncertain} are uncertain after ${kills} kills`);
  const seconds = Math.round((Date.now() - began) / 1_000);
  return { ...reckoning, kills, seed, repeatedRequests: crowd.repeated, seconds, uncertainMost };
}
