import { appliedMigrations, liveClock, migrate } from '../../store/index.ts';
import { type Call, type Command, columns } from '../command.ts';
import { backUp, checkBackup, restore } from './db-backup.ts';
import { runRebucket } from './db-buckets.ts';
import { withDatabase } from './db-open.ts';
import { distributeTables, retain } from './db-storage.ts';
import { examine } from './doctor.ts';

/** Exit code of a doctor who found something. */
const ILL = 1;

type Verb = {
  summary: string;
  /** What it takes beside its name, and the options that it knows. */
  takes?: string;
  options?: readonly string[];
  run: (call: Call, given: string) => Promise<number>;
};

const VERBS: Record<string, Verb> = {
  migrate: { summary: 'brings the database up to date', run: runMigrate },
  doctor: { summary: 'examines it', run: runDoctor },
  retention: {
    summary: 'deletes what was kept long enough',
    options: ['dry-run'],
    run: (call) => withDatabase(call, (pool) => retain(call, pool)),
  },
  distribute: {
    summary: 'spreads the tables over a Citus cluster',
    run: (call) => withDatabase(call, (pool) => distributeTables(call, pool)),
  },
  rebucket: {
    summary: 'gives it another number of buckets, while no server runs',
    takes: 'NUMBER',
    run: runRebucket,
  },
  backup: {
    summary: 'writes all of it into one file, while the server runs',
    takes: 'FILE',
    options: ['with-secret'],
    run: (call, file) => withDatabase(call, (pool) => backUp(call, pool, file)),
  },
  restore: {
    summary: 'puts a backup into an empty database; --dry-run checks the file alone',
    takes: 'FILE',
    options: ['replace', 'dry-run'],
    run: (call, file) =>
      call.options['dry-run'] === true
        ? checkBackup(call, file)
        : withDatabase(call, (pool) => restore(call, pool, file)),
  },
};

const usageOf = (name: string, { takes, options = [] }: Verb): string =>
  [name, takes, ...options.map((option) => `[--${option}]`)].filter((part) => part !== undefined).join(' ');

/** `declic db …`: care of the database, with or without a running server. */
export const db: Command = {
  summary: Object.entries(VERBS)
    .map(([name, { summary }]) => `${name}: ${summary}`)
    .join('; '),
  usage: `declic db ${Object.entries(VERBS)
    .map(([name, verb]) => usageOf(name, verb))
    .join('|')}`,
  options: Object.fromEntries(
    Object.values(VERBS).flatMap(({ options = [] }) => options.map((name) => [name, { type: 'boolean' }] as const)),
  ),
  run: async (call) => {
    const [name, ...given] = call.positionals;
    if (name === undefined) throw call.wrong('“db” needs to know what to do');
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (!verb) throw call.wrong(`“db” does not know “${name}”`);
    if (verb.takes !== undefined && given.length === 0) throw call.wrong(`“db ${name}” needs ${verb.takes}`);
    const extra = given[verb.takes === undefined ? 0 : 1];
    if (extra !== undefined) throw call.wrong(`“db ${name}” takes no “${extra}”`);
    const strange = Object.keys(call.options).find(
      (option) => Object.hasOwn(db.options, option) && !verb.options?.includes(option),
    );
    if (strange !== undefined) throw call.wrong(`“db ${name}” knows no “--${strange}”`);
    return verb.run(call, given[0] ?? '');
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
