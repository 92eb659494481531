/** `declic db backup` and `declic db restore`. */
import { createRequire } from 'node:module';
import { knownSecret, putSecret } from '../../secret.ts';
import {
  type Backup,
  isDistributed,
  liveClock,
  type Pool,
  printOf,
  type RestoreReport,
  restoreBackup,
  withBackup,
  writeBackup,
} from '../../store/index.ts';
import { noteTask } from '../../upkeep/index.ts';
import { type Call, columns } from '../command.ts';

/** Under this name the database remembers when it was last backed up. */
export const BACKUP_TASK = 'backup';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

const sumOf = (tables: readonly { rows: number }[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Writes a backup beside whatever runs. @throws BACKUP_EXISTS, BACKUP_NOTHING, BACKUP_NOT_WRITTEN */
export async function backUp(call: Call, pool: Pool, file: string): Promise<number> {
  const secret = knownSecret(call.config);
  const include = call.options['with-secret'] === true;
  if (include && secret === null) throw call.wrong('There is no secret here that could go into the backup');
  if (await isDistributed(pool))
    call.say('On a cluster each server has its own moment: stop the servers of Déclic for a backup of one moment.');
  const report = await writeBackup(pool, {
    file,
    version,
    secret: secret === null ? null : { value: secret, include },
    now: liveClock.wall(),
    say: call.say,
  });
  await noteTask(pool, BACKUP_TASK, report.madeAt, { file: report.file, bytes: report.bytes });
  const rows = sumOf(report.tables);
  const { tables, ...told } = report;
  const text = `${report.file}: ${rows} rows of ${tables.length} tables, ${megabytes(report.bytes)} MB.`;
  call.answer({ ...told, rows, tables: tables.length }, `${text}\n${aboutSecret(secret, include)}`);
  return 0;
}

function aboutSecret(secret: string | null, included: boolean): string {
  if (included) return 'It holds the secret too: whoever has the file can sign links and read passwords of providers.';
  if (secret === null) return 'No secret is known here, so the file cannot say which one belongs to it.';
  return 'It does not hold the secret (DECLIC_SECRET or data/secret): keep that somewhere else, or unsubscribe links that were sent and passwords of providers are lost.';
}

/** Reads the whole file and says what it holds; touches no database. @throws BACKUP_UNREADABLE, BACKUP_DAMAGED */
export async function checkBackup(call: Call, path: string): Promise<number> {
  return withBackup(path, call.say, async ({ file, manifest }) => {
    const { declic, postgres, madeAt, tables, secret } = manifest;
    const rows = tables.filter((table) => table.rows > 0).map((table) => [table.name, `${table.rows}`]);
    const found = { file, madeAt, declic, postgres, rows: sumOf(tables), secretIncluded: secret?.included ?? false };
    const text = `${file} is whole: made ${madeAt} by Déclic ${declic} on PostgreSQL ${postgres}, with${found.secretIncluded ? '' : 'out'} the secret.`;
    call.answer(
      { dryRun: true, ...found, tables: Object.fromEntries(tables.map((table) => [table.name, table.rows])) },
      [text, columns([['TABLE', 'ROWS'], ...rows])].join('\n'),
    );
    return 0;
  });
}

/** Puts a backup into the database. @throws what `restoreBackup` and `withBackup` throw */
export async function restore(call: Call, pool: Pool, path: string): Promise<number> {
  return withBackup(path, call.say, async (backup) => {
    const options = { replace: call.options.replace === true, now: liveClock.wall(), say: call.say };
    const report = await restoreBackup(pool, backup, options);
    const secret = settleSecret(call, backup, options.now);
    const rows = sumOf(report.tables);
    call.answer(
      { file: backup.file, madeAt: backup.manifest.madeAt, rows, migrated: report.migrated, secret: secret.state },
      [`Restored ${rows} rows as of ${backup.manifest.madeAt}.`, ...more(report), secret.text].join('\n'),
    );
    return 0;
  });
}

function more({ migrated, spread }: RestoreReport): string[] {
  return [
    ...(migrated.length > 0 ? [`Migrations that came after the backup were applied: ${migrated.join(', ')}.`] : []),
    ...(spread ? ['The tables are spread over the cluster again.'] : []),
  ];
}

type SecretState = { state: 'same' | 'restored' | 'other' | 'unknown'; text: string };

/** The rows are worth less without the secret that they were made with: it is put in place, or the operator is told. */
function settleSecret({ config }: Call, { manifest, secret }: Backup, now: Date): SecretState {
  const own = knownSecret(config);
  if (manifest.secret === null)
    return {
      state: 'unknown',
      text: 'Which secret belongs to it was not known when it was made: put it in place before you start.',
    };
  if (own !== null && printOf(own) === manifest.secret.print)
    return { state: 'same', text: 'The secret here is the one it was made with.' };
  if (secret !== null && config.secret === null) {
    const aside = putSecret(config, secret, now);
    const text = aside === null ? 'Its secret is in place.' : `Its secret is in place; the one before is ${aside}.`;
    return { state: 'restored', text };
  }
  const where = config.secret === null ? `the file “secret” of ${config.dataDir}` : 'DECLIC_SECRET';
  const why = 'unsubscribe links that were sent and passwords of providers need it';
  return {
    state: 'other',
    text: `ATTENTION: it was made with another secret. Put that into ${where} before you start: ${why}.`,
  };
}
