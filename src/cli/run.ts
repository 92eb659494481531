/** `declic <command>`: finds the command, reads its arguments, prints its answer or its error. */
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { isDeclicError } from '../errors.ts';
import { type Call, type Command, columns, usageError } from './command.ts';
import { cliErrors } from './errors.ts';

/** One line per command. Loaded when called, so that `declic config` does not wait for a server's modules. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).start,
  db: async () => (await import('./commands/db.ts')).db,
  config: async () => (await import('./commands/config.ts')).config,
  account: async () => (await import('./commands/account.ts')).account,
  key: async () => (await import('./commands/key.ts')).key,
  setting: async () => (await import('./commands/setting.ts')).setting,
  template: async () => (await import('./commands/template.ts')).template,
  provider: async () => (await import('./commands/provider.ts')).provider,
  bank: async () => (await import('./commands/bank.ts')).bank,
  delivery: async () => (await import('./commands/delivery.ts')).delivery,
  scenario: async () => (await import('./commands/scenario.ts')).scenario,
  campaign: async () => (await import('./commands/campaign.ts')).campaign,
  bounce: async () => (await import('./commands/bounce.ts')).bounce,
  person: async () => (await import('./commands/person.ts')).person,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
};

/** Exit codes, as shells and service managers read them. */
const FAILED = 1;
const MISUSED = 2;

/** Where a command runs: what it prints to, and what it is configured by (read only once its arguments are right). */
export type Surroundings = Pick<Call, 'out' | 'err'> & { config: () => Config };

/** Runs one command; answers its exit code. */
export async function run(argv: string[], around: Surroundings): Promise<number> {
  const json = argv.includes('--json');
  const [name, ...rest] = argv;
  let failed: Command['failed'];
  try {
    if (name === undefined || name === 'help' || name.startsWith('-')) {
      tell(around, json, ...(await overview()));
      return name === undefined ? MISUSED : 0;
    }
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!load) throw cliErrors.CLI_UNKNOWN_COMMAND({ name, hint: nearest(name) });
    const command = await load();
    failed = command.failed;
    if (argv.includes('--help')) {
      const { summary, usage } = command;
      tell(around, json, { summary, usage }, `${summary}\n\n  ${usage}`);
      return 0;
    }
    return await command.run(callOf(command, rest, json, around));
  } catch (error) {
    report(error, json, around);
    const misused = isDeclicError(error, 'CLI_USAGE') || isDeclicError(error, 'CLI_UNKNOWN_COMMAND');
    return misused ? MISUSED : (failed?.(rest) ?? FAILED);
  }
}

/** The result: one JSON document with `--json`, else a text. */
const tell = ({ out }: Surroundings, json: boolean, value: unknown, text: string): void =>
  void out.write(`${json ? JSON.stringify(value) : text}\n`);

function callOf(command: Command, args: string[], json: boolean, around: Surroundings): Call {
  const { out, err, config } = around;
  const options = { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const read = () => {
    try {
      return parseArgs({ args, options, allowPositionals: true, strict: true });
    } catch (error) {
      // The first sentence names the option; the rest speaks to programmers.
      throw usageError(command, (error as Error).message.split('. ')[0] ?? 'The arguments cannot be read');
    }
  };
  const { values, positionals } = read();
  return {
    positionals,
    options: values as Call['options'],
    config: config(),
    json,
    out,
    err,
    say: (line) => void (json ? err : out).write(`${line}\n`),
    answer: (value, text) => tell(around, json, value, text),
    wrong: (fault) => usageError(command, fault),
  };
}

/** An error of ours is its sentence; anything else is a fault of the program and comes with its stack. */
function report(error: unknown, json: boolean, { out, err }: Surroundings): void {
  const known = isDeclicError(error);
  const plain = known ? error.toJSON() : { code: 'UNEXPECTED', message: String((error as Error)?.message ?? error) };
  if (json) out.write(`${JSON.stringify({ error: plain })}\n`);
  const told = known ? error.message : `This is a fault of Déclic: ${(error as Error)?.stack ?? String(error)}`;
  err.write(`${told}\n`);
}

async function overview(): Promise<[unknown, string]> {
  const commands = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => ({ name, summary: (await load()).summary })),
  );
  const usage = 'declic <command> [--json] [--help]';
  return [{ usage, commands }, `${usage}\n\n${columns(commands.map((of) => [`  ${of.name}`, of.summary]))}`];
}

/** “Did you mean…”, where the name differs by a letter or two. */
function nearest(name: string): string {
  const [best] = Object.keys(COMMANDS)
    .map((known) => ({ known, far: distance(name.slice(0, 20), known) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= 2 ? ` Did you mean “${best.known}”?` : '';
}

/** Levenshtein's distance: insertions, deletions and changes of one letter. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
