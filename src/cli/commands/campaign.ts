import type { CampaignState, Forecast, Progress } from '../../campaigns/index.ts';
import { type Call, type Command, columns } from '../command.ts';
import { allOf, type Face, withFace } from '../face.ts';
import { readJson } from '../read-json.ts';

type Line = { key: string; name: string; state: CampaignState; standing: { sent: number; waiting: number } };
/** A file holds the key beside the plan. */
type Filed = { key: string; $schema?: string };

const VERBS: Record<string, (call: Call) => Promise<number>> = {
  list,
  show,
  forecast,
  plan,
  'take-back': (call) => change(call, 'take-back'),
  pause: (call) => change(call, 'pause'),
  resume: (call) => change(call, 'resume'),
  cancel: (call) => change(call, 'cancel'),
};

/** `declic campaign …`: one-off sends. */
export const campaign: Command = {
  summary:
    'list: shows campaigns; show: how one goes; forecast: to how many it would go; plan: sends it at its moment; take-back, pause, resume, cancel',
  usage:
    'declic campaign list | show KEY | forecast KEY|FILE.json | plan KEY|FILE.json | take-back KEY | pause KEY | resume KEY | cancel KEY [--json]',
  options: {},
  run: async (call) => {
    const verb = call.positionals[0] ?? '';
    const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!work)
      throw call.wrong(verb === '' ? '“campaign” needs to know what to do' : `“campaign” does not know “${verb}”`);
    return work(call);
  },
};

async function list(call: Call): Promise<number> {
  const items = await withFace(call, (face) => allOf<Line>(face, '/api/campaigns'));
  const rows = items.map(({ key, state, standing, name }) => [key, state, String(standing.sent), name]);
  call.answer(items, columns([['KEY', 'STATE', 'SENT', 'NAME'], ...rows]));
  return 0;
}

async function show(call: Call): Promise<number> {
  const path = pathOf(target(call));
  const found = await withFace(call, async (face) => ({
    ...(await face<Line>('GET', path)),
    progress: await face<Progress>('GET', `${path}/progress`),
  }));
  const { messages, inside } = found.progress;
  const rows = messages.map(({ step, sent, waiting, notSent }) => {
    const none = notSent.map(({ reason, people }) => `${people} ${reason}`).join(', ');
    return [step, String(sent), String(waiting), none];
  });
  const head = `${found.key} is ${found.state}, ${inside} wait for their turn.`;
  call.answer(found, `${head}\n${columns([['MESSAGE', 'SENT', 'WAITING', 'NOT SENT'], ...rows])}`);
  return 0;
}

async function forecast(call: Call): Promise<number> {
  const named = target(call);
  const found = await withFace(call, async (face) => face<Forecast>('POST', `${await kept(face, named)}/forecast`));
  const reasons = found.leftOut.map(({ reason, people }) => [String(people), reason]);
  const head = `${found.reached} of ${found.audience} would get it.`;
  call.answer(found, reasons.length === 0 ? head : `${head}\n${columns([['PEOPLE', 'LEFT OUT'], ...reasons])}`);
  return 0;
}

async function plan(call: Call): Promise<number> {
  const named = target(call);
  const planned = await withFace(call, async (face) => face<Line>('POST', `${await kept(face, named)}/plan`));
  call.answer(planned, `${planned.key} is ${planned.state}.`);
  return 0;
}

async function change(call: Call, verb: string): Promise<number> {
  const key = target(call);
  const changed = await withFace(call, (face) => face<Line>('POST', `${pathOf(key)}/${verb}`));
  call.answer(changed, `${changed.key} is ${changed.state}.`);
  return 0;
}

const pathOf = (key: string): string => `/api/campaigns/${encodeURIComponent(key)}`;

/** The path of a campaign; a file is kept first. */
async function kept(face: Face, named: string): Promise<string> {
  if (!named.endsWith('.json')) return pathOf(named);
  const { key, $schema: _, ...draft } = await readJson<Filed>(named);
  await face('PUT', pathOf(String(key)), draft);
  return pathOf(String(key));
}

function target(call: Call): string {
  const named = call.positionals[1];
  if (named === undefined) throw call.wrong('It needs the key of a campaign, or a file');
  return named;
}
