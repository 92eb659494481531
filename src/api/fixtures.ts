/** The real app on a real store, for the tests of this room. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import pino, { type Logger } from 'pino';
import { freshDatabase } from '../../test/support/database.ts';
import { nameServer } from '../../test/support/dns.ts';
import { type AccountRole, createAccount, openSession, ROLES } from '../access/index.ts';
import { openAdapters } from '../channels/index.ts';
import { loadConfig } from '../config.ts';
import { createDelivery, createWriter } from '../delivery/index.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { getTemplateVersion } from '../messages/index.ts';
import { Providers, systemDns } from '../providers/index.ts';
import { readSetting, shopTimezone } from '../settings/index.ts';
import { type Clock, movableClock, openStore, type Store } from '../store/index.ts';
import { buildApi } from './index.ts';

export const START = new Date('2026-03-02T09:00:00Z');
export const SECRET = 'a secret for signed links of tests';
export const PUBLIC = 'https://declic.example';
export const COMMAND_TOKEN = 'token of the command line';

export type TestApp = {
  app: FastifyInstance;
  store: Store;
  engine: Engine;
  /** What was logged, one JSON document a line. */
  logged: string[];
  /** Session cookie of an account of that role. */
  cookies: Record<AccountRole, string>;
  /** Calls as somebody: a role by its cookie, `null` as nobody. */
  as: (
    role: AccountRole | null,
    method: string,
    url: string,
    body?: unknown,
    more?: InjectOptions,
  ) => Promise<LightMyRequestResponse>;
};

/** Opens everything for one test file or one test; taken apart when it ends. */
export async function testApp(
  t: { after: (close: () => Promise<void>) => void },
  env: Record<string, string> = {},
  options: { buckets?: number } = {},
): Promise<TestApp> {
  const closing: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const database = await freshDatabase(options);
  closing.push(database.drop);
  const clock: Clock = movableClock(START);
  const store = await openStore({ connection: database.connection, clock, schema: 'check' });
  closing.push(store.close);
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const config = loadConfig(env);
  const providers = new Providers({ store, secret: SECRET, smtpUrl: config.smtpUrl, log });
  closing.push(() => providers.close());
  const engine = work(store, providers, log, closing);
  const app = await buildApi({
    store,
    config,
    secret: SECRET,
    engine,
    providers,
    dns: systemDns([await nameServer((work) => closing.push(async () => work()), {})]),
    log,
    isLocalCommand: (authorization) => authorization === `Bearer ${COMMAND_TOKEN}`,
  });
  closing.push(() => app.close());
  const cookies = {} as Record<AccountRole, string>;
  for (const role of ROLES) {
    const account = await createAccount(store.pool, store.clock.wall(), {
      email: `${role}@shop.example`,
      password: `the ${role}'s sentence`,
      role,
    });
    cookies[role] = (await openSession(store.pool, store.clock.wall(), account.id)).token;
  }
  const as: TestApp['as'] = (role, method, url, body, more = {}) =>
    app.inject({
      method: method as 'GET',
      url,
      ...(body === undefined ? {} : { payload: body as object }),
      ...(role === null ? {} : { cookies: { declic_session: cookies[role] } }),
      ...more,
    });
  return { app, store, engine, logged, cookies, as };
}

/** The real engine with real delivery into the local outbox, run by the tests: `quiet` does all that is due. */
function work(store: Store, providers: Providers, log: Logger, closing: (() => Promise<unknown>)[]): Engine {
  const adapters = openAdapters({});
  closing.push(adapters.close);
  const write = createWriter({
    store,
    publicUrl: () => PUBLIC,
    secret: SECRET,
    loadVersion: async (id, version) => (await getTemplateVersion(store.pool, id, version)).compiled,
  });
  const delivery = createDelivery({ store, adapters, providers, write, log });
  closing.push(delivery.stop);
  const timezone = () => readSetting(store.pool, shopTimezone);
  const engine = createEngine({ store, log, deliveries: delivery, timezone });
  closing.push(engine.stop);
  return engine;
}
