/** The server: store, engine, delivery and API put together, and taken apart again. */
import type { Logger } from 'pino';
import { ensureFirstAdmin } from './access/index.ts';
import { buildApi, buildWebWhenStale, invitationLink } from './api/index.ts';
import { createKeeper } from './banks/index.ts';
import { openAdapters } from './channels/index.ts';
import type { Config } from './config.ts';
import { createDelivery, createWriter, type Delivery } from './delivery/index.ts';
import { createEngine, type Engine } from './engine/index.ts';
import { createImporter, listenForBounces } from './intake/index.ts';
import { openLog } from './log.ts';
import { getTemplateVersion } from './messages/index.ts';
import { defineCounter } from './metrics/index.ts';
import { Providers, systemDns } from './providers/index.ts';
import { secretOf } from './secret.ts';
import { readSetting, shopTimezone } from './settings/index.ts';
import { attend, type Database, liveClock, movableClock, openDatabase, openStore, type Store } from './store/index.ts';
import { createUpkeep, type Upkeep } from './upkeep/index.ts';

/** What `declic start` asks for. */
export type ServerOptions = {
  config: Config;
  /** The moment a moved clock stands at; null for the clock of daily life. */
  clock: Date | null;
  /** Lets commands of this machine in; they send it as `Authorization: Bearer`. */
  isLocalCommand: (authorization: string | undefined) => boolean;
  log: (line: string) => void;
};

/** A server that answers. */
export type RunningServer = { address: string; stop: () => Promise<void> };

/** Opens the store, brings its schema up to date, starts the roles of this process and listens. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log } = options;
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    const faults: unknown[] = [];
    // One that fails (the database is gone) leaves no other undone, the bundled database's end above all.
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw faults[0];
  };
  try {
    const logger = openLog(config.logLevel);
    const database = await openDatabase(config, log);
    undo.push(() => database.stop());
    watch(database, logger);
    const attendance = await attend(database.connection, (error) =>
      logger.warn(
        { event: 'database.presence_lost', err: error },
        'the session that says “in use” was lost; it is opened again',
      ),
    );
    undo.push(() => attendance.leave());
    const store = await openStore({
      connection: database.connection,
      clock: options.clock === null ? liveClock : movableClock(options.clock),
      schema: 'migrate',
      onError: (error) =>
        logger.warn(
          { event: 'database.connection_lost', err: error },
          'a database connection was lost; it is opened again when needed',
        ),
    });
    undo.push(() => store.close());
    let address = '';
    const providers = new Providers({ store, secret: secretOf(config), smtpUrl: config.smtpUrl, log: logger });
    undo.push(() => providers.close());
    const work = { store, config, log: logger, providers, publicUrl: () => config.publicUrl ?? address };
    const { engine, delivery } = startWork(work, undo);
    const upkeep = createUpkeep({ store, log: logger });
    undo.push(() => upkeep.stop());
    if (config.roles.includes('engine')) await upkeep.start();
    const app = await buildApi({
      store,
      config,
      secret: secretOf(config),
      engine: withDays(engine, upkeep),
      providers,
      dns: systemDns(config.dnsServers ?? undefined),
      log: logger,
      isLocalCommand: options.isLocalCommand,
    });
    undo.push(() => app.close());
    if (config.roles.includes('http')) {
      const web = buildWebWhenStale(log);
      undo.push(async () => web.stop());
    }
    address = await app.listen({ port: config.port, host: config.host });
    if (config.bouncePort !== null && config.roles.includes('http')) {
      const given = { store, secret: secretOf(config), log: logger };
      const bounces = await listenForBounces(given, { host: config.host, port: config.bouncePort });
      undo.push(() => bounces.close());
      log(`Bounces and complaints are taken at smtp://${config.host}:${bounces.port}`);
    }
    // Each link withdraws the one before: only a process that is asked makes one.
    if (config.roles.includes('http')) await greet(store, config, address, log);
    if (config.roles.includes('engine')) engine.start();
    const keeper = createKeeper({ store, log: logger });
    undo.push(() => keeper.stop());
    if (config.roles.includes('engine')) keeper.start();
    const importer = createImporter({ store, log: logger });
    undo.push(() => importer.stop());
    if (config.roles.includes('engine')) importer.start();
    if (config.roles.includes('delivery') && !store.clock.move) delivery.start();
    logger.info(
      { event: 'server.started', address, roles: config.roles, buckets: store.buckets },
      'the server answers',
    );
    undo.push(async () => logger.info({ event: 'server.stopping' }, 'the server stops'));
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Work = { store: Store; config: Config; log: Logger; providers: Providers; publicUrl: () => string };

const restarts = defineCounter({
  name: 'declic_database_child_total',
  help: 'What befell the bundled PostgreSQL while this process ran: restarted, reconnected, lost',
  labels: ['event'],
});

/** The bundled server is brought back by itself; that it was needed is to be seen. */
function watch(database: Database, log: Logger): void {
  database.onChildExit((event) => {
    restarts.inc({ event });
    log.error({ event: `database.${event}` }, 'the bundled PostgreSQL ended by itself');
  });
}

/** Engine and delivery, not started; on a clock that stands still the engine drives the deliveries. */
function startWork(
  { store, config, log, providers, publicUrl }: Work,
  undo: (() => Promise<void>)[],
): { engine: Engine; delivery: Delivery } {
  // Mail leaves over the providers, SMTP_URL among them.
  const adapters = openAdapters({});
  undo.push(() => adapters.close());
  const write = createWriter({
    store,
    publicUrl,
    secret: secretOf(config),
    loadVersion: async (id, version) => (await getTemplateVersion(store.pool, id, version)).compiled,
  });
  const delivery = createDelivery({ store, adapters, providers, write, log });
  undo.push(() => delivery.stop());
  const engine = createEngine({
    store,
    log,
    deliveries: store.clock.move ? delivery : null,
    timezone: () => readSetting(store.pool, shopTimezone),
  });
  undo.push(() => engine.stop());
  return { engine, delivery };
}

/** A clock that is moved by hand passes days too, which no timer sees. */
const withDays = (engine: Engine, upkeep: Upkeep): Engine => ({
  ...engine,
  advance: async (to) => {
    await engine.advance(to);
    await upkeep.runIfDue();
  },
});

/** The first administrator: from the environment, or by a link that is printed once. */
async function greet(store: Store, config: Config, address: string, log: (line: string) => void): Promise<void> {
  const first = await ensureFirstAdmin(store, { email: config.adminEmail, password: config.adminPassword });
  if (first.state === 'made') log(`The administrator ${first.email} was made from DECLIC_ADMIN_EMAIL.`);
  if (first.state === 'invited') {
    log(
      `No account exists yet. Make the first administrator here, once: ${invitationLink(config.publicUrl ?? address, first.token)}`,
    );
  }
}
