import { pausableKinds, sendKinds } from '../../delivery/index.ts';
import { type Call, type Command, columns, runVerb, type Verb } from '../command.ts';
import { withFace } from '../face.ts';

type Status = {
  stopped: boolean;
  paused: { kind: string; key: string; reason: string; by: string; at: string }[];
  waiting: number;
};

const VERBS: Readonly<Record<string, Verb>> = {
  status: { most: 0, run: status },
  stop: { most: Number.POSITIVE_INFINITY, run: stop },
  resume: { most: 2, run: resume },
  pause: { most: 2, run: ofSend },
  cancel: { most: 2, run: ofSend },
};

/** `declic delivery …`: stopping everything, pausing one send. */
export const delivery: Command = {
  summary:
    'stop: holds everything back; resume: lets it go; status: what is held; pause, cancel: one send; pause sender: a domain',
  usage: `declic delivery status | stop [--transactional] [--reason TEXT] | resume [${pausableKinds.join('|')} KEY] | pause ${pausableKinds.join('|')} KEY [--reason TEXT] | cancel ${sendKinds.join('|')} KEY [--reason TEXT] [--json]`,
  options: { transactional: { type: 'boolean' }, reason: { type: 'string' } },
  run: (call) => runVerb(call, 'delivery', VERBS),
};

async function ask(call: Call, method: 'GET' | 'POST', path: string, body?: object): Promise<number> {
  const found = await withFace(call, (face) => face<Status>(method, `/api/delivery${path}`, body));
  call.answer(found, shown(found));
  return 0;
}

function status(call: Call): Promise<number> {
  return ask(call, 'GET', '');
}

function stop(call: Call): Promise<number> {
  if (call.positionals.length > 1) throw call.wrong('“delivery stop” stops everything; one send is paused');
  const { transactional, reason } = call.options;
  return ask(call, 'POST', '/stop', { transactional: transactional === true, reason });
}

function resume(call: Call): Promise<number> {
  return call.positionals.length > 1 ? ofSend(call) : ask(call, 'POST', '/resume');
}

function ofSend(call: Call): Promise<number> {
  const [verb, kind, key] = call.positionals;
  const kinds: readonly string[] = verb === 'cancel' ? sendKinds : pausableKinds;
  if (!kinds.some((known) => known === kind)) throw call.wrong(`“delivery ${verb}” needs ${kinds.join(' or ')}`);
  if (key === undefined) throw call.wrong(`“delivery ${verb} ${kind}” needs a key`);
  return ask(call, 'POST', `/${kind}/${encodeURIComponent(key)}/${verb}`, { reason: call.options.reason });
}

function shown({ stopped, paused, waiting }: Status): string {
  const head = `${stopped ? 'Delivery is stopped' : 'Delivery goes on'}; ${waiting} messages are put aside.`;
  const rows = paused.map(({ kind, key, by, at, reason }) => [kind, key, at, by, reason]);
  return rows.length === 0 ? head : `${head}\n${columns([['KIND', 'KEY', 'SINCE', 'BY', 'WHY'], ...rows])}`;
}
