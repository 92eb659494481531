import {
  appliedMigrations,
  liveClock,
  migrate,
  openDatabase,
  openPool,
  type Pool,
  runningDatabase,
} from '../../store/index.ts';
import { type Call, type Command, columns } from '../command.ts';
import { distributeTables, retain } from './db-storage.ts';
import { examine } from './doctor.ts';

/** Exit code of a doctor who found something. */
const ILL = 1;

const VERBS: Record<string, (call: Call) => Promise<number>> = {
  migrate: runMigrate,
  doctor: runDoctor,
  retention: (call) => withDatabase(call, (pool) => retain(call, pool)),
  distribute: (call) => withDatabase(call, (pool) => distributeTables(call, pool)),
};

/** `declic db migrate|doctor|retention|distribute`: care of the database, with or without a running server. */
export const db: Command = {
  summary:
    'migrate: brings the database up to date; doctor: examines it; retention: deletes what was kept long enough; distribute: spreads the tables over a Citus cluster',
  usage: `declic db ${Object.keys(VERBS).join('|')} [--dry-run] [--json]`,
  options: { 'dry-run': { type: 'boolean' } },
  run: async (call) => {
    const [verb, ...rest] = call.positionals;
    if (verb === undefined) throw call.wrong('“db” needs to know what to do');
    const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!work) throw call.wrong(`“db” does not know “${verb}”`);
    if (rest.length > 0) throw call.wrong(`“db ${verb}” takes no “${rest[0]}”`);
    if (call.options['dry-run'] && verb !== 'retention') throw call.wrong(`“db ${verb}” knows no “--dry-run”`);
    return work(call);
  },
};

async function runMigrate(call: Call): Promise<number> {
  return withDatabase(call, async (pool) => {
    const applied = await migrate(pool, liveClock.wall());
    const count = (await appliedMigrations(pool)).length;
    const text =
      applied.length === 0 ? `Nothing to do: all ${count} migrations are applied.` : `Applied: ${applied.join(', ')}`;
    call.answer({ applied, total: count }, text);
    return 0;
  });
}

async function runDoctor(call: Call): Promise<number> {
  return withDatabase(call, async (pool) => {
    const checks = await examine(pool, call.config, liveClock.wall());
    const well = checks.every(({ ok }) => ok);
    const rows = checks.map(({ name, ok, found, todo }) => [ok ? 'ok' : 'NOT OK', name, found, todo]);
    call.answer({ ok: well, checks }, columns(rows));
    return well ? 0 : ILL;
  });
}

/** Through the bundled server of a running process, where there is one; else on a database opened for this command alone. */
async function withDatabase(call: Call, work: (pool: Pool) => Promise<number>): Promise<number> {
  const { config } = call;
  const running = config.databaseUrl === null ? runningDatabase(config.dataDir) : null;
  const opened = running === null ? await openDatabase(config, call.say) : null;
  const pool = openPool(running ?? opened?.connection ?? {}, () => {});
  try {
    return await work(pool);
  } finally {
    await pool.end();
    await opened?.stop();
  }
}
