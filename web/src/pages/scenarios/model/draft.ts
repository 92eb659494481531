/** A draft as the editor changes it: the server's JSON, where a way that leads nowhere yet is simply not there. Pure. */

export type Step = { kind: string } & Record<string, unknown>;
export type Trigger = { id: string; kind: string } & Record<string, unknown>;
export type Place = { x: number; y: number };
export type Ending = { event: string; where?: unknown } | { rule: unknown };
export type Draft = {
  key: string;
  name: string;
  description?: string;
  unit?: string;
  triggers: Trigger[];
  audience?: unknown;
  reentry?: { kind: 'never' | 'always' | 'after'; after?: string; whileInside?: boolean };
  holdout?: number;
  goal?: Ending;
  exits?: Ending[];
  start?: string;
  steps: Record<string, Step>;
  layout?: Record<string, Place>;
} & Record<string, unknown>;

/** The way in: not a step, but drawn like one. */
export const ENTRY = '';

/** A way out of a step: its field, and the step that it leads to. */
export type Port = { port: string; to: string | null; optional?: boolean };

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const NEXT = ['next'];

/** A path of a branch or split; parallel paths are only the name of a step. */
const pathsOf = (step: Step): unknown[] => (Array.isArray(step.paths) ? step.paths : []);

/** Fields that lead on, by the kind of step; `exit` leads nowhere. A kind that we do not know leads on by `next`. */
const FIELDS: Record<string, (step: Step) => string[]> = {
  exit: () => [],
  until: (step) => ['next', 'past', ...(step.trait === undefined ? [] : ['otherwise'])],
  await: () => ['next', 'timeout'],
  branch: (step) => [...pathsOf(step).map((_, at) => `paths.${at}`), 'otherwise'],
  split: (step) => pathsOf(step).map((_, at) => `paths.${at}`),
  parallel: (step) => pathsOf(step).map((_, at) => `paths.${at}`),
};

/** Every way out of a step, in the order in which they are drawn. */
export function portsOf(step: Step): Port[] {
  return (FIELDS[step.kind]?.(step) ?? NEXT).map((port) => ({
    port,
    to: targetOf(step, port),
    ...(port === 'past' ? { optional: true } : {}),
  }));
}

const indexOf = (port: string): number => Number(port.slice('paths.'.length));

function targetOf(step: Step, port: string): string | null {
  if (!port.startsWith('paths.')) return text(step[port]);
  const path = pathsOf(step)[indexOf(port)];
  return step.kind === 'parallel' ? text(path) : text((path as { next?: unknown } | undefined)?.next);
}

function withTarget(step: Step, port: string, to: string | null): Step {
  if (!port.startsWith('paths.')) {
    const { [port]: _, ...rest } = step;
    return (to === null ? rest : { ...rest, [port]: to }) as Step;
  }
  const at = indexOf(port);
  const lead = (path: unknown): unknown => {
    // In a list of names there is no leaving out: an empty name leads nowhere.
    if (step.kind === 'parallel') return to ?? '';
    const { next: _, ...rest } = path as Record<string, unknown>;
    return to === null ? rest : { ...rest, next: to };
  };
  return { ...step, paths: pathsOf(step).map((path, i) => (i === at ? lead(path) : path)) };
}

/** Lets a way lead to a step, or nowhere. */
export function connect(draft: Draft, from: string, port: string, to: string | null): Draft {
  if (from === ENTRY) {
    const { start: _, ...rest } = draft;
    return (to === null ? rest : { ...rest, start: to }) as Draft;
  }
  const step = draft.steps[from];
  return step ? changeStep(draft, from, withTarget(step, port, to)) : draft;
}

export const changeStep = (draft: Draft, key: string, step: Step): Draft => ({
  ...draft,
  steps: { ...draft.steps, [key]: step },
});

/** Every way that is drawn. */
export type Way = { from: string; port: string; to: string };

export function waysOf(draft: Draft): Way[] {
  const start = draft.start && draft.steps[draft.start] ? [{ from: ENTRY, port: 'start', to: draft.start }] : [];
  const others = Object.entries(draft.steps).flatMap(([from, step]) =>
    portsOf(step).flatMap(({ port, to }) => (to !== null && draft.steps[to] ? [{ from, port, to }] : [])),
  );
  return [...start, ...others];
}

/** Steps in the order of the walk: each before what follows it, those that nothing leads to at the end. */
export function walkOrder(draft: Draft): string[] {
  const seen = new Set<string>();
  const visit = (key: string | null): void => {
    const step = key === null ? undefined : draft.steps[key];
    if (!step || seen.has(key!)) return;
    seen.add(key!);
    for (const { to } of portsOf(step)) visit(to);
  };
  visit(draft.start ?? null);
  for (const key of Object.keys(draft.steps)) visit(key);
  return [...seen];
}

/** A name that no step has. */
export function freeKey(draft: Draft, wanted: string): string {
  const base = wanted === '' ? 'step' : wanted;
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!Object.hasOwn(draft.steps, key)) return key;
  }
}

/** Where a new step goes: behind a way of another step, into whose old end it leads on. */
export type Behind = { from: string; port: string };

/** The way of a step that a new one is put behind: the first that leads nowhere, else the first. */
export function openWay(draft: Draft, from: string): Behind | null {
  if (from === ENTRY) return { from, port: 'start' };
  const step = draft.steps[from];
  const ports = step ? portsOf(step) : [];
  const port = ports.find(({ to, optional }) => to === null && !optional) ?? ports[0];
  return port ? { from, port: port.port } : null;
}

/** Puts a step in; what stood behind the way stands behind the new step. */
export function addStep(draft: Draft, key: string, step: Step, behind: Behind | null, place?: Place): Draft {
  let next = changeStep(draft, key, step);
  if (place) next = { ...next, layout: { ...next.layout, [key]: place } };
  if (!behind) return next;
  const before = behind.from === ENTRY ? (draft.start ?? null) : targetOf(draft.steps[behind.from]!, behind.port);
  const first = portsOf(step)[0];
  if (before !== null && draft.steps[before] && first) next = connect(next, key, first.port, before);
  return connect(next, behind.from, behind.port, key);
}

/** Takes steps out; who led to one leads to what stood behind it, where only one thing did. */
export function removeSteps(draft: Draft, keys: readonly string[]): Draft {
  return keys.reduce(removeStep, draft);
}

function removeStep(draft: Draft, key: string): Draft {
  const step = draft.steps[key];
  if (!step) return draft;
  const ports = portsOf(step).filter(({ to }) => to !== null);
  const behind = ports.length === 1 && ports[0]!.to !== key ? ports[0]!.to : null;
  const { [key]: _, ...steps } = draft.steps;
  const { [key]: __, ...layout } = draft.layout ?? {};
  const without: Draft = { ...draft, steps, layout };
  return waysOf(draft)
    .filter(({ from, to }) => to === key && from !== key)
    .reduce((next, { from, port }) => connect(next, from, port, behind), without);
}

/** Gives a step another name, wherever it is named. */
export function renameStep(draft: Draft, key: string, name: string): Draft {
  const ways = waysOf(draft).filter(({ to }) => to === key);
  const moved = ways.reduce((next, { from, port }) => connect(next, from, port, name), draft);
  const renamed = <Value>(all: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).map(([one, value]) => [one === key ? name : one, value]));
  return {
    ...moved,
    steps: renamed(moved.steps),
    ...(moved.layout ? { layout: renamed(moved.layout) } : {}),
  };
}

/** What the server keeps: an old draft may lack what the editor counts on. */
export function asDraft(kept: unknown): Draft {
  const draft = (kept ?? {}) as Draft;
  return { ...draft, triggers: draft.triggers ?? [], steps: draft.steps ?? {} };
}
