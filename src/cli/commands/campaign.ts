import type { CampaignState, Forecast, Progress } from '../../campaigns/index.ts';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { allOf, type Face, withFace } from '../face.ts';
import { readKeyed } from '../read-json.ts';

type Line = {
  key: string;
  name: string;
  state: CampaignState;
  /** `asOf`: null while what was sent is counted for the first time. */
  standing: { sent: number; waiting: number; asOf?: string | null };
};
/** A file holds the key beside the plan. */
type Filed = { key: string; $schema?: string };

const VERBS: Readonly<Record<string, Verb>> = {
  list: { most: 0, run: list },
  show: { most: 1, run: show },
  forecast: { most: 1, run: forecast },
  plan: { most: 1, run: plan },
  'take-back': { most: 1, run: (call) => change(call, 'take-back') },
  pause: { most: 1, run: (call) => change(call, 'pause') },
  resume: { most: 1, run: (call) => change(call, 'resume') },
  cancel: { most: 1, run: (call) => change(call, 'cancel') },
};

/** `declic campaign …`: one-off sends. */
export const campaign: Command = {
  summary:
    'list: shows campaigns; show: how one goes; forecast: to how many it would go; plan: sends it at its moment; take-back, pause, resume, cancel',
  usage:
    'declic campaign list | show KEY | forecast KEY|FILE.json | plan KEY|FILE.json | take-back KEY | pause KEY | resume KEY | cancel KEY [--json]',
  options: {},
  run: (call) => runVerb(call, 'campaign', VERBS),
};

async function list(call: Call): Promise<number> {
  const items = await withFace(call, (face) => allOf<Line>(face, '/api/campaigns'));
  call.answer(items, listText(items));
  return 0;
}

/** What stands where a figure is not known yet. */
const COUNTING = 'counting';

/** Campaigns as a table. */
export function listText(items: readonly Line[]): string {
  const rows = items.map(({ key, state, standing, name }) => {
    return [key, state, standing.asOf === null ? COUNTING : String(standing.sent), name];
  });
  return columns([['KEY', 'STATE', 'SENT', 'NAME'], ...rows]);
}

async function show(call: Call): Promise<number> {
  const path = pathOf(target(call));
  const found = await withFace(call, async (face) => ({
    ...(await face<Line>('GET', path)),
    progress: await face<Progress>('GET', `${path}/progress`),
  }));
  call.answer(found, progressText(found));
  return 0;
}

/** How one goes, message by message. What waits is always of now, the rest may still be counted. */
export function progressText({ key, state, progress }: Pick<Line, 'key' | 'state'> & { progress: Progress }): string {
  const isCounted = progress.asOf !== null;
  const rows = progress.messages.map(({ step, sent, waiting, notSent }) => {
    const none = notSent.map(({ reason, people }) => `${people} ${reason}`).join(', ');
    return [step, isCounted ? String(sent) : COUNTING, String(waiting), isCounted ? none : COUNTING];
  });
  const head = `${key} is ${state}, ${progress.inside} wait for their turn.`;
  const soon = isCounted ? '' : '\nWhat was sent is being counted for the first time: ask again in a moment.';
  return `${head}${soon}\n${columns([['MESSAGE', 'SENT', 'WAITING', 'NOT SENT'], ...rows])}`;
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
  const { key, $schema: _, ...draft } = await readKeyed<Filed>(named, 'a campaign');
  await face('PUT', pathOf(key), draft);
  return pathOf(key);
}

function target(call: Call): string {
  const named = call.positionals[1];
  if (named === undefined) throw call.wrong('It needs the key of a campaign, or a file');
  return named;
}
