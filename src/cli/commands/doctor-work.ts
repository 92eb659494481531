/** What the doctor sees of the work: whether it keeps up, what went wrong, and what is missing for messages to leave. */
import type { Config } from '../../config.ts';
import { senderAddress, senders } from '../../delivery/index.ts';
import { listDomains, type SendingDomain, sealedOtherwise, storedCircuits } from '../../providers/index.ts';
import { knownSecret } from '../../secret.ts';
import { readSetting, shopName, shopPostalAddress } from '../../settings/index.ts';
import { missingPartitions, type Pool, run, statements } from '../../store/index.ts';
import {
  bucketsBehind,
  failedSince,
  lastDone,
  readDatabase,
  readLag,
  readWaiting,
  tablesWithDeadRows,
} from '../../upkeep/index.ts';
import { BACKUP_TASK } from './db-backup.ts';
import { type Check, check } from './doctor-check.ts';

const sql = statements(import.meta.url, 'doctor-work.sql');

const DAY_MS = 86_400_000;
/** Work that waits longer is not a busy moment any more. */
const LATE_SECONDS = 300;
const MOST_FAILED = 100;
/** The inbox turns over more than a tenth of this between two vacuums. */
export const DEAD_ROWS = 1_000_000;
const LONGEST_TRANSACTION_SECONDS = 3_600;
const BUSY_CONNECTIONS = 0.8;
const OLDEST_BACKUP_DAYS = 7;
const OLDEST_CARE_DAYS = 3;

const GUIDE = 'docs/OPERATIONS.md, “What to do when”';

/** Checks of a database whose migrations are applied, at a moment of the wall clock. */
export async function workChecks(pool: Pool, config: Config, now: Date): Promise<Check[]> {
  const [inUse] = await run<{ people: boolean; published: boolean }>(pool, sql('in-use'), {});
  return [
    ...(await lagChecks(pool, now)),
    ...(await messageChecks(pool, now)),
    ...(await databaseChecks(pool, now)),
    ...(await careChecks(pool, now, inUse!.people)),
    await sendingCheck(pool, config, inUse!.published),
    await providersCheck(pool, now),
    await secretCheck(pool, config),
    await complaintsCheck(pool, now),
    ...(await domainChecks(pool)),
  ];
}

async function lagChecks(pool: Pool, now: Date): Promise<Check[]> {
  const { inbox, outbox, positions } = await readLag(pool, { now, wall: now });
  const behind = await bucketsBehind(pool, new Date(now.getTime() - LATE_SECONDS * 1_000));
  const engine = `Look whether a process with the role “engine” runs and what it logs; ${GUIDE}.`;
  const late = (name: string, what: string, seconds: number, todo: string) =>
    check(
      name,
      seconds <= LATE_SECONDS,
      seconds < 1 ? 'nothing waits' : `the oldest ${what} waits ${span(seconds)}`,
      todo,
    );
  const buckets = behind.map(({ bucket }) => bucket);
  return [
    late('inbox', 'fact', Math.max(inbox.transactional, inbox.fresh), engine),
    check(
      'buckets',
      buckets.length === 0,
      buckets.length === 0 ? 'none is behind' : `behind: ${buckets.join(', ')}`,
      engine,
    ),
    late('steps', 'step', positions, engine),
    late(
      'outbox',
      'message that is due',
      Math.max(outbox.transactional, outbox.fresh),
      `Look whether a process with the role “delivery” runs, and whether the provider answers; ${GUIDE}.`,
    ),
  ];
}

async function messageChecks(pool: Pool, now: Date): Promise<Check[]> {
  const { messages } = await readWaiting(pool);
  const failed = await failedSince(pool, new Date(now.getTime() - DAY_MS));
  const { uncertain = 0, aside = 0 } = messages;
  return [
    check(
      'uncertain',
      uncertain === 0,
      `${uncertain} messages may or may not have left`,
      'Compare them with the log of the provider: /api/outbox?state=uncertain lists them. They are not sent again.',
    ),
    check(
      'failed',
      failed <= MOST_FAILED,
      `${failed} messages failed for good since yesterday`,
      'Read their reasons: /api/outbox?state=failed lists them.',
    ),
    check('paused', true, aside === 0 ? 'nothing is held back' : `${aside} messages wait until a pause ends`, ''),
  ];
}

async function databaseChecks(pool: Pool, now: Date): Promise<Check[]> {
  const state = await readDatabase(pool, { wall: now });
  const dead = await tablesWithDeadRows(pool, DEAD_ROWS);
  const names = dead.map((one) => `${one.name} (${one.dead} dead, ${one.live} live)`).join(', ');
  return [
    check('autovacuum', state.autovacuum, state.autovacuum ? 'on' : 'off', 'Switch it on: set autovacuum = on.'),
    check(
      'dead-rows',
      dead.length === 0,
      dead.length === 0 ? 'few' : names,
      'Run “vacuum” on each; see what holds old rows.',
    ),
    check(
      'transactions',
      state.oldestTransactionSeconds <= LONGEST_TRANSACTION_SECONDS,
      `the oldest is open ${span(state.oldestTransactionSeconds)}`,
      'Find it in pg_stat_activity and end it: rows that it may see are kept by everybody.',
    ),
    check(
      'connections',
      state.connections <= state.mostConnections * BUSY_CONNECTIONS,
      `${state.connections} of ${state.mostConnections}`,
      'Allow more (max_connections), or run fewer processes; each takes up to 17.',
    ),
  ];
}

async function careChecks(pool: Pool, now: Date, people: boolean): Promise<Check[]> {
  const daily = await lastDone(pool, 'daily');
  const missing = (await missingPartitions(pool, now, now)).map(({ name }) => name);
  const backup = await lastDone(pool, BACKUP_TASK);
  const ago = (at: Date | null) => (at === null ? 'never' : `${span((now.getTime() - at.getTime()) / 1_000)} ago`);
  const within = (at: Date, days: number) => now.getTime() - at.getTime() <= days * DAY_MS;
  return [
    check(
      'care',
      daily === null || within(daily, OLDEST_CARE_DAYS),
      ago(daily),
      'A process with the role “engine” does it once a day: look what it logs.',
    ),
    check(
      'partitions',
      daily === null || missing.length === 0,
      missing.length === 0 ? 'made ahead' : `not made: ${missing.join(', ')}`,
      'A process with the role “engine” makes them: look what it logs.',
    ),
    check(
      'backup',
      backup === null ? !people : within(backup, OLDEST_BACKUP_DAYS),
      ago(backup),
      'Run “declic db backup FILE”, every night, onto another machine.',
    ),
  ];
}

/** Without these a published scenario writes to nobody, or its messages break the law. */
async function sendingCheck(pool: Pool, config: Config, published: boolean): Promise<Check> {
  const settings = [shopName, shopPostalAddress, senderAddress];
  const missing: string[] = [];
  for (const setting of settings) if ((await readSetting(pool, setting)) === '') missing.push(setting.key);
  if (config.publicUrl === null) missing.push('PUBLIC_URL');
  const [{ providers }] = (await run<{ providers: number }>(pool, sql('providers'), {})) as [{ providers: number }];
  const way = config.smtpUrl === null && providers === 0 ? 'mail stays in the local outbox' : 'mail leaves';
  const found = missing.length === 0 ? way : `${way}; not set: ${missing.join(', ')}`;
  const todo = 'Set them: “declic setting set KEY VALUE”, capital names in the environment.';
  return check('sending', !published || missing.length === 0, found, todo);
}

async function providersCheck(pool: Pool, now: Date): Promise<Check> {
  const shut = [...(await storedCircuits(pool))].filter(([, { state }]) => state !== 'closed');
  const since = (at: Date) => span(Math.max(0, (now.getTime() - at.getTime()) / 1_000));
  const said = shut.map(
    ([key, circuit]) => `${key} for ${since(circuit.since)} (${circuit.reason ?? 'no reason told'})`,
  );
  const found = shut.length === 0 ? 'none is left alone' : `left alone: ${said.join(', ')}`;
  return check(
    'providers',
    shut.length === 0,
    found,
    '“declic provider test KEY” says what it answers; its mail waits.',
  );
}

/** After a restore with another secret nothing leaves over these, and their mail waits without a word. */
async function secretCheck(pool: Pool, config: Config): Promise<Check> {
  const secret = knownSecret(config);
  const closed = secret === null ? [] : await sealedOtherwise(pool, secret);
  return check(
    'secret',
    closed.length === 0,
    closed.length === 0 ? 'opens what is sealed' : `does not open the address of: ${closed.join(', ')}`,
    'Put the secret in place with which they were kept, or give their addresses anew: “declic provider add KEY --url-file FILE”.',
  );
}

async function complaintsCheck(pool: Pool, now: Date): Promise<Check> {
  const all = await senders(pool, now);
  const said = all.map(({ domain, delivered, complaints, rate, standing }) => {
    const percent = rate === null ? '' : ` (${(100 * rate).toFixed(2)} %)`;
    const mark = standing === 'stopped' ? ', promotional mail held back' : '';
    return `${domain}: ${complaints} of ${delivered}${percent}${mark}`;
  });
  return check(
    'complaints',
    all.every(({ standing }) => standing === 'well'),
    said.length === 0 ? 'no mail left lately' : said.join('; '),
    'Write to those who react only, and see where the addresses come from; “declic delivery resume sender DOMAIN” lets it go on.',
  );
}

/** What was found when each domain was last looked up: this command asks no name server. */
async function domainChecks(pool: Pool): Promise<Check[]> {
  return (await listDomains(pool)).map((domain) => {
    const wrong = faultsOf(domain);
    const found =
      domain.checked === null ? 'never looked up' : wrong.length === 0 ? 'well' : `to mend: ${wrong.join(', ')}`;
    const todo = `Put its records into the DNS and have it looked up: GET /api/sending-domains/${domain.domain} shows them.`;
    return check(`domain ${domain.domain}`, domain.checked !== null && wrong.length === 0, found, todo);
  });
}

const faultsOf = ({ checked }: SendingDomain): string[] =>
  Object.entries(checked ?? {}).flatMap(([name, { state }]) =>
    state === 'ok' ? [] : [`${name.toUpperCase()} ${state}`],
  );

function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
