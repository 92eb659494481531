/** The registry of metrics of this process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const registry = new Registry();

/** One for a process: what the runtime tells of itself (memory, event loop, garbage collection). */
collectDefaultMetrics({ register: registry, prefix: 'declic_' });

type Described<Label extends string> = { name: `declic_${string}`; help: string; labels?: readonly Label[] };

const options = <Label extends string>({ name, help, labels = [] }: Described<Label>) => ({
  name,
  help,
  labelNames: [...labels],
  registers: [registry],
});

/** Something that only grows while the process runs. */
export const defineCounter = <Label extends string = never>(given: Described<Label>): Counter<Label> =>
  new Counter(options(given));

/** Times, in seconds, by bounds that fit what is timed. */
export const defineTimes = <Label extends string = never>(
  given: Described<Label> & { bounds: number[] },
): Histogram<Label> => new Histogram({ ...options(given), buckets: given.bounds });

/** Where readings look, and the two clocks. */
export type Moment<On> = { on: On; now: Date; wall: Date };
export type Value = { value: number; labels?: Record<string, string> };
type Reading = (moment: Moment<never>) => Promise<ReadonlyMap<string, readonly Value[]>>;

const readings: Reading[] = [];
const gauges = new Map<string, Gauge>();

/** Readings of the database that are asked together: `read` answers the values of each metric. */
export function defineReadings<On>(
  metrics: readonly Described<string>[],
  read: (moment: Moment<On>) => Promise<Record<string, readonly Value[]>>,
): void {
  for (const metric of metrics) gauges.set(metric.name, new Gauge(options(metric)));
  readings.push(async (moment) => new Map(Object.entries(await read(moment as Moment<On>))));
}

const up = new Gauge(
  options({ name: 'declic_database_up', help: 'Whether the database answered this scrape (1) or not (0)' }),
);

/** Whoever scrapes gives up after ten seconds; a database that is slower than this is not there for him. */
const READING_PATIENCE_MS = 5_000;

/** The page that Prometheus reads. What a database in trouble does not say is absent, and everything else still there. */
export async function scrape<On>(
  moment: Moment<On>,
  patience = READING_PATIENCE_MS,
): Promise<{ type: string; text: string }> {
  for (const gauge of gauges.values()) gauge.reset();
  const all = Promise.all(readings.map((read) => read(moment as Moment<never>)));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patience, null);
  });
  const found = await Promise.race([all.catch(() => null), late]);
  clearTimeout(timer);
  up.set(found === null ? 0 : 1);
  for (const values of found ?? []) {
    for (const [name, list] of values) for (const { labels = {}, value } of list) gauges.get(name)?.set(labels, value);
  }
  return { type: registry.contentType, text: await registry.metrics() };
}
