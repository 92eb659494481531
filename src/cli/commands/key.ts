import { type AccountRole, KEY_KINDS, type KeyLine, type NewKey, ROLES } from '../../access/index.ts';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { allOf, withFace } from '../face.ts';

const VERBS: Readonly<Record<string, Verb>> = {
  create: { most: 0, run: create },
  list: { most: 0, run: list },
  revoke: { most: 1, run: revoke },
};

/** `declic key create|list|revoke`: keys of programs. */
export const key: Command = {
  summary: 'create: makes a key for a program; list: shows them; revoke: ends one',
  usage: `declic key create --kind ${KEY_KINDS.join('|')} [--name NAME] [--role ${ROLES.join('|')}] | list | revoke ID [--json]`,
  options: { kind: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' } },
  run: (call) => runVerb(call, 'key', VERBS),
};

async function create(call: Call): Promise<number> {
  const { kind, name, role } = call.options;
  if (!KEY_KINDS.some((known) => known === kind)) throw call.wrong(`--kind is ${KEY_KINDS.join(' or ')}`);
  if (role !== undefined && !ROLES.some((known) => known === role)) throw call.wrong(`--role is ${ROLES.join(', ')}`);
  const made = await withFace(call, (face) =>
    face<NewKey>('POST', '/api/keys', { kind, name, role: role as AccountRole }),
  );
  const about = made.kind === 'write' ? 'It sends facts to /v1/*.' : 'Keep it secret: it is not shown again.';
  // Beside the answer, so that KEY=$(declic key create …) holds the key alone.
  call.err.write(`${about}\n`);
  call.answer(made, made.key);
  return 0;
}

async function list(call: Call): Promise<number> {
  const lines = await withFace(call, (face) => allOf<KeyLine>(face, '/api/keys'));
  const rows = lines.map((line) => [line.id, line.kind, line.name, line.hint, line.revokedAt ? 'revoked' : 'holds']);
  call.answer(lines, columns([['ID', 'KIND', 'NAME', 'KEY', 'STATE'], ...rows]));
  return 0;
}

async function revoke(call: Call): Promise<number> {
  const id = call.positionals[1];
  if (id === undefined) throw call.wrong('“key revoke” needs the id that “key list” shows');
  await withFace(call, (face) => face('DELETE', `/api/keys/${encodeURIComponent(id)}`));
  call.answer({ id, revoked: true }, `The key ${id} is revoked.`);
  return 0;
}
