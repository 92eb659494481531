import type { Config } from '../../config.ts';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { allOf, withFace } from '../face.ts';
import { findServer } from '../server-file.ts';

type Account = { id: string; email: string; name: string; role: string; disabledAt: string | null };

const VERBS: Readonly<Record<string, Verb>> = {
  list: { most: 0, run: list },
  link: { most: Number.POSITIVE_INFINITY, run: link },
};

/** `declic account list|link`: for whoever runs the machine, when nobody can sign in who could make a link on the screen. */
export const account: Command = {
  summary: 'list: shows who may sign in; link: makes a one-time link with which somebody chooses a new password',
  usage: 'declic account list | link EMAIL [--json]',
  options: {},
  run: (call) => runVerb(call, 'account', VERBS),
};

async function list(call: Call): Promise<number> {
  const all = await withFace(call, (face) => allOf<Account>(face, '/api/accounts'));
  const rows = all.map(({ email, role, disabledAt, name }) => [email, role, disabledAt ? 'closed' : 'open', name]);
  call.answer(all, columns([['E-MAIL', 'ROLE', 'STATE', 'NAME'], ...rows]));
  return 0;
}

async function link(call: Call): Promise<number> {
  const [, email, ...others] = call.positionals;
  if (email === undefined || others.length > 0) throw call.wrong('“account link” needs the e-mail of one account');
  const home = await homeOf(call.config);
  const made = await withFace(call, async (face) => {
    const wanted = email.trim().toLowerCase();
    const found = (await allOf<Account>(face, '/api/accounts')).find((one) => one.email === wanted);
    if (!found) throw cliErrors.CLI_NO_ACCOUNT({ email });
    return face<{ email: string; link: string }>('POST', `/api/accounts/${found.id}/link`);
  });
  const { pathname, search, hash } = new URL(made.link);
  const answer = { email: made.email, link: new URL(`${pathname}${search}${hash}`, home).href };
  // Beside the answer, so that LINK=$(declic account link …) holds the link alone.
  call.err.write('It opens once, within a day, at the running server; the old password holds until then.\n');
  call.answer(answer, answer.link);
  return 0;
}

/** Where the server is reached, or will be: one that this command starts for itself is gone in a moment. */
async function homeOf({ publicUrl, dataDir, host, port }: Config): Promise<string> {
  const name = host.includes(':') ? `[${host}]` : host;
  return publicUrl ?? (await findServer(dataDir))?.address ?? `http://${name}:${port}`;
}
