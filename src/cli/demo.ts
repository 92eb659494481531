/**
 * `start --demo`: the demo shop, loaded into the server that just started by a program of its own. It comes in by the public doors
 * alone, so it runs beside us as any shop's program would.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Call } from './command.ts';
import { cliErrors } from './errors.ts';

const PROGRAM = fileURLToPath(new URL('../../examples/demo/run.ts', import.meta.url));
/** Fewer than these make no shop; more take longer than a first look should. */
const FEWEST_PEOPLE = 100;
const MOST_PEOPLE = 50_000;

export type Loading = { stop: () => void };

/**
 * What loads the demo shop once the server answers; undefined where it was not asked for.
 * @throws CLI_USAGE, CLI_DEMO_MAIL
 */
export function demoOf(call: Call): ((say: (line: string) => void) => Loading) | undefined {
  const { demo, 'demo-people': people, 'demo-seed': seed } = call.options;
  if (!demo) {
    if (people !== undefined || seed !== undefined) throw call.wrong('--demo-people and --demo-seed belong to --demo');
    return undefined;
  }
  if (people !== undefined && !isCount(String(people)))
    throw call.wrong(`--demo-people takes a number from ${FEWEST_PEOPLE} to ${MOST_PEOPLE}, not “${people}”`);
  // Its people are made up and their addresses lead nowhere: a provider would take us for a spammer.
  if (call.config.smtpUrl !== null) throw cliErrors.CLI_DEMO_MAIL();
  const args = ['--data', call.config.dataDir];
  if (people !== undefined) args.push('--people', String(people));
  if (seed !== undefined) args.push('--seed', String(seed));
  return (say) => run(args, say);
}

const isCount = (text: string): boolean =>
  /^\d+$/.test(text) && Number(text) >= FEWEST_PEOPLE && Number(text) <= MOST_PEOPLE;

function run(args: readonly string[], say: (line: string) => void): Loading {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stopped = false;
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say);
  child.once('error', (error) => say(`The demo shop could not be loaded: ${error.message}`));
  child.once('exit', (code) => {
    if (code !== 0 && !stopped) say('The demo shop is not loaded whole; start with --demo again to go on.');
  });
  return {
    stop: () => {
      stopped = true;
      child.kill();
    },
  };
}
