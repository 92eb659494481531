/** `declic db retention` and `declic db distribute`. */
import { bucketCount, distribute, liveClock, migrate, type Pool, transaction } from '../../store/index.ts';
import { countPast, deletePast, type RetentionReport } from '../../upkeep/index.ts';
import { type Call, columns } from '../command.ts';

/** Deletes what has been kept long enough, or with `--dry-run` says what would go. The server does the same by itself, daily. */
export async function retain(call: Call, pool: Pool): Promise<number> {
  const dry = call.options['dry-run'] === true;
  await migrate(pool, liveClock.wall());
  const report = dry ? await countPast(pool, liveClock) : await deleteNow(pool);
  call.answer({ dryRun: dry, ...report }, textOf(report, dry));
  return 0;
}

async function deleteNow(pool: Pool): Promise<RetentionReport> {
  const buckets = await bucketCount(pool);
  return deletePast({ pool, buckets, clock: liveClock, transaction: (work) => transaction(pool, work) });
}

function textOf({ rows, partitions, window }: RetentionReport, dry: boolean): string {
  const table = rows.map((past) => [
    past.name,
    `${past.days} days`,
    past.before.toISOString().slice(0, 10),
    `${past.rows}`,
  ]);
  const quarters = partitions.length === 0 ? 'no whole quarter' : partitions.join(', ');
  return [
    columns([['WHAT', 'KEPT', 'UNTIL', dry ? 'WOULD GO' : 'DELETED'], ...table]),
    `Partitions of events that ${dry ? 'would be' : 'were'} dropped: ${quarters}.`,
    ...(window ? [`The longest window of a rule is ${window.days} days: ${window.what}.`] : []),
  ].join('\n');
}

/** Spreads the tables over the servers of a cluster. @throws STORE_NO_CITUS */
export async function distributeTables(call: Call, pool: Pool): Promise<number> {
  await migrate(pool, liveClock.wall());
  const done = await distribute(pool);
  const text =
    done.cut.length + done.copied.length === 0
      ? `Nothing to do: all ${done.already} tables are spread (Citus ${done.citus}, ${done.shards} shards).`
      : `Citus ${done.citus}: ${done.cut.length} tables are cut by bucket into ${done.shards} shards, ${done.copied.length} have a copy on every server.`;
  call.answer(done, text);
  return 0;
}
