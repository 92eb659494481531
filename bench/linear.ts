import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchStore } from './database.ts';
import { type Bench, type Figure, figure } from './harness.ts';
import { crowdThrough } from './people.ts';

/**
 * Question: does a person cost the same whether a hundred thousand are there or three million? Everybody of a shop of each size goes
 * through the scenario of `people`. The plot is written to `bench/linear.svg`. `--people N` is the largest size.
 */
const sizes = [100_000, 300_000, 1_000_000, 3_000_000];
/** Most that the dearest person may cost more than the cheapest. */
const apart = 1.2;

export const linear: Bench = async (say, { people = sizes.at(-1)! }) => {
  const costs: { people: number; microseconds: number }[] = [];
  for (const size of sizes.filter((one) => one <= people)) {
    const { store, close } = await benchStore();
    try {
      const took = await crowdThrough(store, size);
      costs.push({ people: size, microseconds: (took / size) * 1e6 });
      say(`linear: ${size} people in ${took.toFixed(1)} s, ${((took / size) * 1e6).toFixed(0)} µs each`);
    } finally {
      await close();
    }
  }
  writeFileSync(fileURLToPath(new URL('linear.svg', import.meta.url)), plot(costs));
  const all = costs.map(({ microseconds }) => microseconds);
  const figures: Figure[] = costs.map(({ people: size, microseconds }) =>
    figure({ name: `linear/${size}`, value: microseconds, unit: 'µs/person', raw: null, rawIs: '', goal: null }),
  );
  return [
    ...figures,
    figure({
      name: 'linear/dearest',
      value: Math.max(...all),
      unit: 'µs/person',
      raw: Math.min(...all) * apart,
      rawIs: `the cheapest person and ${Math.round((apart - 1) * 100)} %`,
      goal: 1,
      lowerIsBetter: true,
    }),
  ];
};

const WIDTH = 640;
const HEIGHT = 320;
const EDGE = 56;
const TITLE = 'Cost of one person through enter, branch, wish, gates and outbox, by the number of people';

/** Cost of a person over the number of people, the latter on a logarithmic axis. */
function plot(costs: readonly { people: number; microseconds: number }[]): string {
  const most = Math.max(...costs.map(({ microseconds }) => microseconds)) * 1.25;
  const [least, greatest] = [Math.log(costs[0]!.people), Math.log(costs.at(-1)!.people)];
  const x = (people: number) => EDGE + ((Math.log(people) - least) / (greatest - least || 1)) * (WIDTH - 2 * EDGE);
  const y = (cost: number) => HEIGHT - EDGE - (cost / most) * (HEIGHT - 2 * EDGE);
  const text = (at: number, up: number, what: string, anchor = 'middle') =>
    `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}" text-anchor="${anchor}">${what}</text>`;
  const marks = costs.map(({ people, microseconds }) => {
    const [at, up] = [x(people), y(microseconds)];
    const dot = `<circle cx="${at.toFixed(1)}" cy="${up.toFixed(1)}" r="4"/>`;
    return (
      dot +
      text(at, up - 12, `${microseconds.toFixed(0)} µs`) +
      text(at, HEIGHT - EDGE + 20, people.toLocaleString('en'))
    );
  });
  const line = costs
    .map(({ people, microseconds }) => `${x(people).toFixed(1)},${y(microseconds).toFixed(1)}`)
    .join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Inter, sans-serif" font-size="12" fill="#22201c">
<title>${TITLE}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fffdf9"/>
${text(EDGE, 28, TITLE, 'start')}
<path d="M${EDGE} ${EDGE}V${HEIGHT - EDGE}H${WIDTH - EDGE}" fill="none" stroke="#b8ac9a"/>
<polyline points="${line}" fill="none" stroke="#c8391b" stroke-width="2"/>
${marks.join('\n')}
</svg>
`;
}
