import { type Bench, type Figure, figure, median } from './harness.ts';
import { addressOf, elsewhere, type Known, type Read, screens } from './screens-asked.ts';
import { EVENTS, ORDERS, WISHES } from './screens-seed.ts';
import { items, shopOf } from './screens-shop.ts';
import { folderOfItsOwn, type Served } from './served.ts';

/**
 * Question: how long does the server take to answer all that a screen asks for when it is opened, in a shop of 100,000 people? The reads of
 * a screen go out at once, as a browser sends them, seven times with other arguments; the time is that until the last answer is whole.
 * A read of the API that no screen here asks for is told, so that none is forgotten. `--people N` is another size; `--folder PATH` keeps
 * the shop there, and asks the one that is there already.
 */
const standard = 100_000;
const times = 7;
/** Milliseconds: what is wanted at the median, and what is never to be passed. */
const wanted = { median: 300, worst: 1_000 };

export const screensBench: Bench = async (say, { people = standard, folder }) => {
  const own = folder === undefined ? folderOfItsOwn() : null;
  const served = await shopOf(folder ?? own!.folder, people, say);
  try {
    const known = await knownOf(served);
    say(`screens: ${known.of} people; of each ${ORDERS} orders, ${EVENTS} events, ${WISHES} wishes to speak`);
    const figures: Figure[] = [];
    for (const name of Object.keys(screens)) figures.push(...(await measure(served, name, known, say)));
    return [...figures, await forgotten(served, known, say)];
  } finally {
    await served.close();
    own?.remove();
  }
};

async function knownOf(served: Served): Promise<Known> {
  const ids = async (text: string) => (await served.pool.query(text)).rows.map(({ id }) => id as string);
  return {
    people: await ids('select id from person where hashtext(id::text) % 97 = 0 order by id limit 60'),
    messages: [
      ...(await items(served, '/api/outbox?state=sent&scenario=receipt')).map(({ key }) => key),
      ...(await ids('select key as id from outbox where hashtext(key::text) % 97 = 0 order by key limit 10')),
    ],
    runs: await ids('select id from import_run order by id limit 30'),
    of: (await served.pool.query('select count(*)::integer as n from person')).rows[0].n,
    now: new Date(),
  };
}

/** Milliseconds until an answer is whole. */
async function timeOf(served: Served, read: Read): Promise<number> {
  const begun = performance.now();
  const answer =
    typeof read === 'string' ? await served.call('GET', read) : await served.call('POST', read.post, read.body);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${addressOf(read)} answered ${answer.status}: ${text.slice(0, 300)}`);
  return performance.now() - begun;
}

async function measure(served: Served, name: string, known: Known, say: (line: string) => void): Promise<Figure[]> {
  const took: number[] = [];
  let slowest = { address: '', ms: 0 };
  for (let nth = 0; nth < times; nth++) {
    const each = screens[name]!(nth, known).map(async (read) => ({
      address: addressOf(read),
      ms: await timeOf(served, read),
    }));
    const last = (await Promise.all(each)).reduce((a, b) => (a.ms > b.ms ? a : b));
    took.push(last.ms);
    if (last.ms > slowest.ms) slowest = last;
  }
  const [middle, worst] = [median(took), Math.max(...took)];
  say(`screens: ${name}: ${middle.toFixed(0)} ms, at worst ${worst.toFixed(0)} ms (${slowest.address})`);
  const about = { unit: 'ms', lowerIsBetter: true, goal: 1 };
  return [
    figure({ ...about, name: `screens/${name}/median`, value: middle, raw: wanted.median, rawIs: 'the wanted time' }),
    figure({
      ...about,
      name: `screens/${name}/worst`,
      value: worst,
      raw: wanted.worst,
      rawIs: 'the longest anybody waits',
    }),
  ];
}

/** Reads that the API describes and nobody here asks for: none is wanted. */
async function forgotten(served: Served, known: Known, say: (line: string) => void): Promise<Figure> {
  const described = (await (await served.call('GET', '/api/openapi.json')).json()) as { paths: Record<string, object> };
  const asked = Object.values(screens).flatMap((reads) =>
    [0, 1].flatMap((nth) => reads(nth, known).map((read) => addressOf(read).split('?')[0]!)),
  );
  const reads = Object.entries(described.paths).filter(
    ([path, methods]) => path.startsWith('/api/') && 'get' in methods,
  );
  const left = reads
    .map(([path]) => path)
    .filter((path) => !elsewhere.includes(path))
    .filter((path) => !asked.some((one) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(one)));
  if (left.length > 0) say(`screens: nobody asks ${left.join(', ')}: add them to a screen of bench/screens.ts`);
  const about = {
    name: 'screens/reads that are not asked',
    value: left.length,
    unit: 'reads',
    raw: null,
    rawIs: '',
    goal: null,
  };
  return { ...figure(about), ok: left.length === 0 };
}
