import type { ScenarioLine } from '../../scenarios/index.ts';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { allOf, type Face, withFace } from '../face.ts';
import { readJson, readKeyed } from '../read-json.ts';

type Fault = { where: string; sentence: string };
type Draft = { key: string };
type Judged = { errors: Fault[]; warnings: Fault[] };

const VERBS: Readonly<Record<string, Verb>> = {
  list: { most: 0, run: list },
  validate: { most: 1, run: validate },
  publish: { most: 1, run: publish },
};
/** Exit code of a draft with faults. */
const FAULTY = 1;

/** `declic scenario list|validate|publish`: what runs by itself. */
export const scenario: Command = {
  summary: 'list: shows scenarios; validate: judges a draft; publish: puts one in force',
  usage: 'declic scenario list | validate KEY|FILE.json | publish KEY|FILE.json [--json]',
  options: {},
  run: (call) => runVerb(call, 'scenario', VERBS),
};

async function list(call: Call): Promise<number> {
  const lines = await withFace(call, (face) => allOf<ScenarioLine>(face, '/api/scenarios'));
  const state = (line: ScenarioLine) =>
    line.pausedAt ? 'paused' : line.publishedVersion === null ? 'draft' : `version ${line.publishedVersion}`;
  const rows = lines.map((line) => [line.key, state(line), line.name]);
  call.answer(lines, columns([['KEY', 'STATE', 'NAME'], ...rows]));
  return 0;
}

async function validate(call: Call): Promise<number> {
  const named = target(call);
  const judged = await withFace(call, async (face) =>
    isFile(named)
      ? face<Judged>('POST', '/api/scenarios/validate', await readJson<Draft>(named))
      : face<Judged>('GET', `/api/scenarios/${encodeURIComponent(named)}/validate`),
  );
  call.answer(judged, told(judged));
  return judged.errors.length > 0 ? FAULTY : 0;
}

async function publish(call: Call): Promise<number> {
  const named = target(call);
  const published = await withFace(call, async (face) => {
    const key = isFile(named) ? await keep(face, await readKeyed<Draft>(named, 'a scenario')) : named;
    const { version, warnings } = await face<{ version: number; warnings: Fault[] }>(
      'POST',
      `/api/scenarios/${encodeURIComponent(key)}/publish`,
    );
    return { key, version, warnings };
  });
  for (const { sentence } of published.warnings) call.say(`Mind: ${sentence}`);
  call.answer(published, `Version ${published.version} of ${published.key} is in force.`);
  return 0;
}

function target(call: Call): string {
  const named = call.positionals[1];
  if (named === undefined) throw call.wrong('It needs the key of a scenario, or a file');
  return named;
}

const isFile = (named: string): boolean => named.endsWith('.json');

async function keep(face: Face, draft: { key: string }): Promise<string> {
  await face('PUT', `/api/scenarios/${encodeURIComponent(draft.key)}`, draft);
  return draft.key;
}

function told({ errors, warnings }: Judged): string {
  const lines = [...errors.map((one) => `✗ ${one.sentence}`), ...warnings.map((one) => `! ${one.sentence}`)];
  return lines.length === 0 ? 'It can be published.' : lines.join('\n');
}
