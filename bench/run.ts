/** `npm run bench -- [NAME] [--people N] [--folder PATH] [--json]`: measures each figure beside a raw limit in the same run. */
import { parseArgs } from 'node:util';
import { counts } from './counts.ts';
import { facts } from './facts.ts';
import { type Bench, type Figure, machine } from './harness.ts';
import { linear } from './linear.ts';
import { withMemory } from './memory.ts';
import { partitions } from './partitions.ts';
import { people } from './people.ts';
import { screensBench } from './screens.ts';
import { send } from './send.ts';
import { start } from './start.ts';
import { wave } from './wave.ts';

const benches: Record<string, Bench> = {
  start,
  facts,
  people,
  counts,
  partitions,
  screens: screensBench,
  send,
  wave,
  linear,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, people: { type: 'string' }, folder: { type: 'string' } },
});
const sizes = {
  ...(values.people === undefined ? {} : { people: Number(values.people) }),
  ...(values.folder === undefined ? {} : { folder: values.folder }),
};
const chosen = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = chosen.filter((name) => !benches[name]);
if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const say = (line: string) => void process.stderr.write(`${line}\n`);
say(machine());
let missed = false;
for (const name of chosen) {
  for (const one of await withMemory(name, () => benches[name]!(say, sizes))) {
    missed ||= !one.ok;
    process.stdout.write(`${values.json ? JSON.stringify(one) : lineOf(one)}\n`);
  }
}
process.exitCode = missed ? 1 : 0;

function lineOf({ name, value, unit, raw, rawIs, ratio, goal, ok }: Figure): string {
  const number = (x: number) => (x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3));
  const beside = raw === null ? '' : ` · ${rawIs}: ${number(raw)} ${unit} · ratio ${ratio!.toFixed(2)}`;
  const wanted = goal === null ? '' : ` · goal ${goal} ${ok ? 'met' : 'MISSED'}`;
  return `${name}: ${number(value)} ${unit}${beside}${wanted}`;
}
