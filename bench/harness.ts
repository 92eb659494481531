import { cpus, totalmem } from 'node:os';

/** One measured figure. `raw` is the limit it is held against, in the same unit, taken in the same run. */
export type Figure = {
  name: string;
  /** What did the work: `bundled` or `server`. */
  engine: string;
  value: number;
  unit: string;
  /** The raw limit beside it, and what it is. */
  raw: number | null;
  rawIs: string;
  /** value / raw for rates, raw / value for durations: 1 is the limit of the machine. */
  ratio: number | null;
  goal: number | null;
  ok: boolean;
};

/** What a run may ask for; without it sizes are fixed, so that runs compare. `folder`: where a shop is kept from one run to the next. */
export type Sizes = { people?: number; folder?: string };

/** A benchmark answers its figures. */
export type Bench = (say: (line: string) => void, sizes: Sizes) => Promise<Figure[]>;

/** A figure with its ratio worked out; `goal` is the least ratio that is wanted, null while none is set. */
export function figure(given: Omit<Figure, 'ratio' | 'ok' | 'engine'> & { lowerIsBetter?: boolean }): Figure {
  const { lowerIsBetter = false, ...rest } = given;
  const ratio = rest.raw === null ? null : lowerIsBetter ? rest.raw / rest.value : rest.value / rest.raw;
  return { ...rest, engine: 'bundled', ratio, ok: rest.goal === null || (ratio !== null && ratio >= rest.goal) };
}

/** A rate that is wanted whatever the machine can do raw: the goal stands where the raw limit of others does. */
export const wantedRate = (name: string, value: number, unit: string, wanted: number): Figure =>
  figure({ name: `${name}/wanted`, value, unit, raw: wanted, rawIs: 'the rate that is wanted', goal: 1 });

/** Seconds that `work` took. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** The machine as a line for RESULTS.md. */
export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
