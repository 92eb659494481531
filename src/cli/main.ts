/** The program that bin/declic.js starts: one command with the environment and the outputs of this process. */
import { loadConfig } from '../config.ts';
import { run } from './run.ts';

const { argv, stdout, stderr } = process;
process.exitCode = await run(argv.slice(2), { out: stdout, err: stderr, config: loadConfig });
// The channel to bin/declic.js must not keep a finished command alive.
process.channel?.unref();
