/** Several processes on one PostgreSQL, of which some are killed or stopped while a crowd is written to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hold } from './bundled.ts';
import { chanceOf } from './chance.ts';
import { Crowd, drained, openShop, poolSize, type Reckoning, reckon, type Server } from './crowd.ts';
import { killWhole } from './killing.ts';
import { type MailSink, openMailSink } from './mail-sink.ts';
import { type Started, temporaryFolder } from './processes.ts';
import { adminEnvironment, type Life, makeKeys, startLife } from './serving.ts';

/** The mail server's slowness: with it messages are in hand at every kill. */
const SLOWNESS_MS = 10;
/** Between two kills, after those that were killed are back. */
const SHORTEST_MS = 500;
const LONGEST_MS = 3_000;
/** Five processes with their pools. */
const CONNECTIONS = '150';

export type House = {
  server: Server;
  /** The process that answers. */
  http: Life;
  engines: Life[];
  deliveries: Life[];
  sink: MailSink;
  databaseUrl: string;
  /** The process that holds the PostgreSQL; killed with all of its own, the database is gone until it is opened again. */
  database: Started;
  openDatabase: () => Promise<Started>;
  /** One more process on the same database. */
  start: (roles: string, more?: Record<string, string>) => Promise<Life>;
};

/** Processes of these roles, all started at once on an empty PostgreSQL; the first one answers, and each role has its own list. */
export async function openHouse(
  t: TestContext,
  roles: readonly string[] = ['http', 'engine', 'engine', 'delivery', 'delivery'],
  slownessMs = SLOWNESS_MS,
): Promise<House> {
  const folder = temporaryFolder(t);
  const sink = await openMailSink(t, slownessMs);
  const openDatabase = async () => {
    const holder = hold(t, join(folder, 'database'), { settings: { max_connections: CONNECTIONS } });
    await holder.event('ready');
    return holder;
  };
  const database = await openDatabase();
  const { url: databaseUrl } = (await database.event('ready')) as { url: string };
  let started = 0;
  const start: House['start'] = (roles, more = {}) =>
    startLife(t, join(folder, `process-${++started}`), {
      ...adminEnvironment,
      ROLES: roles,
      DATABASE_URL: databaseUrl,
      DECLIC_SECRET: 'a secret that all processes share',
      SMTP_URL: sink.url,
      PUBLIC_URL: 'https://atelier.example',
      ...more,
    });
  const lives = await Promise.all(roles.map((role) => start(role)));
  const of = (role: string) => lives.filter((_, i) => roles[i] === role);
  const { address } = lives[0]!;
  const server = { address, ...(await makeKeys(address)) };
  await openShop(server);
  return {
    server,
    http: lives[0]!,
    engines: of('engine'),
    deliveries: of('delivery'),
    sink,
    databaseUrl,
    database,
    openDatabase,
    start,
  };
}

/** Tells the whole crowd, whatever the server answers in between. */
export async function tellAll(crowd: Crowd, server: Server): Promise<void> {
  for (; crowd.left > 0; await sleep(SHORTEST_MS)) await crowd.tell(server);
}

export type SeveralFigures = Reckoning & { kills: number; seed: number; seconds: number; uncertainMost: number };

/** Kills one engine and one delivery at a time, each time others or the same, and starts new ones; fails as {@link reckon} does. */
export async function severalRun(
  t: TestContext,
  { people, kills, seed, patienceMs }: { people: number; kills: number; seed: number; patienceMs: number },
): Promise<SeveralFigures> {
  const began = Date.now();
  const chance = chanceOf(seed);
  const house = await openHouse(t);
  const crowd = new Crowd(people);
  const telling = tellAll(crowd, house.server);
  for (let kill = 0; kill < kills; kill++) {
    await sleep(SHORTEST_MS + chance() * (LONGEST_MS - SHORTEST_MS));
    const engine = chance() < 0.5 ? 0 : 1;
    const delivery = chance() < 0.5 ? 0 : 1;
    await killWhole([house.engines[engine]!.root, house.deliveries[delivery]!.root]);
    const [first, second] = await Promise.all([house.start('engine'), house.start('delivery')]);
    house.engines[engine] = first;
    house.deliveries[delivery] = second;
  }
  await telling;
  await drained(house.server, people, patienceMs);
  const reckoning = await reckon(house.server, house.sink, people);
  const uncertainMost = kills * poolSize;
  assert.ok(reckoning.uncertain <= uncertainMost, `${reckoning.uncertain} are uncertain after ${kills} kills`);
  return { ...reckoning, kills, seed, seconds: Math.round((Date.now() - began) / 1_000), uncertainMost };
}
