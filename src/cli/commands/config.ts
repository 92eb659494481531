import { describe } from '../../config.ts';
import { type Command, columns } from '../command.ts';

/** `declic config`: every variable with the value in force. */
export const config: Command = {
  summary: 'shows the settings taken from the environment, secrets hidden',
  usage: 'declic config [--json]',
  options: {},
  run: async (call) => {
    if (call.positionals.length > 0) throw call.wrong(`“config” takes no “${call.positionals[0]}”`);
    const lines = describe(call.config);
    const rows = lines.map(({ name, value, from, about }) => [name, value || '(not set)', from, about]);
    call.answer(lines, columns([['VARIABLE', 'VALUE', 'FROM', 'ABOUT'], ...rows]));
    return 0;
  },
};
