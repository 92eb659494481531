import { writeFileSync } from 'node:fs';
import { type Call, type Command, columns } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { type Face, withFace } from '../face.ts';

type Erasure = {
  id: string;
  erased: { part: string; rows: number }[];
  kept: { what: { en: string }; why: { en: string } }[];
};
/** The form of our own ids. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const REASONS = ['asked', 'unneeded', 'unlawful', 'mistake'];

/** `declic person export|erase`: what people may ask of whoever knows them. */
export const person: Command = {
  summary: 'export: writes all that is known of one person; erase: takes it away',
  usage: `declic person export WHO [--out FILE] | erase WHO --reason ${REASONS.join('|')} [--json]; WHO is an id, a shop id or an e-mail`,
  options: { out: { type: 'string' }, reason: { type: 'string' } },
  run: async (call) => {
    const [verb, who, ...others] = call.positionals;
    if ((verb !== 'export' && verb !== 'erase') || who === undefined || others.length > 0)
      throw call.wrong('“person” exports or erases one person');
    if (verb === 'erase' && !REASONS.includes(String(call.options.reason)))
      throw call.wrong(`An erasure says why: --reason ${REASONS.join(', ')}`);
    const work = async (face: Face) => {
      const id = await idOf(face, who);
      return verb === 'export' ? exportOne(call, face, id) : erase(call, face, id);
    };
    // The person's bucket erases: without a running server, one of this command's own has to do its work.
    return withFace(call, work, ['http', 'engine']);
  },
};

async function idOf(face: Face, who: string): Promise<string> {
  const found = async (key: string): Promise<string | undefined> => {
    const { items } = await face<{ items: { id: string }[] }>('GET', `/api/people?${key}=${encodeURIComponent(who)}`);
    return items[0]?.id;
  };
  const byAddress = who.includes('@') ? await found('email') : undefined;
  // Shops give ids of any form: some look like ours, some are addresses.
  const id = byAddress ?? (await found('externalId')) ?? (ID.test(who) ? who : undefined);
  if (id === undefined) throw cliErrors.CLI_NO_PERSON({ who });
  return id;
}

async function exportOne(call: Call, face: Face, id: string): Promise<number> {
  const told = await face<Record<string, unknown>>('GET', `/api/people/${id}/export`);
  const text = JSON.stringify(told, null, 2);
  const { out } = call.options;
  // 0600: the file is about a person.
  if (typeof out === 'string') {
    writeOut(out, `${text}\n`);
    call.answer({ id, file: out }, `Everything known was written to ${out}.`);
  } else call.answer(told, text);
  return 0;
}

function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    throw cliErrors.CLI_NOT_WRITTEN({ path, reason: (error as Error).message }, { cause: error });
  }
}

async function erase(call: Call, face: Face, id: string): Promise<number> {
  const report = await face<Erasure>('POST', `/api/people/${id}/erase`, { reason: call.options.reason });
  const gone = columns(report.erased.map(({ part, rows }) => [`  ${part}`, String(rows)]));
  const kept = report.kept.map(({ what, why }) => `  ${what.en}: ${why.en}`).join('\n');
  call.answer(report, `Erased:\n${gone}\nKept:\n${kept}`);
  return 0;
}
